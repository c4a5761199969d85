import { expect, test } from 'vitest';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveNoMisses } from './to-have-no-misses.ts';

test('toHaveNoMisses lists the calls that were not on the tape', () => {
  const miss = {
    lane: 'search',
    call: 'search({"q":"x"})',
    effect: 'none' as const,
    cause: 'new-call' as const,
    nearest: [],
    message: '',
    fix: 're-record with mode: "record"',
  };
  expect(textOf(toHaveNoMisses(outcomeWith({ ledger: { misses: [miss, miss] } })), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveNoMisses()

      expected  no misses
      received  2 misses
      call      search({"q":"x"}) (new-call)
      call      search({"q":"x"}) (new-call)
      fix       re-record with mode: "record""
  `);
  expect(textOf(toHaveNoMisses(outcomeWith()), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveNoMisses()

      expected  a call that is not on the tape
      received  none"
  `);
});
