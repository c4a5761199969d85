import type { TestResult } from '@jest/test-result';
import { jestModule } from './jest-modules.ts';
import type { Culprit } from './pack-run.ts';

/** The result of a fixture whose worker died under it, or whose sandbox did not load: one failed test. */
export function crashResult({ member, error, began }: Culprit): TestResult {
  const { fixture, test } = member;
  const { createEmptyTestResult } = jestModule('@jest/test-result') as {
    createEmptyTestResult: () => TestResult;
  };
  const what = began ? 'the process that replayed it died' : 'Jest could not load what goes before it';
  const fix = began
    ? 'look for process.exit, process.abort, an endless loop or exhausted memory in the agent'
    : 'look at setupFiles, setupFilesAfterEnv and transform in your Jest config; fixtures have the environment of Node, without a window';
  const message = [
    `Failed to replay "${fixture.suite}/${fixture.fixture_id}": ${what}.`,
    `  cause  ${firstLine(error.message)}`,
    `  fix    ${fix}`,
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
