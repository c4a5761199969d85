import { expect, test } from 'vitest';
import { exitCodeOf, mixedExitCode, type ExitCode } from './exit-code.ts';

test.each<[ExitCode[], ExitCode]>([
  [[], 3],
  [[0], 0],
  [[0, 3], 3],
  [[3, 5], 5],
  [[5, 4], 4],
  [[0, 3, 5, 4], 4],
  [[4, 5, 3, 0, 1], 1],
  [[2, 0], 2],
  [[2, 4, 1], 1],
])('results that end with %j end together with %i', (codes, expected) => {
  expect(mixedExitCode(codes)).toBe(expected);
  expect(mixedExitCode(codes.toReversed())).toBe(expected);
});

test.each([
  ['failed', 'missing_artifact_ref', 1],
  ['degraded', 'unexpected_exit', 1],
  ['blocked', 'cassette_miss', 4],
  ['failed', 'cassette_corrupt', 4],
  ['inconclusive', 'judge_error', 3],
  ['skipped', null, 3],
  ['inconclusive', 'infrastructure', 5],
  ['inconclusive', 'replay_crashed', 5],
  ['failed', 'fixture_invalid', 2],
  ['failed', 'toString', 1],
] as const)('a verdict %s for %s ends with %i', (status, failureClass, expected) => {
  expect(exitCodeOf(status, failureClass)).toBe(expected);
});
