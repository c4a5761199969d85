import type { Config } from '@jest/types';
import { discoverFixtures, nothingFound } from 'agent-replay/discover';
import { fixtureFile } from './fixture-file.ts';
import { projectConfig } from './project-config.ts';

/** The folders of a project's fixtures. */
interface Fixtures {
  known: string[];
  /** Those that the user's `testPathIgnorePatterns` leaves out. */
  ignored: string[];
  /** What to say where there are none. */
  nothing: string;
}

/** Finds the fixtures of a project. */
export async function fixturesOf({
  rootDir,
  testPathIgnorePatterns,
}: Config.ProjectConfig): Promise<Fixtures> {
  const patterns = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  const config = await projectConfig(rootDir);
  const [ignored, known] = partition(
    discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir),
    (dir) => patterns.some((pattern) => pattern.test(fixtureFile(dir))),
  );
  return { known, ignored, nothing: nothingFound(config) };
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}
