import { expect, test } from 'vitest';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveMutatedOnly } from './to-have-mutated-only.ts';

test('toHaveMutatedOnly names what changed outside', () => {
  const outcome = outcomeWith({
    evidence: {
      mutations: [
        { uri: 'out/report.md', operation: 'write' },
        { uri: 'src/a.ts', operation: 'write' },
      ],
    },
  });
  expect(textOf(toHaveMutatedOnly(outcome, ['out/**']), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveMutatedOnly(["out/**"])

      expected  changes in out/** only
      received  out/report.md, src/a.ts
      outside   src/a.ts"
  `);
  expect(textOf(toHaveMutatedOnly(outcome, ['out/**', 'src/*']), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveMutatedOnly(["out/**","src/*"])

      expected  a change outside out/**, src/*
      received  out/report.md, src/a.ts"
  `);
  expect(textOf(toHaveMutatedOnly(outcome, []), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveMutatedOnly([])

      expected  no changes
      received  out/report.md, src/a.ts
      outside   out/report.md, src/a.ts"
  `);
});
