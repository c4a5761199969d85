import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A fixture's files; the first of them that is there stands for it. */
const FIXTURE_FILES = ['expected.json', 'input.json', 'tool_cassettes.json', 'notes.json'] as const;
const NAMES = new Set<string>(FIXTURE_FILES);

/** True for the path of one of a fixture's four files, by its name. */
export function isFixtureFile(path: string): boolean {
  return NAMES.has(basename(path));
}

/** The paths that a fixture's files have. */
export function fixtureFiles(dir: string): string[] {
  return FIXTURE_FILES.map((name) => join(dir, name));
}

/** The file by which a fixture is a test to Jest. */
export function fixtureFile(dir: string): string {
  return fixtureFiles(dir).find((path) => existsSync(path)) ?? join(dir, FIXTURE_FILES[0]);
}
