import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Test, TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { allIgnored, someIgnored } from './all-ignored.ts';
import { inPatterns, isSearch, isWholeRun } from './extent-of-run.ts';
import { fixtureFile, fixtureFiles, isFixtureFile } from './fixture-file.ts';
import { fixturesOf } from './fixtures-of.ts';
import { failWithoutRunner } from './missing-runner.ts';
import { fixtureContext, hasOurRunner } from './replaced-runner.ts';

/** What Jest found in a project with the preset. */
export interface Searched {
  context: TestContext;
  /** The tests that its own runner is to be given. */
  tests: readonly Test[];
  /** Fixtures, and agents' modules, that were found for the preset's runner where it is replaced. */
  fixtures: readonly Test[];
}

/** The searches of one run, which Jest begins together. */
export interface Round {
  /**
   * Adds a search.
   *
   * @returns the fixtures to run beside what it found, once all projects have searched: projects that share a
   *   folder share its fixtures, and each is run in one of them
   */
  join(search: () => Promise<Searched>): Promise<Test[]>;
}

export function createRound(globalConfig: Config.GlobalConfig, end: () => void): Round {
  const found: Searched[] = [];
  const { promise, resolve } = Promise.withResolvers<Map<Searched, Test[]>>();
  let searching = 0;
  return {
    async join(search) {
      searching += 1;
      let searched: Searched | undefined;
      try {
        // By then Jest has begun the others, which may all have waited for the same.
        await setImmediate();
        searched = await search();
        found.push(searched);
      } finally {
        searching -= 1;
        if (searching === 0) {
          end();
          resolve(deal(found, globalConfig));
        }
      }
      return (await promise).get(searched) as Test[];
    },
  };
}

/** Deals what was not found among the projects: first to those that have the preset's runner for all their tests. */
async function deal(
  found: readonly Searched[],
  globalConfig: Config.GlobalConfig,
): Promise<Map<Searched, Test[]>> {
  const ours = found.filter(({ context }) => hasOurRunner(context.config));
  const taken = new Set(ours.flatMap(({ tests }) => foldersOf(tests)));
  const dealt = new Map<Searched, Test[]>();
  for (const searched of [...ours, ...found.filter((each) => !ours.includes(each))]) {
    const tests = isSearch(globalConfig)
      ? await testsBeside(taken, searched.context, globalConfig)
      : searched.fixtures.filter(({ path }) => !taken.has(dirname(path)));
    for (const dir of foldersOf(tests)) taken.add(dir);
    dealt.set(searched, tests);
  }
  if (isToRun(globalConfig))
    for (const [searched, { length }] of dealt) if (length === 0) await tellIgnored(taken, searched);
  return dealt;
}

function foldersOf(tests: readonly Test[]): string[] {
  return tests
    .map(({ path }) => path)
    .filter(isFixtureFile)
    .map((path) => dirname(path));
}

async function testsBeside(
  taken: ReadonlySet<string>,
  context: TestContext,
  globalConfig: Config.GlobalConfig,
): Promise<Test[]> {
  const isAsked = inPatterns(globalConfig, context.config.rootDir);
  const { known } = await fixturesOf(context.config);
  const asked = known.filter((dir) => !taken.has(dir) && fixtureFiles(dir).some(isAsked));
  const place = hasOurRunner(context.config) ? context : fixtureContext(context);
  return asked.map((dir) => ({ context: place, path: fixtureFile(dir) }));
}

/** Tells what the preset's runner would, of a project that has no fixture to run: it sees none of its tests. */
async function tellIgnored(taken: ReadonlySet<string>, { context, tests }: Searched): Promise<void> {
  const isReplaced = !hasOurRunner(context.config);
  if (tests.length > 0 && !isReplaced) return;
  const { ignored, nothing } = await fixturesOf(context.config);
  const left = ignored.filter((dir) => !taken.has(dir)).length;
  if (taken.size > 0) {
    if (left > 0) process.stderr.write(`\n${someIgnored(left)}\n`);
  } else if (left > 0) failWithoutRunner(allIgnored(left));
  else if (isReplaced) failWithoutRunner(nothing);
}

/** Of a run of everything, which does not only list it or wait for edits. */
function isToRun(globalConfig: Config.GlobalConfig): boolean {
  const { listTests, watch, watchAll } = globalConfig;
  return isWholeRun(globalConfig) && !listTests && !watch && !watchAll;
}
