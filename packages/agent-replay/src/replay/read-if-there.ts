import { readFileSync } from 'node:fs';

/** Told of a file that is there and cannot be read. */
export type OnUnread = (file: string) => void;

/** The text of a file; null where there is none, and where it cannot be read, which is told. */
export function readIfThere(file: string, encoding: 'utf8' | 'latin1', onUnread: OnUnread): string | null {
  try {
    return readFileSync(file, encoding);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onUnread(file);
    return null;
  }
}
