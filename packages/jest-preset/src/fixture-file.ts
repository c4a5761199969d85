import { basename } from 'node:path';

/** A fixture's files; the first of them that is there stands for it. */
export const FIXTURE_FILES = ['expected.json', 'input.json', 'tool_cassettes.json', 'notes.json'] as const;
const NAMES = new Set<string>(FIXTURE_FILES);

/** True for the path of one of a fixture's four files, by its name. */
export function isFixtureFile(path: string): boolean {
  return NAMES.has(basename(path));
}
