import { check, type Contract, type Evidence, type REASONS, sha256 } from '@agent-replay/contracts';
import { describe, expect, test } from 'vitest';
import { contractFor } from './contract-for.ts';

type Artifact = Evidence['artifacts'][number];
type Event = Evidence['events'][number];

/** An artifact, and what a probe saw of it. */
function artifactOf(
  uri: string,
  {
    text = 'content',
    ref = {},
    probe = {},
  }: { text?: string; ref?: Partial<Artifact['ref']>; probe?: Partial<Artifact['probe']> } = {},
): Artifact {
  const seen = { bytes: text.length, sha256: sha256(text) };
  return {
    ref: { kind: 'report', uri, ...seen, confirmed: true, ...ref },
    probe: { exists: true, readable: true, ...seen, text, error: null, ...probe },
  };
}

const evidenceOf = (changes: Partial<Evidence>): Evidence => ({
  ending: 'returned',
  exit_code: 0,
  exception: null,
  output: undefined,
  events: [],
  artifacts: [artifactOf('report.json')],
  evidence_paths: [],
  input: { claimed_sha256: sha256('task'), used_sha256: [sha256('task')] },
  state: {},
  mutations: [],
  diff: null,
  verify: null,
  judgements: [],
  tool_allowlist: ['*'],
  ledger: null,
  ...changes,
});

const eventsOf = (...events: object[]): Event[] =>
  events.map(
    (event, index) => ({ run_id: 'run', seq: index + 1, at: '2026-11-24T00:00:00.000Z', ...event }) as Event,
  );

const moved = (from: string, to: string): object => ({ kind: 'state_change', ref: 'order', from, to });
const called = (name: string): object => ({
  kind: 'tool_call',
  interaction: {
    id: name,
    lane: name,
    effect: 'none',
    kind: 'tool',
    request: { name, arguments: {} },
    response: { result: null },
  },
});
const refused: Partial<Evidence> = {
  ledger: {
    served: [],
    unused: [],
    misses: [],
    blocked: [
      { code: 'unrecorded_operation', operation: 'tcp', target: 'x:1', call_site: null, effect: 'none' },
    ],
    drift: [],
    unguarded: [],
  },
};

/** A contract as the agent declares it, and what a run left behind that broke it. */
type Case = [declared: Contract | undefined, bad: Partial<Evidence>, good?: Partial<Evidence>];

const none: Partial<Evidence> = { artifacts: [] };
const threw: Partial<Evidence> = {
  ending: 'threw',
  exception: {
    class: 'TypeError',
    message: 'x is undefined',
    code: null,
    stack: null,
    stack_sha256: null,
    cause: null,
  },
};
const cites = (path: string, resolved = true): Partial<Evidence> => ({
  evidence_paths: [{ path, resolved }],
});
const change = { path: 'src/a.ts', added: 3, removed: 0, bytes: 90 };
const report: Contract = { artifacts: { min: 1 } };

const CASES: Partial<Record<keyof typeof REASONS, Case[]>> = {
  missing_artifact_ref: [
    [report, none],
    [undefined, none],
    [{}, none],
  ],
  empty_output: [
    [report, { artifacts: [artifactOf('a.json', { text: '' })] }],
    [{ output: { type: 'object' } }, none, { ...none, output: {} }],
  ],
  schema_mismatch: [
    [{ output: { type: 'object' } }, { output: 'text' }, { output: {} }],
    [report, { artifacts: [artifactOf('a.json', { probe: { sha256: 'f'.repeat(64) } })] }],
  ],
  side_effect_unconfirmed: [[report, { artifacts: [artifactOf('a.json', { probe: { exists: false } })] }]],
  artifact_count: [
    [{ artifacts: { min: 2 } }, {}, { artifacts: [artifactOf('a.json'), artifactOf('b.json')] }],
  ],
  artifact_kind: [
    [
      { artifacts: { min: 1, kinds: ['file'] } },
      {},
      { artifacts: [artifactOf('a.json', { ref: { kind: 'file' } })] },
    ],
  ],
  artifact_size: [
    [{ artifacts: { min: 1, max_bytes: 3 } }, {}, { artifacts: [artifactOf('a.json', { text: 'ab' })] }],
  ],
  missing_evidence_path: [[{ requires_evidence_path: true }, {}, cites('notes.md')]],
  evidence_path_count: [
    [
      { evidence: { min: 2 } },
      cites('a'),
      {
        evidence_paths: [
          { path: 'a', resolved: true },
          { path: 'b', resolved: true },
        ],
      },
    ],
  ],
  evidence_path_unresolved: [[{ requires_evidence_path: true }, cites('a', false), cites('a')]],
  state_transition: [
    [
      { state: { transitions: [{ ref: 'order', path: ['queued', 'claimed', 'done'] }] } },
      { events: eventsOf(moved('queued', 'done')) },
      {
        events: eventsOf(moved('queued', 'claimed'), moved('claimed', 'done')),
      },
    ],
  ],
  state_final: [
    [
      { state: { final: [{ ref: 'order', equals: 'done' }] } },
      { state: { order: 'open' } },
      { state: { order: 'done' } },
    ],
  ],
  forbidden_mutation: [
    [
      { ...report, forbid: { mutations: ['ledger/**'] } },
      { mutations: [{ uri: 'ledger/a', operation: 'write' }] },
    ],
  ],
  forbidden_tool: [[{ ...report, forbid: { tools: ['refund'] } }, { events: eventsOf(called('refund')) }]],
  diff_empty: [[{ diff: { paths: ['src/**'] } }, { diff: [] }, { diff: [change] }]],
  diff_path: [
    [
      { diff: { paths: ['docs/**'] } },
      { diff: [change, { ...change, path: 'docs/a.md' }] },
      { diff: [{ ...change, path: 'docs/a.md' }] },
    ],
  ],
  diff_bounds: [[{ diff: { max_lines: 2 } }, { diff: [change] }, { diff: [{ ...change, added: 1 }] }]],
  verify_failed: [
    [
      { ...report, verify: { command: ['npm', 'test'] } },
      { verify: { command: ['npm', 'test'], exit: 1, output: '' } },
      { verify: { command: ['npm', 'test'], exit: 0, output: '' } },
    ],
  ],
  input_mismatch: [
    [
      { ...report, input_binding: true },
      { input: { claimed_sha256: 'a'.repeat(64), used_sha256: ['b'.repeat(64)] } },
    ],
  ],
  semantic_mismatch: [
    [
      { ...report, semantic: [{ validator: 'tone', min: 0.8 }] },
      {
        judgements: [
          { validator: 'tone', version: '1', label: 'rude', score: 0.1, explanation: '', error: null },
        ],
      },
      {
        judgements: [
          { validator: 'tone', version: '1', label: 'kind', score: 0.9, explanation: '', error: null },
        ],
      },
    ],
  ],
  exception: [
    [report, { ...none, ...threw }],
    [undefined, { ...none, ...threw }],
    [{ artifacts: { min: 0 } }, { ...none, ...threw }],
  ],
  timeout: [
    [report, { ...none, ending: 'timeout' }],
    [undefined, { ...none, ending: 'timeout' }],
  ],
  aborted: [[report, { ...none, ending: 'aborted' }]],
  run_abandoned: [[report, { ...none, ending: 'abandoned' }]],
  exited_uncleanly: [
    [report, { exit_code: 3 }],
    [report, threw],
  ],
  status_not_allowed: [
    [{ ...report, status: ['passed'] }, { exit_code: 3 }],
    [{ ...report, status: ['blocked'] }, {}, refused],
  ],
  tool_not_allowed: [[report, { events: eventsOf(called('refund')), tool_allowlist: [] }]],
  unrecorded_operation: [[report, refused]],
  dependency_blocked: [
    [
      report,
      {
        ...none,
        ending: 'threw',
        exception: {
          class: 'Error',
          message: 'x',
          code: 'ECONNREFUSED',
          stack: null,
          stack_sha256: null,
          cause: null,
        },
      },
    ],
  ],
};

describe.each(Object.entries(CASES))('of a run that failed with %s', (code, cases) => {
  test.each(cases)(
    'a contract is proposed that shows it again, and holds once it is mended',
    (declared, bad, good = {}) => {
      const failed = check(declared, evidenceOf(bad));
      expect(failed.failure_class).toBe(code);
      const proposed = contractFor(failed, { contract: declared ?? null });
      expect(check(proposed, evidenceOf(bad)).failure_class, JSON.stringify(proposed)).toBe(code);
      const { status } = check(proposed, evidenceOf(good));
      expect(proposed.status ?? ['passed'], JSON.stringify(check(proposed, evidenceOf(good)))).toContain(
        status,
      );
    },
  );
});
