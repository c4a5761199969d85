import { expect, test } from 'vitest';
import { z } from 'zod';
import { artifactOf, eventsOf, toolCall } from '../evidence.suite.ts';
import { matchers } from './index.ts';
import { outcomeWith, textOf } from './outcome.suite.ts';

const {
  toHaveArtifactRef,
  toHaveBlocked,
  toHaveEvidencePaths,
  toHaveMutatedOnly,
  toHaveNoMisses,
  toHaveTransitioned,
  toHaveVerdict,
  toSatisfyContract,
} = matchers;

test('toHaveArtifactRef finds a sound artifact by kind and glob', () => {
  const outcome = outcomeWith();
  expect(toHaveArtifactRef(outcome, '*.json').pass).toBe(true);
  expect(toHaveArtifactRef(outcome, { kind: 'file' }).pass).toBe(false);
  expect(textOf(toHaveArtifactRef(outcome), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveArtifactRef()

      expected  no artifact
      received  report report.json"
  `);
  const lost = outcomeWith({
    evidence: { artifacts: [artifactOf('report.json', { probe: { exists: false } })] },
  });
  expect(textOf(toHaveArtifactRef(lost, { kind: 'report', uri: '*.json' }), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveArtifactRef({"kind":"report","uri":"*.json"})

      expected  a confirmed report "*.json"
      received  report report.json
      because   side_effect_unconfirmed: report "report.json" was claimed, but does not exist"
  `);
  expect(textOf(toHaveArtifactRef(outcomeWith({ evidence: { artifacts: [] } })), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveArtifactRef()

      expected  a confirmed artifact
      received  none"
  `);
});

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

      expected  match of the zod schema
      received  {"decision":"maybe","notes":[1]}
      issue     /decision: Invalid option: expected one of "keep"|"revert"
      issue     /notes/0: Invalid input: expected string, received number"
  `);
  expect(textOf(toSatisfyContract({ decision: 'keep', notes: [] }, schema) as never, true))
    .toMatchInlineSnapshot(`
    "expect(outcome).not.toSatisfyContract()

      expected  no match of the zod schema
      received  {"decision":"keep","notes":[]}"
  `);
  const slow = z.string().refine((text) => Promise.resolve(text.length > 3), 'too short');
  expect(textOf(await toSatisfyContract('abc', slow), false)).toMatchInlineSnapshot(`
    "expect(outcome).toSatisfyContract()

      expected  match of the zod schema
      received  "abc"
      issue     too short"
  `);
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

test('toHaveEvidencePaths counts paths that lead somewhere, or looks for some', () => {
  const outcome = outcomeWith({
    evidence: {
      evidence_paths: [
        { path: 'notes/a.md', resolved: true },
        { path: 'notes/b.md', resolved: true },
        { path: 'notes/c.md', resolved: false },
      ],
    },
  });
  expect(textOf(toHaveEvidencePaths(outcome, 3), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveEvidencePaths(3)

      expected    at least 3 evidence paths
      received    2: notes/a.md, notes/b.md
      unresolved  notes/c.md"
  `);
  expect(textOf(toHaveEvidencePaths(outcome, 2), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveEvidencePaths(2)

      expected    fewer than 2 evidence paths
      received    2: notes/a.md, notes/b.md
      unresolved  notes/c.md"
  `);
  expect(textOf(toHaveEvidencePaths(outcome, ['notes/*.md', 'data/**']), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveEvidencePaths(["notes/*.md","data/**"])

      expected    evidence in notes/*.md, data/**
      received    2: notes/a.md, notes/b.md
      missing     data/**
      unresolved  notes/c.md"
  `);
  expect(() => toHaveEvidencePaths(outcome, 0)).toThrowErrorMatchingInlineSnapshot(
    `[AgentReplayError: Failed to read "toHaveEvidencePaths": it takes a count from 1 or a list of globs, not 0.]`,
  );
});

test('toHaveTransitioned follows a state', () => {
  const events = eventsOf({ kind: 'state_change', ref: 'job/1', from: 'queued', to: 'done' });
  const outcome = outcomeWith({ evidence: { events } });
  expect(textOf(toHaveTransitioned(outcome, 'job/1', ['queued', 'claimed', 'done']), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveTransitioned("job/1", ["queued","claimed","done"])

      state     job/1
      expected  "queued" → "claimed" → "done"
      received  "queued" → "done"
      because   "claimed" was left out"
  `);
  expect(textOf(toHaveTransitioned(outcome, 'job/1', ['queued', 'done']), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveTransitioned("job/1", ["queued","done"])

      state     job/1
      expected  another way than "queued" → "done"
      received  "queued" → "done""
  `);
  expect(textOf(toHaveTransitioned(outcome, 'job/2', ['queued', 'done']), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveTransitioned("job/2", ["queued","done"])

      state     job/2
      expected  "queued" → "done"
      received  no change
      because   no such state was seen"
  `);
});

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

test('toHaveBlocked finds a refusal by operation and target', () => {
  const outcome = outcomeWith({
    ledger: {
      blocked: [
        { code: 'EBLOCKED', operation: 'tcp', target: 'api.example.com:443', call_site: 'src/agent.ts:7:3' },
      ],
    },
  });
  expect(textOf(toHaveBlocked(outcome, 'tcp', 'api.example.com:*'), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveBlocked("tcp", "api.example.com:*")

      expected  no refused tcp api.example.com:*
      received  tcp api.example.com:443
      at        src/agent.ts:7:3"
  `);
  expect(textOf(toHaveBlocked(outcome, 'spawn'), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveBlocked("spawn")

      expected  a refused spawn
      received  tcp api.example.com:443"
  `);
  expect(textOf(toHaveBlocked(outcomeWith()), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveBlocked()

      expected  a refused operation
      received  none"
  `);
});

test('toHaveNoMisses lists the calls that were not on the tape', () => {
  const miss = {
    lane: 'search',
    call: 'search({"q":"x"})',
    effect: 'none' as const,
    cause: 'new-call' as const,
    nearest: [],
    message: '',
    fix: 're-record with --mode record',
  };
  expect(textOf(toHaveNoMisses(outcomeWith({ ledger: { misses: [miss, miss] } })), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveNoMisses()

      expected  no misses
      received  2 misses
      call      search({"q":"x"}) (new-call)
      call      search({"q":"x"}) (new-call)
      fix       re-record with --mode record"
  `);
  expect(textOf(toHaveNoMisses(outcomeWith()), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveNoMisses()

      expected  a call that is not on the tape
      received  none"
  `);
});

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
