import type { Issue } from '@agent-replay/contracts';
import { isAgentReplayError } from '@agent-replay/contracts';
import { discoverFixtures, type Fixture } from './discover-fixtures.ts';
import { checkFixture, isWarning } from './load-fixture.ts';

/** A fixture and everything that is wrong with its files. */
export interface FixtureProblems {
  fixture: Fixture;
  errors: readonly Issue[];
  /** What is odd but does not keep it from being replayed. */
  warnings: readonly Issue[];
}

/** Checks every file of every fixture in one pass; a fixture without problems is listed too. */
export function validateFixtures(root: string, patterns?: readonly string[]): FixtureProblems[] {
  return discoverFixtures(root, patterns).map((fixture) => {
    const issues = issuesOf(fixture.dir);
    return {
      fixture,
      errors: issues.filter((issue) => !isWarning(issue)),
      warnings: issues.filter(isWarning),
    };
  });
}

function issuesOf(dir: string): Issue[] {
  try {
    return checkFixture(dir);
  } catch (error) {
    const received = isAgentReplayError(error) ? (error.message.split('\n', 1)[0] as string) : String(error);
    return [{ code: 'unreadable', path: '', expected: 'a readable fixture', received, file: dir }];
  }
}
