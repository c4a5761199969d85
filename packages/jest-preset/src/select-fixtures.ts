import { dirname, join } from 'node:path';
import type { Test, TestContext } from '@jest/test-result';
import type { Config as JestConfig } from '@jest/types';
import { type Config, discoverFixtures, type Fixture, loadConfig } from 'agent-replay';
import { agentFile, agentFiles, nothingFound } from 'agent-replay/runner';
import { agentName } from './agent-name.ts';
import { isFixtureFile } from './choose-tests.ts';
import { isWholeRun } from './is-whole-run.ts';

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
  /** Set when everything was asked for and there are no fixtures: the test that fails for it, and the text. */
  nothing: { test: Test; message: string } | null;
}

/** Parts the tests that Jest has chosen into fixtures and the user's own. */
export async function selectFixtures(
  tests: readonly Test[],
  globalConfig: JestConfig.GlobalConfig,
): Promise<Selection> {
  const selection: Selection = { fixtures: [], others: [], nothing: null };
  const seen = new Set<string>();
  let known = 0;
  for (const [context, members] of Map.groupBy(tests, (test) => test.context)) {
    const root = context.config.rootDir;
    const config = await loadConfig(root);
    const fixtures = discoverFixtures(config.root, config.fixtures);
    const agents = new Set(agentFiles(config));
    selection.others.push(...members.filter(({ path }) => !isFixtureFile(path) && !agents.has(path)));
    for (const chosen of chooseFixtures({ root, config, fixtures, context, members, globalConfig })) {
      // Projects that share a folder share its fixtures; each is replayed once.
      if (!seen.has(chosen.fixture.dir)) selection.fixtures.push(chosen);
      seen.add(chosen.fixture.dir);
    }
    known += fixtures.length;
    if (known === 0 && isWholeRun(globalConfig)) {
      selection.nothing ??= {
        test: { context, path: config.file ?? join(root, 'package.json') },
        message: nothingFound(config),
      };
    }
  }
  return known === 0 ? selection : { ...selection, nothing: null };
}

interface Choice {
  root: string;
  config: Config;
  fixtures: readonly Fixture[];
  context: TestContext;
  members: readonly Test[];
  globalConfig: JestConfig.GlobalConfig;
}

function chooseFixtures({ root, config, fixtures, context, members, globalConfig }: Choice): FixtureTest[] {
  const chosen = new Map(
    members.filter(({ path }) => isFixtureFile(path)).map((test) => [dirname(test.path), test]),
  );
  const paths = new Set(members.map(({ path }) => path));
  // A path pattern that matches an agent's module asks for no fixture; an edit of what it imports does.
  const byChange = globalConfig.onlyChanged || globalConfig.findRelatedTests;
  const edited = new Set(byChange ? agentFiles(config).filter((file) => paths.has(file)) : []);
  return fixtures.flatMap((fixture) => {
    const test = chosen.get(fixture.dir) ?? (isImplied(fixture) ? testOf(context, fixture) : undefined);
    return test === undefined ? [] : [{ root, config, fixture, test }];
  });

  /** Chosen by way of its agent, or left out by the user's testMatch: a gate that shrinks in silence is none. */
  function isImplied(fixture: Fixture): boolean {
    if (chosen.size === 0 && edited.size === 0) return isWholeRun(globalConfig);
    if (edited.size === 0) return false;
    const file = agentFile(config.root, config.agents[agentName(fixture.dir)]);
    return file !== undefined && edited.has(file);
  }
}

function testOf(context: TestContext, { dir }: Fixture): Test {
  return { context, path: join(dir, 'expected.json') };
}
