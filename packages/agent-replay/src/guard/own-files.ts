import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { realPlace } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';

type Project = Pick<Config, 'root' | 'file' | 'fixtures' | 'monitor'>;

/** What a verdict rests on and is kept in: no agent under replay may change it. */
export function ownFiles(project: Project, store: string, ...dirs: readonly string[]): string[] {
  const known = shared.get(project);
  const files = known?.store === store ? known.files : filesOf(project, store);
  shared.set(project, { store, files });
  return [...dirs, ...files];
}

/** What all fixtures of a project have in common. */
const shared = new WeakMap<Project, { store: string; files: readonly string[] }>();

function filesOf({ root, file, fixtures, monitor }: Project, store: string): string[] {
  const roots = fixtures.map((each) => resolve(root, folderOf(each)));
  return [
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
  return [...new Set([file, realPlace(file)])].flatMap((each) =>
    ['', '-wal', '-shm', '-journal'].map((ending) => `${each}${ending}`),
  );
}

/**
 * One of some files, or of what lies in some folders, that was changed since a time or is gone: a program that is
 * no Node writes past the guard. The time of the last change of a file's entry cannot be set by anybody,
 * and a folder's is that of its last new or lost name.
 *
 * @param since in milliseconds since 1970, by the machine's own clock
 */
export function editedSince(since: number, places: readonly string[]): string | undefined {
  const isEdited = (file: string): boolean =>
    (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? Infinity) >= since;
  const all = places.flatMap((place) => [place, ...namesIn(place).map((name) => join(place, name))]);
  return all.findLast(isEdited);
}

function namesIn(place: string): string[] {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(place) : [];
}

/** The part of a glob before its first pattern. */
function folderOf(glob: string): string {
  const parts = glob.split('/');
  const pattern = parts.findIndex((part) => /[*?[\]{}()!]/.test(part));
  return parts.slice(0, pattern < 0 ? parts.length : pattern).join('/') || '.';
}
