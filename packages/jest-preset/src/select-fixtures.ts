import './permit-within.ts';
import { dirname, join } from 'node:path';
import type { Test, TestContext } from '@jest/test-result';
import type { Config as JestConfig } from '@jest/types';
import type { Config } from 'agent-replay';
import {
  agentFile,
  agentFiles,
  discoverFixtures,
  type Fixture,
  loadConfig,
  nothingFound,
} from 'agent-replay/discover';
import { agentName } from './agent-name.ts';
import { allIgnored } from './all-ignored.ts';
import { isWholeRun } from './extent-of-run.ts';
import { fixtureFile, isFixtureFile } from './fixture-file.ts';
import { ownFile } from './own-file.ts';
import { type ProjectConfig, projectConfig } from './project-config.ts';
import { isUnseen } from './unseen.ts';

/** A fixture that is to be replayed, and the test file that it is to Jest. */
export interface FixtureTest {
  /** The root of the Jest project that it belongs to. */
  root: string;
  config: Config;
  fixture: Fixture;
  test: Test;
}

export interface Selection {
  fixtures: FixtureTest[];
  /** The user's own test files. */
  others: Test[];
  /** How many of them are where Jest does not look, so that it learns of no edit. */
  hidden: number;
  /** How many more there are, which the user's `testPathIgnorePatterns` leaves out. */
  ignored: number;
  /** Set when everything was asked for and no fixture is run: the test that fails for it, and the text. */
  nothing: { test: Test; message: string } | null;
}

/** Parts the tests that Jest has chosen into fixtures and the user's own. */
export async function selectFixtures(
  tests: readonly Test[],
  globalConfig: JestConfig.GlobalConfig,
): Promise<Selection> {
  const selection: Selection = { fixtures: [], others: [], hidden: 0, ignored: 0, nothing: null };
  const seen = new Set<string>();
  let known = 0;
  let place: Test | undefined;
  for (const [context, members] of Map.groupBy(tests, (test) => test.context)) {
    const root = context.config.rootDir;
    const config = await projectConfig(root);
    const fixtures = discoverFixtures(config.root, config.fixtures);
    const agents = new Set(agentFiles(config));
    selection.others.push(...members.filter(({ path }) => !isFixtureFile(path) && !agents.has(path)));
    const whole = fixtures.length === 0 ? null : await loadConfig(root);
    const choose = createChoice({ config, context, members, globalConfig });
    for (const fixture of fixtures) {
      const choice = choose(fixture);
      if (choice === 'ignored' && isWholeRun(globalConfig)) selection.ignored += 1;
      // Projects that share a folder share its fixtures; each is replayed once.
      if (typeof choice === 'string' || seen.has(fixture.dir)) continue;
      seen.add(fixture.dir);
      if (choice.hidden) selection.hidden += 1;
      if (whole !== null) selection.fixtures.push({ root, config: whole, fixture, test: choice.test });
    }
    known += fixtures.length;
    place ??= { context, path: config.file ?? join(root, 'package.json') };
    if (known === 0 && isWholeRun(globalConfig)) {
      selection.nothing ??= { test: place, message: nothingFound(config) };
    }
  }
  const { ignored } = selection;
  if (known === 0) return selection;
  if (place === undefined || ignored === 0 || selection.fixtures.length > 0)
    return { ...selection, nothing: null };
  return { ...selection, ignored: 0, nothing: { test: place, message: allIgnored(ignored) } };
}

interface Project {
  config: ProjectConfig;
  context: TestContext;
  members: readonly Test[];
  globalConfig: JestConfig.GlobalConfig;
}

type Choice = (fixture: Fixture) => { test: Test; hidden: boolean } | 'ignored' | 'other';

/** Says of each fixture of a project whether it is to run: chosen by Jest, by way of its agent, or with everything. */
function createChoice({ config, context, members, globalConfig }: Project): Choice {
  const byChange = globalConfig.onlyChanged || globalConfig.findRelatedTests;
  const isFiltered = globalConfig.filter === ownFile('filter.cjs');
  const chosen = new Map(
    members
      .filter(({ path }) => isFixtureFile(path))
      // Without our filter Jest deals a fixture's four files into shards one by one: one of them counts.
      .filter(({ path }) => isFiltered || byChange || globalConfig.shard === undefined || isFirst(path))
      // Of several files the last counts.
      .toSorted((one, other) => Number(isFirst(one.path)) - Number(isFirst(other.path)))
      .map((test) => [dirname(test.path), test]),
  );
  const paths = new Set(members.map(({ path }) => path));
  // A path pattern that matches an agent's module asks for no fixture; an edit of what it imports does.
  const edited = new Set(byChange ? agentFiles(config).filter((file) => paths.has(file)) : []);
  const ignored = context.config.testPathIgnorePatterns.map((pattern) => new RegExp(pattern));

  return (fixture) => {
    const path = fixtureFile(fixture.dir);
    const found = chosen.get(fixture.dir);
    const hidden = isUnseen(context, fixture.dir);
    if (found !== undefined) return { test: found, hidden };
    const test = { context, path };
    if (ignored.some((pattern) => pattern.test(path))) return 'ignored';
    if (isEdited(fixture)) return { test, hidden: false };
    return isWholeRun(globalConfig) ? { test, hidden } : 'other';
  };

  function isEdited(fixture: Fixture): boolean {
    if (edited.size === 0) return false;
    const file = agentFile(config.root, config.agents[agentName(fixture.dir)]);
    return file !== undefined && edited.has(file);
  }
}

function isFirst(path: string): boolean {
  return path === fixtureFile(dirname(path));
}
