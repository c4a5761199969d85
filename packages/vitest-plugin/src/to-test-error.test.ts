import { expect, test } from 'vitest';
import { frameOfCall, toTestError } from './to-test-error.ts';

function testOf(): () => string | undefined {
  return frameOfCall(testOf);
}

test('a test is found again where it was made, and stacks stay as deep as they were', () => {
  const { stackTraceLimit } = Error;
  const here = testOf();
  const below = testOf();
  expect(here()).toMatch(/^ {4}at .*to-test-error\.test\.ts:\d+:\d+\)?$/);
  expect(below()).not.toBe(here());
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test('the frame of the test comes after that of the rule, and no line of the text is taken for one', () => {
  const place = { file: '/p/expected.json', line: 6, column: 3 };
  const { stack } = toTestError(
    { message: 'no artifact\n    at somewhere (/p/agent.ts:1:1)', place, frame: null },
    '    at /p/a.replay.js:15:3',
  );
  expect(stack).toBe(
    'FixtureFailure: no artifact\n    at expected (/p/expected.json:6:3)\n    at /p/a.replay.js:15:3',
  );
});
