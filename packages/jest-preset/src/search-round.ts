import { setImmediate } from 'node:timers/promises';
import type { Test, TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { allIgnored, someIgnored } from './all-ignored.ts';
import { isWholeRun } from './extent-of-run.ts';
import { fixturesOf } from './fixtures-of.ts';
import { picksProjects } from './invocation.ts';
import { failWithoutRunner } from './missing-runner.ts';
import { fixtureContext, hasOurRunner } from './replaced-runner.ts';
import { isUnseen } from './unseen.ts';

/** What was found in a project with the preset. */
interface Searched {
  context: TestContext;
  /** The user's own tests. */
  tests: readonly Test[];
  /** The fixtures that it would run, by their paths. */
  fixtures: readonly string[];
}

/** The searches of one run, which Jest begins together. */
export interface Round {
  /**
   * Adds a search.
   *
   * @returns those of its fixtures that it is to run, once all projects have searched: projects that share a folder
   *   share its fixtures, and each is run in one of them
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

/**
 * Deals the fixtures among the projects, each to one of them: to one that has the preset's runner for all its tests before
 * one that has not, and to one in which Jest sees its edits before one in which it does not.
 */
async function deal(
  found: readonly Searched[],
  globalConfig: Config.GlobalConfig,
): Promise<Map<Searched, Test[]>> {
  const dealt = new Map<Searched, Test[]>(found.map((searched) => [searched, []]));
  const taken = new Set<string>();
  for (const isTurn of TURNS)
    for (const [searched, tests] of dealt) {
      const { context, fixtures } = searched;
      const place = hasOurRunner(context.config) ? context : fixtureContext(context);
      const own = fixtures.filter((path) => !taken.has(path) && isTurn(context, path));
      for (const path of own) {
        taken.add(path);
        tests.push({ context: place, path });
      }
    }
  if (isToRun(globalConfig))
    for (const [searched, { length }] of dealt) if (length === 0) await tellNothing(taken, searched);
  return dealt;
}

const TURNS: readonly ((context: TestContext, path: string) => boolean)[] = [
  (context, path) => hasOurRunner(context.config) && !isUnseen(context, path),
  (context) => hasOurRunner(context.config),
  () => true,
];

/** Tells what the preset's runner would, of a project that has no fixture to run: it sees none of its tests. */
async function tellNothing(taken: ReadonlySet<string>, { context, tests }: Searched): Promise<void> {
  if (tests.length > 0 && hasOurRunner(context.config)) return;
  const { ignored, nothing } = await fixturesOf(context.config);
  const left = ignored.filter((path) => !taken.has(path)).length;
  if (taken.size > 0) {
    if (left > 0) process.stderr.write(`\n${someIgnored(left)}\n`);
  } else if (left > 0 || tests.length === 0 || !picksProjects())
    failWithoutRunner(left > 0 ? allIgnored(left) : nothing);
}

/** Of a run of everything, which does not only list it or wait for edits. */
function isToRun(globalConfig: Config.GlobalConfig): boolean {
  const { listTests, watch, watchAll } = globalConfig;
  return isWholeRun(globalConfig) && !listTests && !watch && !watchAll;
}
