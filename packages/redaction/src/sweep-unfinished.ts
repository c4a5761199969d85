import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Longer than a write takes. */
const UNFINISHED_MS = 600_000;

/**
 * Removes what writers of one file left beside it that were killed before they put it in place. What is young may be
 * somebody's who is still at it; what cannot be removed is left.
 */
export async function sweepUnfinished(path: string, now: number = Date.now()): Promise<void> {
  const folder = dirname(path);
  const start = `.${basename(path)}.`;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))) continue;
    const file = join(folder, name);
    const found = await lstat(file).catch(() => null);
    if (found?.isFile() === true && now - found.mtimeMs > UNFINISHED_MS)
      await rm(file).catch(() => undefined);
  }
}
