import { dirname } from 'node:path';
import type { Test, TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { agentFiles, discoverFixtures } from 'agent-replay/discover';
import { allIgnored, someIgnored } from './all-ignored.ts';
import { hasOwnFilter, inPatterns, isSearch, isWholeRun } from './extent-of-run.ts';
import { fixtureFile, fixtureFiles, isFixtureFile } from './fixture-file.ts';
import { jestCore } from './jest-modules.ts';
import { failWithoutRunner } from './missing-runner.ts';
import { ownFile } from './own-file.ts';
import { projectConfig } from './project-config.ts';
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
    const search = () => getTestPaths.call(this, globalConfig, ...rest);
    if (!isSearch(globalConfig)) {
      named.set(this, await namedTests(this._context, globalConfig));
      return search();
    }
    const round = rounds.get(globalConfig) ?? createRound(() => rounds.delete(globalConfig));
    rounds.set(globalConfig, round);
    const found = await round.join(search);
    const filter = hasOwnFilter(globalConfig) ? rest.findLast(isFilter) : undefined;
    const beside = await filtered(
      await testsBeside(round.taken, this._context, globalConfig, found.tests.length === 0),
      filter,
    );
    return { ...found, tests: [...found.tests, ...beside] };
  };
  // By this Jest tells what of the edited files, and of what imports them, is a test.
  prototype.isTestFilePath = function (path) {
    return isTestFilePath.call(this, path) || (named.get(this)?.(path) ?? false);
  };
}

/** Tells whether a path is a test of a project, whatever its `testMatch`: a fixture's file, or an agent's module. */
type Named = (path: string) => boolean;

async function namedTests(context: TestContext, globalConfig: Config.GlobalConfig): Promise<Named> {
  const { rootDir, runner, testPathIgnorePatterns } = context.config;
  if (runner !== ownFile('runner.js')) return () => false;
  const config = await projectConfig(rootDir);
  const dirs = new Set(discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir));
  const agents = new Set(agentFiles(config));
  const ignored = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  const isNamed: Named = (path) =>
    (isFixtureFile(path) ? dirs.has(dirname(path)) : agents.has(path)) &&
    !ignored.some((pattern) => pattern.test(path));
  const { onlyChanged, watch } = globalConfig;
  const hidden = [...dirs].filter((dir) => isNamed(fixtureFile(dir)) && isUnseen(context, dir)).length;
  // Where nothing else was edited Jest asks no runner, which would tell that.
  if (onlyChanged && hidden > 0) process.stderr.write(`${unseen(hidden, watch)}\n`);
  return isNamed;
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

/** The searches of one run, which Jest begins together. */
interface Round {
  /** Folders of the fixtures that are tests of a project. */
  taken: Set<string>;
  /** Resolves when all projects have searched: those that share a folder share its fixtures. */
  join(search: () => Promise<Found>): Promise<Found>;
}

function createRound(end: () => void): Round {
  const taken = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  let searching = 0;
  return {
    taken,
    async join(search) {
      searching += 1;
      try {
        const found = await search();
        for (const { path } of found.tests) if (isFixtureFile(path)) taken.add(dirname(path));
        return found;
      } finally {
        searching -= 1;
        if (searching === 0) {
          end();
          resolve();
        }
        await promise;
      }
    },
  };
}

async function testsBeside(
  taken: Set<string>,
  context: TestContext,
  globalConfig: Config.GlobalConfig,
  isAlone: boolean,
): Promise<Test[]> {
  const { rootDir, runner, testPathIgnorePatterns } = context.config;
  if (runner !== ownFile('runner.js')) return [];
  const isAsked = inPatterns(globalConfig, rootDir);
  const ignored = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  const config = await projectConfig(rootDir);
  const dirs = discoverFixtures(config.root, config.fixtures)
    .map(({ dir }) => dir)
    .filter((dir) => !taken.has(dir));
  const [left, known] = partition(dirs, (dir) => ignored.some((pattern) => pattern.test(fixtureFile(dir))));
  if (left.length > 0 && known.length === 0 && isToRun(globalConfig)) {
    // With no other test Jest would ask no runner, which tells that; nor would it hear of a project without one.
    if (taken.size === 0) failWithoutRunner(allIgnored(left.length));
    else if (isAlone) process.stderr.write(`\n${someIgnored(left.length)}\n`);
  }
  const asked = known.filter((dir) => fixtureFiles(dir).some(isAsked));
  for (const dir of asked) taken.add(dir);
  return asked.map((dir) => ({ context, path: fixtureFile(dir) }));
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

/** Of a run of everything, which does not only list it or wait for edits. */
function isToRun(globalConfig: Config.GlobalConfig): boolean {
  const { listTests, watch, watchAll } = globalConfig;
  return isWholeRun(globalConfig) && !listTests && !watch && !watchAll;
}
