import { expect, test } from 'vitest';
import { artifactOf, eventsOf, evidenceOf, ledgerOf, mcpCall, toolCall } from '../evidence.suite.ts';
import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import { sha256 } from '../json.ts';
import { Verdict, VERDICTS } from '../verdict.ts';
import { check, isAllowed } from './check.ts';

const boom = {
  class: 'TypeError',
  message: 'x is not a function',
  code: null,
  stack: null,
  stack_sha256: null,
  cause: null,
};
const wantsArtifact: Contract = { artifacts: { min: 1 } };

/** `status/class`, as a row of a verdict table. */
function verdict(contract: Contract | null, changes: Partial<Evidence>): string {
  const { status, failure_class: failureClass } = check(contract, evidenceOf(changes));
  return failureClass === null ? status : `${status}/${failureClass}`;
}

const miss = {
  lane: 'search',
  call: 'search({"q":"x"})',
  effect: 'none' as const,
  cause: 'new-call' as const,
  nearest: [],
  message: 'whole text',
  fix: 'record it',
};
const refusal = { code: 'EBLOCKED', operation: 'tcp', target: 'api.example.com:443', call_site: null };

test('passes a run that returned and left what its contract asks for', () => {
  expect(check(wantsArtifact, evidenceOf())).toEqual({
    status: 'passed',
    failure_class: null,
    failure_reason: null,
    issues: [],
  });
});

test('A2: rejects a clean exit with heartbeats and tokens but no artifact', () => {
  const result = check(wantsArtifact, evidenceOf({ artifacts: [], events: eventsOf({ kind: 'heartbeat' }) }));
  expect(result).toEqual({
    status: 'failed',
    failure_class: 'missing_artifact_ref',
    failure_reason: 'missing_artifact_ref: done was claimed, but no artifact was recorded',
    issues: [
      {
        code: 'missing_artifact_ref',
        path: '/artifacts/min',
        expected: 'at least 1 artifact',
        received: 'none',
        message: 'done was claimed, but no artifact was recorded',
      },
    ],
  });
});

test('says of a process that ended itself that it did so, not that it claimed to be done', () => {
  const { failure_reason } = check(
    wantsArtifact,
    evidenceOf({ artifacts: [], ending: 'exited', exit_code: 0 }),
  );
  expect(failure_reason).toBe(
    'missing_artifact_ref: the process ended with exit code 0 before an artifact was recorded',
  );
});

test('B4: fails a run that swallowed its exception and left nothing', () => {
  const events = eventsOf({ kind: 'exception', exception: boom, handled: true });
  expect(verdict(wantsArtifact, { events, artifacts: [] })).toBe('failed/missing_artifact_ref');
});

test('D5: takes the status from the contract, not from the exit', () => {
  expect(verdict(wantsArtifact, { exit_code: 0, artifacts: [] })).toBe('failed/missing_artifact_ref');
  expect(verdict(wantsArtifact, { exit_code: 1, ending: 'exited' })).toBe('degraded/exited_uncleanly');
  expect(verdict(wantsArtifact, { exit_code: 1 })).toBe('degraded/exited_uncleanly');
  expect(verdict(wantsArtifact, { ending: 'threw', exception: boom })).toBe('degraded/exited_uncleanly');
  expect(verdict(wantsArtifact, { ending: 'exited' })).toBe('passed');
});

test('fails an exception that ended a run with an unmet, an empty or no contract', () => {
  const threw = { ending: 'threw', exception: boom } as const;
  expect(verdict(wantsArtifact, { ...threw, artifacts: [] })).toBe('failed/exception');
  expect(verdict({}, threw)).toBe('failed/exception');
  expect(verdict(null, threw)).toBe('failed/exception');
  expect(verdict({ artifacts: { min: 0 } }, { ...threw, artifacts: [] })).toBe('failed/exception');
  expect(check({}, evidenceOf(threw)).failure_reason).toBe('exception: TypeError: x is not a function');
});

test('blocks, not fails, a run whose exception says that a dependency is out of reach', () => {
  const cause = { ...boom, class: 'Error', code: 'ECONNREFUSED' };
  expect(verdict(wantsArtifact, { ending: 'threw', exception: { ...boom, cause }, artifacts: [] })).toBe(
    'blocked/dependency_blocked',
  );
});

test('C6: fails a run whose tool ran out of time and did not answer after that', () => {
  const timeout = { kind: 'timeout', operation: 'search', limit_ms: 100, elapsed_ms: 101 } as const;
  const left = { artifacts: [] };
  expect(verdict(wantsArtifact, { ...left, events: eventsOf(timeout) })).toBe('failed/timeout');
  expect(
    verdict(wantsArtifact, { ...left, events: eventsOf(timeout), ending: 'threw', exception: boom }),
  ).toBe('failed/timeout');
  expect(verdict(wantsArtifact, { ...left, events: eventsOf(timeout, toolCall('search')) })).toBe(
    'failed/missing_artifact_ref',
  );
  expect(verdict(wantsArtifact, { events: eventsOf(timeout, toolCall('search')) })).toBe('passed');
});

test('fails a run that was stopped, whatever it left', () => {
  expect(verdict(wantsArtifact, { ending: 'timeout' })).toBe('failed/timeout');
  expect(verdict(wantsArtifact, { ending: 'aborted' })).toBe('failed/aborted');
  expect(verdict(wantsArtifact, { ending: 'abandoned' })).toBe('failed/run_abandoned');
  expect(verdict({ artifacts: { min: 0 } }, { ending: 'exited', artifacts: [] })).toBe('failed/aborted');
});

test('blocks a run with a miss or a refusal, swallowed or not, above everything else', () => {
  const ended = { artifacts: [], ending: 'threw', exception: boom } as const;
  for (const changes of [{}, ended]) {
    expect(verdict(wantsArtifact, { ...changes, ledger: ledgerOf({ misses: [miss] }) })).toBe(
      'blocked/cassette_miss',
    );
    expect(verdict(wantsArtifact, { ...changes, ledger: ledgerOf({ blocked: [refusal] }) })).toBe(
      'blocked/unrecorded_operation',
    );
  }
  const { failure_reason: reason } = check(
    wantsArtifact,
    evidenceOf({ ledger: ledgerOf({ misses: [miss] }) }),
  );
  expect(reason).toBe('cassette_miss: no recorded interaction matches search({"q":"x"}) (new-call)');
});

test('names a refusal once, however often a client tries again', () => {
  const { issues } = check(wantsArtifact, evidenceOf({ ledger: ledgerOf({ blocked: [refusal, refusal] }) }));
  expect(issues).toHaveLength(1);
});

test('D4.09: blocks a run that called a tool outside its allow-list', () => {
  const events = eventsOf(toolCall('search'), toolCall('delete_all'), toolCall('list', { server: 'github' }));
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['search', 'delete_all', 'github/*'] })).toBe(
    'passed',
  );
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['search', 'list'] })).toBe(
    'blocked/tool_not_allowed',
  );
  expect(verdict(wantsArtifact, { events, tool_allowlist: [] })).toBe('blocked/tool_not_allowed');
  const { issues } = check(wantsArtifact, evidenceOf({ events, tool_allowlist: ['search', 'list'] }));
  expect(issues.map(({ received }) => received)).toEqual(['delete_all']);
  expect(issues[0]).toMatchObject({ expected: 'one of search, list', path: '' });
  expect(check(wantsArtifact, evidenceOf({ events, tool_allowlist: [] })).issues[0]).toMatchObject({
    expected: 'no tool calls',
  });
});

test('allows every tool by *, and those of a server by server/*, whatever their names', () => {
  const events = eventsOf(toolCall('fs/read'), toolCall('repo/list', { server: 'github' }));
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['*'] })).toBe('passed');
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['fs/*', 'github/*'] })).toBe('passed');
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['fs/*', 'gitlab/*'] })).toBe(
    'blocked/tool_not_allowed',
  );
});

test('takes what a client of MCP asks by itself for no call of a tool, but a tool of that name for one', () => {
  const events = eventsOf(
    mcpCall('initialize', { protocolVersion: '2025-11-25', capabilities: {} }),
    mcpCall('ping', {}),
    mcpCall('tools/list', { tools: [] }),
    mcpCall('search', 'found'),
  );
  expect(verdict(wantsArtifact, { events, tool_allowlist: ['search'] })).toBe('passed');
  expect(verdict({ ...wantsArtifact, forbid: { tools: ['notes/ping'] } }, { events })).toBe('passed');
  expect(verdict({ ...wantsArtifact, forbid: { tools: ['tools/*', 'ping*'] } }, { events })).toBe('passed');
  expect(verdict({ ...wantsArtifact, forbid: { tools: ['tools/list'] } }, { events })).toBe(
    'failed/forbidden_tool',
  );
  for (const answer of ['pong', { content: [] }, null]) {
    const called = eventsOf(mcpCall('ping', answer));
    expect(verdict(wantsArtifact, { events: called, tool_allowlist: ['search'] })).toBe(
      'blocked/tool_not_allowed',
    );
  }
});

test('rejects a done without an artifact, except when the contract asks for another durable result', () => {
  const none = { artifacts: [], output: { answer: 42 }, state: { order: 'paid' } };
  const rows: [Contract, string][] = [
    [{}, 'failed/missing_artifact_ref'],
    [{ output: true }, 'failed/missing_artifact_ref'],
    [{ output: {} }, 'failed/missing_artifact_ref'],
    [{ artifacts: {} }, 'failed/missing_artifact_ref'],
    [{ forbid: { tools: ['rm'] } }, 'failed/missing_artifact_ref'],
    [{ input_binding: true }, 'failed/missing_artifact_ref'],
    [{ artifacts: { min: 0 } }, 'passed'],
    [{ output: { type: 'object' } }, 'passed'],
    [{ state: { final: [{ ref: 'order', equals: 'paid' }] } }, 'passed'],
    [{ state: { final: [] } }, 'failed/missing_artifact_ref'],
  ];
  for (const [contract, expected] of rows)
    expect([contract, verdict(contract, none)]).toEqual([contract, expected]);
});

test('cannot tell without a contract, and rejects a done without an artifact even so', () => {
  expect(verdict(null, {})).toBe('inconclusive/contract_missing');
  expect(verdict(null, { artifacts: [] })).toBe('failed/missing_artifact_ref');
});

test('asks nothing of what nobody claimed done, unless there is a contract', () => {
  const of = (contract: Contract | null, changes: Partial<Evidence>): string =>
    JSON.stringify(check(contract, evidenceOf({ artifacts: [], ...changes }), { claimed: false }));
  expect(of(null, {})).toMatch(/^{"status":"inconclusive","failure_class":"contract_missing"/);
  expect(of(null, { ending: 'threw' })).toMatch(/^{"status":"failed","failure_class":"exception"/);
  expect(of({ artifacts: { min: 1 } }, {})).toMatch(
    /^{"status":"failed","failure_class":"missing_artifact_ref"/,
  );
});

test('cannot tell with a contract that has an error, and names where it is', () => {
  const contract = { artefacts: { min: 1 } } as Contract;
  const result = check(contract, evidenceOf());
  expect(result.status).toBe('inconclusive');
  expect(result.failure_class).toBe('contract_invalid');
  expect(verdict({ diff: { paths: ['x'.repeat(2000)] } }, { diff: [] })).toBe(
    'inconclusive/contract_invalid',
  );
});

test('E6.1, E11.3: holds the verdict against the allowed ones', () => {
  expect(isAllowed({}, 'passed')).toBe(true);
  expect(isAllowed({}, 'degraded')).toBe(false);
  expect(isAllowed({ status: ['passed', 'degraded'] }, 'degraded')).toBe(true);
  expect(isAllowed({ status: ['passed', 'degraded'] }, 'blocked')).toBe(false);
  const degraded = { ending: 'exited', exit_code: 1 } as const;
  const blocked = { ledger: ledgerOf({ misses: [miss] }) };
  const contract: Contract = { ...wantsArtifact, status: ['passed', 'degraded'] };
  expect(verdict(contract, degraded)).toBe('degraded/exited_uncleanly');
  expect(verdict(contract, blocked)).toBe('blocked/cassette_miss');
  expect(verdict({ ...wantsArtifact, status: ['passed'] }, degraded)).toBe('failed/status_not_allowed');
  expect(verdict({ ...wantsArtifact, status: ['blocked'] }, {})).toBe('failed/status_not_allowed');
  expect(verdict({ ...wantsArtifact, status: ['blocked'] }, blocked)).toBe('blocked/cassette_miss');
});

test('takes a contract of nothing but a status for one that asks for nothing', () => {
  const threw = { ending: 'threw', exception: boom } as const;
  expect(verdict({ $schema: 'x', status: ['passed', 'degraded'] } as Contract, threw)).toBe(
    'failed/exception',
  );
  expect(verdict({ input_binding: true }, threw)).toBe('degraded/exited_uncleanly');
});

test('names the operation that ran out of time, and that of the run when no event does', () => {
  const heartbeat = { kind: 'heartbeat' } as const;
  const timeout = { kind: 'timeout', operation: 'search', limit_ms: 100, elapsed_ms: 150 } as const;
  const reason = (changes: Partial<Evidence>): string | null =>
    check({}, evidenceOf({ ending: 'timeout', ...changes })).failure_reason;
  expect(reason({ events: eventsOf(heartbeat, timeout, heartbeat) })).toBe(
    'timeout: search took longer than 100 ms',
  );
  expect(reason({ events: eventsOf(heartbeat) })).toBe('timeout: the run took longer than its limit');
});

test('keeps the code of a refusal that leads to blocked, and no other', () => {
  const blocked = (code: string): Partial<Evidence> => ({
    ledger: ledgerOf({ blocked: [{ ...refusal, code, call_site: 'src/a.ts:1:2' }] }),
  });
  expect(verdict({}, blocked('tool_not_allowed'))).toBe('blocked/tool_not_allowed');
  for (const code of ['timeout', 'x_mine', 'EAGENTREPLAY'])
    expect(verdict({}, blocked(code))).toBe('blocked/unrecorded_operation');
  expect(check({}, evidenceOf(blocked('EBLOCKED'))).failure_reason).toBe(
    'unrecorded_operation: tcp api.example.com:443 was refused at src/a.ts:1:2',
  );
});

test('B1: fails a run that worked on the input of another task', () => {
  const contract: Contract = { ...wantsArtifact, input_binding: true };
  const input = { claimed_sha256: sha256('task B'), used_sha256: [sha256('task A')] };
  expect(verdict(contract, { input })).toBe('failed/input_mismatch');
  expect(verdict(contract, { input: { ...input, used_sha256: [] } })).toBe('inconclusive/input_unobserved');
  expect(verdict(contract, {})).toBe('passed');
});

test('gives the same result for the same evidence, and changes neither', () => {
  const evidence = evidenceOf({ artifacts: [], ledger: ledgerOf({ misses: [miss], blocked: [refusal] }) });
  const before = JSON.stringify([wantsArtifact, evidence]);
  const results = Array.from({ length: 50 }, () => JSON.stringify(check(wantsArtifact, evidence)));
  expect(new Set(results).size).toBe(1);
  expect(JSON.stringify([wantsArtifact, evidence])).toBe(before);
});

test('never throws, and calls evidence that it cannot read inconclusive', () => {
  const evidences = [
    {},
    null,
    { ending: 'returned' },
    { ...evidenceOf(), artifacts: [null] },
    { ...evidenceOf(), events: 7 },
  ];
  for (const evidence of evidences) {
    const { status } = check(wantsArtifact, evidence as Evidence);
    expect([evidence, ['inconclusive', 'failed'].includes(status)]).toEqual([evidence, true]);
  }
  expect(check(7 as unknown as Contract, evidenceOf()).failure_class).toBe('contract_invalid');
  const killed = { ...evidenceOf(), ending: 'killed' as 'exited' };
  expect(check({ artifacts: { min: 0 } }, killed).failure_reason).toBe(
    'evidence_invalid: the evidence does not have the form that a rule needs: TypeError: unknown ending "killed"',
  );
});

test('keeps a reason to 2,000 characters and names five issues of a kind', () => {
  const artifacts = Array.from({ length: 8 }, (_, index) => artifactOf(`${index}.md`, { text: '' }));
  expect(check(wantsArtifact, evidenceOf({ artifacts })).failure_reason).toBe(
    'empty_output: report "0.md" holds nothing; report "1.md" holds nothing; report "2.md" holds nothing; report "3.md" holds nothing; report "4.md" holds nothing; and 3 more',
  );
  const exception = { ...boom, message: '💥'.repeat(5000) };
  const artifact = artifactOf('💥'.repeat(5000), { text: '' });
  for (const changes of [{ ending: 'threw', exception } as const, { artifacts: [artifact] }]) {
    const reason = check({}, evidenceOf(changes)).failure_reason as string;
    expect(reason.length).toBeLessThanOrEqual(2000);
    expect(reason.isWellFormed()).toBe(true);
  }
});

test('names all of five issues of a kind', () => {
  const artifacts = Array.from({ length: 5 }, (_, index) => artifactOf(`${index}.md`, { text: '' }));
  expect(check(wantsArtifact, evidenceOf({ artifacts })).failure_reason).toMatch(
    /report "4\.md" holds nothing$/,
  );
});

test('C8: knows exactly six verdicts', () => {
  expect(VERDICTS).toHaveLength(6);
  expect(Verdict.safeParse('ok').success).toBe(false);
});
