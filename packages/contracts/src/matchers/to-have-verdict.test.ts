import { expect, test } from 'vitest';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveVerdict } from './to-have-verdict.ts';

test('toHaveVerdict compares status and reason', () => {
  const issue = {
    code: 'missing_artifact_ref',
    path: '/artifacts/min',
    expected: 'at least 1 artifact',
    received: 'none',
    file: 'fixtures/s/f/expected.json',
    line: 3,
    column: 5,
  };
  const failed = outcomeWith({
    verdict: {
      status: 'failed',
      failure_class: 'missing_artifact_ref',
      failure_reason: 'missing_artifact_ref: none recorded',
      issues: [issue],
    },
  });
  expect(textOf(toHaveVerdict(failed, 'passed'), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveVerdict("passed")

      expected  passed
      received  failed/missing_artifact_ref
      reason    missing_artifact_ref: none recorded
      rule      missing_artifact_ref /artifacts/min
      at        fixtures/s/f/expected.json:3:5"
  `);
  expect(textOf(toHaveVerdict(failed, 'failed', 'empty_output'), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveVerdict("failed", "empty_output")

      expected  failed/empty_output
      received  failed/missing_artifact_ref
      reason    missing_artifact_ref: none recorded
      rule      missing_artifact_ref /artifacts/min
      at        fixtures/s/f/expected.json:3:5"
  `);
  expect(textOf(toHaveVerdict(failed, 'failed', 'missing_artifact_ref'), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveVerdict("failed", "missing_artifact_ref")

      expected  any verdict but failed/missing_artifact_ref
      received  failed/missing_artifact_ref
      reason    missing_artifact_ref: none recorded
      rule      missing_artifact_ref /artifacts/min
      at        fixtures/s/f/expected.json:3:5"
  `);
  expect(() => toHaveVerdict(failed, 'ok' as never)).toThrowErrorMatchingInlineSnapshot(
    `[AgentReplayError: Failed to read "toHaveVerdict": it takes one of passed, failed, blocked, degraded, skipped, inconclusive, not "ok".]`,
  );
  expect(() => toHaveVerdict(failed, 'failed', 'mising')).toThrowErrorMatchingInlineSnapshot(
    `[AgentReplayError: Failed to read "toHaveVerdict": it takes a registered reason code or one that starts with "x_", not "mising".]`,
  );
});
