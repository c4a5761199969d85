import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';

/** What a verdict rests on and is kept in: no agent under replay may change it. */
export function ownFiles(
  { root, file, fixtures, monitor }: Pick<Config, 'root' | 'file' | 'fixtures' | 'monitor'>,
  store: string,
  dir: string,
): string[] {
  const roots = fixtures.map((each) => resolve(root, folderOf(each)));
  return [
    dir,
    // A pattern for the whole project names no folder of fixtures.
    ...roots.filter((each) => each !== root && !root.startsWith(each)),
    ...(file === null ? [] : [file]),
    join(root, monitor.file ?? '.agent-replay/monitor.json'),
    ...storeFiles(store),
  ];
}

/** A SQLite file, and those that SQLite makes beside it (https://sqlite.org/tempfiles.html). */
export function storeFiles(store: string): string[] {
  if (store.includes('://') || store === ':memory:') return [];
  const file = resolve(store.replace(/^sqlite:/, ''));
  return ['', '-wal', '-shm', '-journal'].map((ending) => `${file}${ending}`);
}

/**
 * What stands at some places, and in folders there: a program that is no Node writes past the guard. The time of
 * the last change of a file's entry cannot be set by anybody.
 */
export function editionsOf(places: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const note = (file: string): boolean => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined) found.set(file, `${stats.ino} ${stats.size} ${stats.ctimeMs}`);
    return stats?.isDirectory() === true;
  };
  for (const place of places) if (note(place)) for (const name of readdirSync(place)) note(join(place, name));
  return found;
}

/** The first place that is another one than before. */
export function editedSince(
  before: ReadonlyMap<string, string>,
  places: readonly string[],
): string | undefined {
  const now = editionsOf(places);
  return [...before.keys(), ...now.keys()].find((file) => before.get(file) !== now.get(file));
}

/** The part of a glob before its first pattern. */
function folderOf(glob: string): string {
  const parts = glob.split('/');
  const pattern = parts.findIndex((part) => /[*?[\]{}()!]/.test(part));
  return parts.slice(0, pattern < 0 ? parts.length : pattern).join('/') || '.';
}
