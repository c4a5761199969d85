import { expect, test } from 'vitest';
import { matchers } from './index.ts';
import { outcomeWith } from './outcome.suite.ts';
import { toHaveVerdict } from './to-have-verdict.ts';
import { toSatisfyContract } from './to-satisfy-contract.ts';

test('refuses anything but the outcome of a replay, so that .not does not pass by mistake', () => {
  for (const name of [
    'toHaveArtifactRef',
    'toHaveBlocked',
    'toHaveEvidencePaths',
    'toHaveNoMisses',
  ] as const) {
    for (const received of [undefined, null, 7, {}, Promise.resolve(outcomeWith())]) {
      expect(() => matchers[name](received)).toThrow(
        `Failed to read "${name}": it takes the outcome of a replay, not`,
      );
    }
  }
  expect(() => toHaveVerdict(Promise.resolve(), 'passed')).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to read "toHaveVerdict": it takes the outcome of a replay, not a promise.
      fix  await the replay first: const outcome = await replay(dir); expect(outcome).toHaveVerdict(…)]
  `);
  expect(() => toSatisfyContract(7, {})).toThrow('it takes the outcome of a replay, not 7');
  expect(() => toSatisfyContract(outcomeWith(), 7 as never)).toThrow(
    'it takes a contract or a Standard Schema, not 7',
  );
});

test('works as a matcher of a runner, positive, negated and asymmetric', () => {
  expect.extend(matchers as never);
  const extended = expect as unknown as (
    value: unknown,
  ) => Record<string, (...args: unknown[]) => void> & { not: Record<string, (...args: unknown[]) => void> };
  extended(outcomeWith())['toHaveVerdict']?.('passed');
  extended(outcomeWith()).not['toHaveVerdict']?.('failed');
  const asymmetric = (expect as unknown as Record<string, (...args: unknown[]) => unknown>)[
    'toHaveVerdict'
  ]?.('passed');
  expect({ outcome: outcomeWith() }).toEqual({ outcome: asymmetric });
  expect(() => extended(outcomeWith())['toHaveBlocked']?.()).toThrow('expect(outcome).toHaveBlocked()');
});
