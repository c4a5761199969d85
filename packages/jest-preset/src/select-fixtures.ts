import './permit-within.ts';
import { join } from 'node:path';
import type { Test } from '@jest/test-result';
import type { Config as JestConfig } from '@jest/types';
import type { Config } from 'agent-replay';
import { type Fixture, loadConfig } from 'agent-replay/discover';
import { allIgnored } from './all-ignored.ts';
import { isSearch, isWholeRun } from './extent-of-run.ts';
import { fixturesOf } from './fixtures-of.ts';
import { picksProjects } from './invocation.ts';
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
  const isWhole = isWholeRun(globalConfig);
  for (const [context, members] of Map.groupBy(tests, (test) => test.context)) {
    const root = context.config.rootDir;
    const { config: found, known, ignored, nothing } = await fixturesOf(context.config);
    const own = members.filter(({ path }) => known.has(path));
    selection.others.push(...members.filter(({ path }) => !known.has(path)));
    if (isSearch(globalConfig)) selection.hidden += own.filter(({ path }) => isUnseen(context, path)).length;
    if (isWhole) {
      const test = { context, path: found.file ?? join(root, 'package.json') };
      selection.nothing ??= { test, message: nothing };
      selection.ignored += ignored.length;
    }
    if (own.length === 0) continue;
    const config = await loadConfig(root);
    for (const test of own)
      selection.fixtures.push({ root, config, fixture: known.get(test.path) as Fixture, test });
  }
  const { ignored, nothing } = selection;
  if (selection.fixtures.length > 0 || nothing === null) return { ...selection, nothing: null };
  if (ignored === 0) return picksProjects() ? { ...selection, nothing: null } : selection;
  return { ...selection, ignored: 0, nothing: { ...nothing, message: allIgnored(ignored) } };
}
