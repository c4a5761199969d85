import type { SerializableError, TestResult } from '@jest/test-result';
import { jestModule } from './jest-modules.ts';
import type { FixtureTest } from './select-fixtures.ts';

/** The result of a fixture whose worker died under it: one failed test, counted as such. */
export function crashResult({ fixture, test }: FixtureTest, error: SerializableError): TestResult {
  const { createEmptyTestResult } = jestModule('@jest/test-result') as {
    createEmptyTestResult: () => TestResult;
  };
  const message = [
    `Failed to replay "${fixture.suite}/${fixture.fixture_id}": the process that replayed it died.`,
    `  cause  ${firstLine(error.message)}`,
    '  fix    look for process.exit, process.abort, an endless loop or exhausted memory in the agent',
  ].join('\n');
  return {
    ...createEmptyTestResult(),
    testFilePath: test.path,
    numFailingTests: 1,
    failureMessage: `  \u25CF ${fixture.suite} \u203A ${fixture.fixture_id}\n\n${message.replaceAll(/^/gm, '    ')}\n`,
    testResults: [
      {
        ancestorTitles: [fixture.suite],
        title: fixture.fixture_id,
        fullName: `${fixture.suite} ${fixture.fixture_id}`,
        status: 'failed',
        failureMessages: [message],
        failureDetails: [],
        numPassingAsserts: 0,
        duration: null,
        invocations: 1,
        location: null,
      },
    ],
  };
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
