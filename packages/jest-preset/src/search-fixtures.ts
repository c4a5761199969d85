import type { Test, TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { inPatterns, isSearch } from './extent-of-run.ts';
import { fixtureFiles, isFixtureFile } from './fixture-file.ts';
import { type Fixtures, fixturesOf } from './fixtures-of.ts';
import { jestCore } from './jest-modules.ts';
import { noteProject, watchForProject } from './missing-runner.ts';
import { hasOurRunner, isReplaced } from './replaced-runner.ts';
import { createRound, type Round } from './search-round.ts';
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
 * Lets Jest's search have each fixture as one test, whatever the user's `testMatch`, `testRegex` or `roots`: Jest then
 * counts them, deals them into shards, and finds them by what was edited, also by what their agents import.
 */
export function searchFixtures(): void {
  const { SearchSource } = jestCore() as { SearchSource: { prototype: Search } };
  const { prototype } = SearchSource;
  if (prototype[EXTENDED] === true) return;
  prototype[EXTENDED] = true;
  const { getTestPaths, isTestFilePath } = prototype;
  /** Tells, by search, what is no test of the user and yet one for which Jest looks: it follows imports from tests only. */
  const parts = new WeakMap<Search, (path: string) => boolean>();
  const rounds = new WeakMap<Config.GlobalConfig, Round>();

  prototype.getTestPaths = async function (globalConfig, ...rest) {
    const { _context: context } = this;
    const isOurs = hasOurRunner(context.config);
    if (!isOurs && !isReplaced(context.config)) {
      await watchForProject();
      return getTestPaths.call(this, globalConfig, ...rest);
    }
    noteProject();
    const round = rounds.get(globalConfig) ?? createRound(globalConfig, () => rounds.delete(globalConfig));
    rounds.set(globalConfig, round);
    // The user's own, which is asked once, when the fixtures are there.
    const filter = rest.findLast(isFilter);
    let found: Found = { tests: [] };
    let own: Test[] = [];
    const dealt = await round.join(async () => {
      const fixtures = await fixturesOf(context.config);
      parts.set(this, isSearch(globalConfig) ? () => false : fixtures.isPart);
      if (globalConfig.onlyChanged) tellHidden(context, fixtures, globalConfig);
      found = await getTestPaths.call(this, globalConfig, ...rest.filter((each) => !isFilter(each)));
      own = found.tests.filter(
        ({ path }) => isTestFilePath.call(this, path) && !(isOurs && fixtures.isPart(path)),
      );
      const paths = found.tests.map(({ path }) => path);
      return { context, tests: own, fixtures: chosen(fixtures, paths, globalConfig, context) };
    });
    return { ...found, tests: await filtered([...own, ...dealt], filter) };
  };
  // By this Jest tells what of the edited files, and of what imports them, is a test.
  prototype.isTestFilePath = function (path) {
    return isTestFilePath.call(this, path) || (parts.get(this)?.(path) ?? false);
  };
}

/** The fixtures that a project is to run, by their paths: those that the user asked for, or what Jest found is a part of. */
function chosen(
  { known, partOf }: Fixtures,
  found: readonly string[],
  globalConfig: Config.GlobalConfig,
  { config }: TestContext,
): string[] {
  if (isSearch(globalConfig)) {
    const isAsked = inPatterns(globalConfig, config.rootDir);
    return [...known].flatMap(([path, { dir }]) => (fixtureFiles(dir).some(isAsked) ? [path] : []));
  }
  // The path of an agent's module asks for no fixture; an edit of what it imports does.
  const some = globalConfig.runTestsByPath ? found.filter(isFixtureFile) : found;
  return [...new Set(some.flatMap(partOf))];
}

/** Where nothing else was edited Jest asks no runner, which would tell that. */
function tellHidden(context: TestContext, { known }: Fixtures, { watch }: Config.GlobalConfig): void {
  const hidden = [...known.keys()].filter((path) => isUnseen(context, path)).length;
  if (hidden > 0) process.stderr.write(`${unseen(hidden, watch)}\n`);
}

/** What Jest makes of the module that the user's `filter` names. */
type Filter = (paths: string[]) => Promise<{ filtered: readonly (string | { test: string })[] }>;

function isFilter(given: unknown): given is Filter {
  return typeof given === 'function';
}

async function filtered(tests: Test[], filter: Filter | undefined): Promise<Test[]> {
  if (filter === undefined) return tests;
  const { filtered: kept } = await filter(tests.map(({ path }) => path));
  // Jest 30 takes paths and Jest 29 objects.
  const paths = new Set(kept.map((each) => (typeof each === 'string' ? each : each.test)));
  return tests.filter(({ path }) => paths.has(path));
}
