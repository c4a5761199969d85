import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What waits in a store's spool. */
export interface SpoolBacklog {
  files: number;
  /** Changes in them, one a line. */
  entries: number;
  bytes: number;
  /** Files that were read in but for what could not be: they are kept for a person. */
  torn: number;
}

/** Counts what is in a spool's folders; a folder that is not there holds nothing. */
export function spoolBacklog(folders: readonly string[]): SpoolBacklog {
  const backlog: SpoolBacklog = { files: 0, entries: 0, bytes: 0, torn: 0 };
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      if (name.endsWith('.torn')) backlog.torn += 1;
      if (!name.endsWith('.ndjson')) continue;
      const lines = contentOf(join(folder, name));
      backlog.files += 1;
      backlog.bytes += lines.length;
      backlog.entries += count(lines, NEWLINE);
    }
  }
  return backlog;
}

/** What waits beside a store's own spool, for a store of another name. */
export function backlogsBeside(own: string): (SpoolBacklog & { folder: string })[] {
  return namesIn(dirname(own))
    .filter((name) => name !== basename(own))
    .map((name) => join(dirname(own), name))
    .map((folder) => ({ folder, ...spoolBacklog([folder]) }))
    .filter(({ entries }) => entries > 0);
}

const NEWLINE = 10;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Another process may read a file in at any time: then it holds nothing. */
function contentOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}

function count(bytes: Uint8Array, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1;
  return found;
}
