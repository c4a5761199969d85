import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventsOf, toolCall } from '../evidence.suite.ts';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toSatisfyContract } from './to-satisfy-contract.ts';

test('toSatisfyContract holds a run against a contract and names each rule', () => {
  const contract = { artifacts: { min: 1 }, evidence: { min: 3 } };
  const outcome = outcomeWith({
    evidence: { artifacts: [], evidence_paths: [{ path: 'a', resolved: true }] },
  });
  expect(textOf(toSatisfyContract(outcome, contract) as never, false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract({"artifacts":{"min":1},"evidence":{"min":3}})

      verdict   failed/missing_artifact_ref
      rule      missing_artifact_ref /artifacts/min
      expected  at least 1 artifact
      received  none
      rule      evidence_path_count /evidence/min
      expected  at least 3 evidence paths
      received  1"
  `);
  expect(textOf(toSatisfyContract(outcomeWith(), { artifacts: { min: 1 } }) as never, true))
    .toMatchInlineSnapshot(`
    "expect(outcome).not.toSatisfyContract({"artifacts":{"min":1}})

      verdict   passed
      expected  a contract that is not met"
  `);
  const degraded = outcomeWith({ evidence: { ending: 'exited', exit_code: 1 } });
  expect(toSatisfyContract(degraded, { artifacts: {} })).toMatchObject({ pass: false });
  expect(toSatisfyContract(degraded, { artifacts: {}, status: ['degraded'] })).toMatchObject({ pass: true });
});

test('toSatisfyContract without an argument holds a replay against the contract of its fixture', () => {
  const issues = [
    {
      code: 'diff_bounds',
      path: '/diff/max_lines',
      expected: 'at most 40 lines',
      received: '41 lines',
      file: 'fixtures/s/f/expected.json',
      line: 4,
      column: 5,
    },
  ];
  const failed = outcomeWith({
    verdict: { status: 'failed', failure_class: 'diff_bounds', failure_reason: 'diff_bounds: 41', issues },
  });
  expect(textOf(toSatisfyContract(failed) as never, false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract()

      verdict   failed/diff_bounds
      rule      diff_bounds /diff/max_lines
      expected  at most 40 lines
      received  41 lines
      at        fixtures/s/f/expected.json:4:5"
  `);
  expect(toSatisfyContract({ ...failed, ok: true })).toMatchObject({ pass: true });
  expect(toSatisfyContract({ ...outcomeWith(), ok: false })).toMatchObject({ pass: false });
});

test('toSatisfyContract holds an output, or any value, against a Standard Schema', async () => {
  const schema = z.object({ decision: z.enum(['keep', 'revert']), notes: z.array(z.string()) });
  const outcome = outcomeWith({ evidence: { output: { decision: 'maybe', notes: [1] } } });
  expect(textOf(toSatisfyContract(outcome, schema) as never, false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract()

      expected  an output that the zod schema takes
      received  {"decision":"maybe","notes":[1]}
      issue     /decision: Invalid option: expected one of "keep"|"revert"
      issue     /notes/0: Invalid input: expected string, received number"
  `);
  expect(textOf(toSatisfyContract({ decision: 'keep', notes: [] }, schema) as never, true))
    .toMatchInlineSnapshot(`
    "expect(outcome).not.toSatisfyContract()

      expected  a value that the zod schema refuses
      received  {"decision":"keep","notes":[]}"
  `);
  const slow = z.string().refine((text) => Promise.resolve(text.length > 3), 'too short');
  expect(textOf(await toSatisfyContract('abc', slow), false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract()

      expected  a value that the zod schema takes
      received  "abc"
      issue     too short"
  `);
  // Within toEqual a matcher's `pass` is asked for at once.
  expect(() => Reflect.get(toSatisfyContract('abc', slow), 'pass') as unknown).toThrow(
    expect.objectContaining({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('await expect(value)'),
    }),
  );
});

test('E11.1: gives the same verdict through zod and through JSON Schema on 20 samples', () => {
  const schema = z.strictObject({
    n: z.int().min(1).max(9),
    tags: z.array(z.string()).max(2),
    mail: z.email().optional(),
  });
  const output = z.toJSONSchema(schema) as Record<string, never>;
  const samples: unknown[] = [
    { n: 1, tags: [] },
    { n: 9, tags: ['a', 'b'] },
    { n: 5, tags: ['a'], mail: 'a@example.com' },
    { n: 0, tags: [] },
    { n: 10, tags: [] },
    { n: 1.5, tags: [] },
    { n: '1', tags: [] },
    { tags: [] },
    { n: 1 },
    { n: 1, tags: ['a', 'b', 'c'] },
    { n: 1, tags: [1] },
    { n: 1, tags: 'a' },
    { n: 1, tags: [], mail: 'no' },
    { n: 1, tags: [], extra: 1 },
    {},
    [],
    null,
    'text',
    7,
    { n: null, tags: null },
  ];
  const verdicts = samples.map((sample) => {
    const outcome = outcomeWith({ evidence: { output: sample as never } });
    return [toSatisfyContract(outcome, schema), toSatisfyContract(outcome, { output })].map(
      (result) => (result as { pass: boolean }).pass,
    );
  });
  expect(verdicts).toHaveLength(20);
  expect(verdicts.map(([zod]) => zod)).toEqual(verdicts.map(([, json]) => json));
  expect(verdicts.filter(([zod]) => zod)).toHaveLength(3);
});

test('a tool call outside the allow-list shows in a contract message', () => {
  const outcome = outcomeWith({ evidence: { events: eventsOf(toolCall('rm')), tool_allowlist: [] } });
  expect(textOf(toSatisfyContract(outcome, { artifacts: {} }) as never, false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract({"artifacts":{}})

      verdict   blocked/tool_not_allowed
      rule      tool_not_allowed
      expected  no tool calls
      received  rm"
  `);
});

test('toSatisfyContract refuses a contract with an error, so that neither it nor its .not holds', () => {
  const wrong = { artifcats: { min: 1 }, semantic: [{ validator: 'tone', threshold: 0.5 }] };
  expect(() => toSatisfyContract(outcomeWith(), wrong as never)).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to read "toSatisfyContract": it takes a valid contract.
      at  /semantic/0/threshold: expected no key "threshold", received 0.5
      at  /artifcats: expected no key "artifcats", received {"min":1}]
  `);
});
