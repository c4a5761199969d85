import './permit-within.ts';
import { dirname } from 'node:path';
import type { Config } from '@jest/types';
import { agentFile, agentFiles, discoverFixtures, type Fixture, nothingFound } from 'agent-replay/discover';
import { agentName } from './agent-name.ts';
import { fixtureFile, isFixtureFile } from './fixture-file.ts';
import { type ProjectConfig, projectConfig } from './project-config.ts';

/** A project's fixtures, each by the path that it has as a test file. */
export interface Fixtures {
  config: ProjectConfig;
  known: ReadonlyMap<string, Fixture>;
  /** Those that the user's `testPathIgnorePatterns` leaves out. */
  ignored: readonly string[];
  /** What to say where there are none. */
  nothing: string;
  /** True for a file of one that is known, and for an agent's module. */
  isPart: (file: string) => boolean;
  /** The known ones that such a file is a part of. */
  partOf: (file: string) => string[];
}

/** Finds the fixtures of a project. */
export async function fixturesOf({
  rootDir,
  testPathIgnorePatterns,
}: Config.ProjectConfig): Promise<Fixtures> {
  const patterns = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  const isIgnored = (path: string): boolean => patterns.some((pattern) => pattern.test(path));
  const config = await projectConfig(rootDir);
  const known = new Map<string, Fixture>();
  const ignored: string[] = [];
  for (const fixture of discoverFixtures(config.root, config.fixtures)) {
    const path = fixtureFile(fixture.dir);
    if (isIgnored(path)) ignored.push(path);
    else known.set(path, fixture);
  }
  const agents = new Set(agentFiles(config));
  return {
    config,
    known,
    ignored,
    nothing: nothingFound(config),
    isPart: (file) => isAgent(file) || isKnown(file),
    partOf(file) {
      if (isAgent(file)) return [...known.keys()].filter((path) => agentOf(path) === file);
      return isKnown(file) ? [fixtureFile(dirname(file))] : [];
    },
  };

  function isAgent(file: string): boolean {
    return agents.has(file) && !isIgnored(file);
  }

  function isKnown(file: string): boolean {
    return isFixtureFile(file) && known.has(fixtureFile(dirname(file)));
  }

  function agentOf(path: string): string | undefined {
    return agentFile(config.root, config.agents[agentName(dirname(path))]);
  }
}
