import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Tier } from '@agent-replay/contracts';
import { readText } from './read-text.ts';

// A runner looks for fixtures in projects that have none: what most of them do not need loads when it is.
const load = createRequire(import.meta.url);
/** What every glob has one of, and few folders do. */
const GLOB = /[*?[\]{}()!+@]/;
const TIERS: readonly Tier[] = ['critical', 'broad', 'full'];

/** The four files of a fixture. */
export const FIXTURE_FILES = ['input.json', 'expected.json', 'tool_cassettes.json', 'notes.json'] as const;

/** A folder that holds a fixture, as far as it can be known without judging its files. */
export interface Fixture {
  fixture_id: string;
  suite: string;
  /** Absolute path. */
  dir: string;
  /** `full` while notes.json cannot be read. */
  tier: Tier;
}

/**
 * Finds the fixtures below a folder, sorted by suite and id. A pattern is a folder that holds suites,
 * a suite or a fixture, or a glob over fixtures; a folder is a fixture when it has one of the files.
 */
export function discoverFixtures(root: string, patterns: readonly string[] = ['fixtures']): Fixture[] {
  const dirs = new Set(patterns.flatMap((pattern) => foldersOf(root, pattern)));
  return [...dirs].map(toFixture).toSorted((a, b) => compare(a.suite, b.suite) || compare(a.dir, b.dir));
}

/** Whether a folder is among those that a config's patterns lead to: what is not is replayed by nobody. */
export function isDiscovered(
  { root, fixtures }: { root: string; fixtures: readonly string[] },
  dir: string,
): boolean {
  const isOnTheWay = (folder: string): boolean => dir === folder || dir.startsWith(`${folder}${sep}`);
  return fixtures.some((pattern) => foldersOf(root, pattern, isOnTheWay).includes(dir));
}

/** @param isAsked leaves out folders in which nothing is looked for, so that they are not read */
function foldersOf(root: string, pattern: string, isAsked: (dir: string) => boolean = () => true): string[] {
  const path = resolve(root, pattern);
  const fixturesIn = (dir: string): string[] => below(dir).filter((each) => isAsked(each) && isFixture(each));
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return foldersOf(root, dirname(path), isAsked);
    if (isFixture(path)) return [path];
    return below(path)
      .filter(isAsked)
      .flatMap((dir) => (isFixture(dir) ? [dir] : fixturesIn(dir)));
  }
  if (!GLOB.test(pattern)) return [];
  const fastGlob = load('fast-glob') as typeof import('fast-glob');
  if (!fastGlob.isDynamicPattern(pattern)) return [];
  const glob = relative(root, path).split(sep).join('/');
  const found = fastGlob.sync(glob, {
    cwd: root,
    onlyDirectories: true,
    absolute: true,
    followSymbolicLinks: false,
  });
  return found
    .map((dir) => resolve(dir))
    .filter(isAsked)
    .flatMap((dir) => (isFixture(dir) ? [dir] : fixturesIn(dir)));
}

function below(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(dir, entry.name));
}

/** Links below the folders that patterns name, as deep as fixtures stand: nothing behind one is discovered. */
export function linkedFolders(root: string, patterns: readonly string[] = ['fixtures']): string[] {
  const folders = patterns
    .map((pattern) => resolve(root, pattern))
    .filter((path) => existsSync(path) && statSync(path).isDirectory() && !isFixture(path));
  return folders
    .flatMap((folder) => [folder, ...below(folder)])
    .flatMap((folder) => (isFixture(folder) ? [] : linksIn(folder)))
    .toSorted(compare);
}

function linksIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name));
}

/** Fixtures deeper below the folders that patterns name than suites have them: nobody looks for them there. */
export function deepFixtures(root: string, patterns: readonly string[] = ['fixtures']): string[] {
  const known = new Set(patterns.flatMap((pattern) => foldersOf(root, pattern)));
  const within = (folder: string): string[] =>
    known.has(folder) ? [] : isFixture(folder) ? [folder] : below(folder).flatMap(within);
  return [
    ...new Set(
      patterns
        .map((pattern) => resolve(root, pattern))
        .filter((path) => existsSync(path) && statSync(path).isDirectory())
        .flatMap(within),
    ),
  ].toSorted(compare);
}

function isFixture(dir: string): boolean {
  return FIXTURE_FILES.some((name) => existsSync(join(dir, name)));
}

/** A tier is read when somebody asks for it. */
function toFixture(dir: string): Fixture {
  let tier: Tier | undefined;
  return {
    fixture_id: basename(dir),
    suite: basename(dirname(dir)),
    dir,
    get tier() {
      return (tier ??= tierOf(dir));
    },
  };
}

function tierOf(dir: string): Tier {
  try {
    const notes: unknown = JSON.parse(readText(join(dir, 'notes.json')) ?? 'null');
    const tier = (notes as { tier?: unknown } | null)?.tier;
    return TIERS.find((name) => name === tier) ?? 'full';
  } catch {
    return 'full';
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
