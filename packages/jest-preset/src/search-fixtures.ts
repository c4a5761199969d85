import { dirname } from 'node:path';
import type { Test, TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { agentFiles, discoverFixtures } from 'agent-replay/discover';
import { hasOwnFilter, isSearch } from './extent-of-run.ts';
import { isFixtureFile } from './fixture-file.ts';
import { fixturesOf } from './fixtures-of.ts';
import { jestCore } from './jest-modules.ts';
import { projectConfig } from './project-config.ts';
import { fixtureContext, hasOurRunner, isReplaced, isUsersOwn } from './replaced-runner.ts';
import { createRound, type Round, type Searched } from './search-round.ts';
import { isUnseen, unseen } from './unseen.ts';

interface Found {
  tests: Test[];
}

/** What of Jest looks for tests: one for each project of a run. */
interface Search {
  _context: TestContext;
  isTestFilePath: (this: Search, path: string) => boolean;
  getTestPaths: (this: Search, globalConfig: Config.GlobalConfig, ...rest: unknown[]) => Promise<Found>;
  [EXTENDED]?: true;
}

const EXTENDED = Symbol.for('agent-replay.jest-search');

/**
 * Lets Jest's search have the fixtures that the user's `testMatch`, `testRegex` or `roots` leave out: a
 * preset's own `testMatch` gives way to theirs. Jest then counts them, deals them into shards, finds them by
 * what was edited, and has tests where it would have none and run nothing.
 */
export function searchFixtures(): void {
  const { SearchSource } = jestCore() as { SearchSource: { prototype: Search } };
  const { prototype } = SearchSource;
  if (prototype[EXTENDED] === true) return;
  prototype[EXTENDED] = true;
  const { getTestPaths, isTestFilePath } = prototype;
  const named = new WeakMap<Search, Named>();
  const rounds = new WeakMap<Config.GlobalConfig, Round>();

  prototype.getTestPaths = async function (globalConfig, ...rest) {
    const { _context: context } = this;
    const isOurs = hasOurRunner(context.config);
    if (!isOurs && !isReplaced(context.config)) return getTestPaths.call(this, globalConfig, ...rest);
    const filter = rest.findLast(isFilter);
    const ofUser = hasOwnFilter(globalConfig) ? filter : undefined;
    const round = rounds.get(globalConfig) ?? createRound(globalConfig, () => rounds.delete(globalConfig));
    rounds.set(globalConfig, round);
    let found: Found = { tests: [] };
    const searchOwn = async (): Promise<Searched> => {
      found = await getTestPaths.call(this, globalConfig, ...rest);
      return { context, tests: found.tests, fixtures: [] };
    };
    const beside = await round.join(async () => {
      if (isOurs && isSearch(globalConfig)) return searchOwn();
      const isNamed = await namedTests(context);
      if (!isSearch(globalConfig)) named.set(this, isNamed);
      if (globalConfig.onlyChanged) await tellHidden(context, globalConfig);
      if (isOurs) return searchOwn();
      // Our filter chooses among fixtures; what the user's runner is given is none of its business.
      found = await getTestPaths.call(this, globalConfig, ...rest.filter((each) => !isFilter(each)));
      const byName = isSearch(globalConfig) ? [] : found.tests.filter(({ path }) => isNamed(path));
      const own = found.tests.filter(
        ({ path }) => isTestFilePath.call(this, path) && isUsersOwn(context, path, isNamed),
      );
      found = { ...found, tests: await filtered(own, ofUser) };
      const place = fixtureContext(context);
      const fixtures = byName.map((test) => ({ ...test, context: place }));
      return { context, tests: found.tests, fixtures: await filtered(fixtures, filter) };
    });
    return { ...found, tests: [...found.tests, ...(await filtered(beside, ofUser))] };
  };
  // By this Jest tells what of the edited files, and of what imports them, is a test.
  prototype.isTestFilePath = function (path) {
    return isTestFilePath.call(this, path) || (named.get(this)?.(path) ?? false);
  };
}

/** Tells whether a path is a test of a project, whatever its `testMatch`: a fixture's file, or an agent's module. */
type Named = (path: string) => boolean;

async function namedTests({ config: { rootDir, testPathIgnorePatterns } }: TestContext): Promise<Named> {
  const config = await projectConfig(rootDir);
  const dirs = new Set(discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir));
  const agents = new Set(agentFiles(config));
  const ignored = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  return (path) =>
    (isFixtureFile(path) ? dirs.has(dirname(path)) : agents.has(path)) &&
    !ignored.some((pattern) => pattern.test(path));
}

/** Where nothing else was edited Jest asks no runner, which would tell that. */
async function tellHidden(context: TestContext, { watch }: Config.GlobalConfig): Promise<void> {
  const { known } = await fixturesOf(context.config);
  const hidden = known.filter((dir) => isUnseen(context, dir)).length;
  if (hidden > 0) process.stderr.write(`${unseen(hidden, watch)}\n`);
}

/** What Jest makes of the module that the user's `filter` names, which has already chosen among what Jest found. */
type Filter = (paths: string[]) => Promise<{ filtered: readonly (string | { test: string })[] }>;

function isFilter(given: unknown): given is Filter {
  return typeof given === 'function';
}

async function filtered(tests: Test[], filter: Filter | undefined): Promise<Test[]> {
  if (filter === undefined || tests.length === 0) return tests;
  const { filtered: kept } = await filter(tests.map(({ path }) => path));
  // Jest 30 takes paths and Jest 29 objects.
  const paths = new Set(kept.map((each) => (typeof each === 'string' ? each : each.test)));
  return tests.filter(({ path }) => paths.has(path));
}
