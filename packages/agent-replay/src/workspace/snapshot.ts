import fs from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256 } from '@agent-replay/contracts';

// As they are before any code of an agent's: an import is bound to what somebody puts in its place.
const { lstat, readdir, readFile, readlink } = fs;

/** The files below a folder, by their path in it with forward slashes. */
export type Snapshot = ReadonlyMap<string, FileState>;

export interface FileState {
  sha256: string;
  bytes: number;
  /** Null for what is no text, or too large to compare line by line. */
  text: string | null;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.agent-replay', '.vitest']);
const MAX_FILES = 20_000;
const MAX_TEXT = 2 * 1024 * 1024;

/** Looks at every file below a folder; null when there are too many to look at. Links are not followed. */
export async function snapshot(folder: string): Promise<Snapshot | null> {
  const files = new Map<string, FileState>();
  const open = [folder];
  while (open.length > 0) {
    const at = open.pop() as string;
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) {
        if (files.size >= MAX_FILES) return null;
        const state = await read(path);
        if (state !== null) files.set(relative(folder, path).split(sep).join('/'), state);
      }
    }
  }
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function read(path: string): Promise<FileState | null> {
  try {
    const stats = await lstat(path);
    const bytes = stats.isSymbolicLink() ? Buffer.from(await readlink(path)) : await readFile(path);
    const isText = bytes.length <= MAX_TEXT && !bytes.includes(0);
    return { sha256: sha256(bytes), bytes: bytes.length, text: isText ? bytes.toString('utf8') : null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
