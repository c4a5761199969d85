import { expect, test } from 'vitest';
import type { ReplayResult } from '../replay/replay-result.ts';
import { judgeProof } from './judge-proof.ts';

const result = (failure_class: string | null, failure_reason: string | null): ReplayResult =>
  ({
    ok: failure_class === null,
    verdict: { status: failure_class === null ? 'passed' : 'failed', failure_class, failure_reason },
  }) as ReplayResult;
const kinds = (notes: { failure_class: string; reason: string }, broken: ReplayResult): string[] =>
  judgeProof(notes, { broken: [broken], fixed: [result(null, null)], benign: null, sameCode: false }).map(
    ({ kind }) => kind,
  );

test('an exception of the work proves, one of a module that cannot be loaded does not', () => {
  const notes = { failure_class: 'exception', reason: 'exception: TypeError: x is not a function' };
  expect(kinds(notes, result('exception', 'exception: TypeError: y is not a function'))).toEqual([]);
  for (const [said, kind] of [
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x' imported from a.js", 'missing_dependency'],
    ["Error: Cannot find module './gone.js'", 'import_failure'],
    [
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/gone.js' imported from /app/a.js",
      'import_failure',
    ],
    ["SyntaxError: The requested module './a.js' does not provide an export named 'b'", 'import_failure'],
  ])
    expect(kinds(notes, result('exception', `exception: ${said}`))).toEqual([kind]);
});

test('a module that is missing when the work asks for it is told as that, whatever class was recorded', () => {
  const notes = { failure_class: 'missing_artifact_ref', reason: 'missing_artifact_ref: none' };
  const broken = result('exception', "exception: Error: Cannot find package 'x' imported from /app/a.js");
  expect(kinds(notes, broken)).toEqual(['missing_dependency']);
});

test('an exception that was not recorded proves nothing: a setting, a file or a name that is not there', () => {
  const notes = {
    failure_class: 'exception',
    reason: "exception: TypeError: Cannot read 'total' of undefined",
  };
  for (const said of [
    'Error: OPENAI_API_KEY is missing',
    "Error: ENOENT: no such file or directory, open '/app/data.json'",
    'ReferenceError: refund is not defined',
    'AssertionError: 1 == 2',
  ])
    expect(kinds(notes, result('exception', `exception: ${said}`)), said).toEqual(['wrong_exception']);
  expect(kinds(notes, result('exception', notes.reason))).toEqual([]);
});

test('an error without a class of its own proves by what it says, but for what varies', () => {
  const notes = { failure_class: 'exception', reason: 'exception: Error: order 4711 was charged twice' };
  expect(kinds(notes, result('exception', 'exception: Error: order 4712 was charged twice'))).toEqual([]);
  expect(kinds(notes, result('exception', 'exception: Error: no settings'))).toEqual(['wrong_exception']);
  const hidden = { ...notes, reason: 'exception: Error: no account of [REDACTED:name:1f2e3d4c]' };
  expect(kinds(hidden, result('exception', 'exception: Error: no account of Ann Lee'))).toEqual([]);
  const written = { ...notes, reason: 'it broke on a Sunday' };
  expect(kinds(written, result('exception', 'exception: Error: whatever'))).toEqual([]);
});

test('where the recorded failure was itself that a module was missing, the same proves', () => {
  const reason = "exception: Error: Cannot find module './gone.js'";
  expect(kinds({ failure_class: 'exception', reason }, result('exception', reason))).toEqual([]);
});

test('an agent whose work meets broken JSON fails in its work', () => {
  const notes = { failure_class: 'exception', reason: 'exception: SyntaxError: Unexpected token' };
  expect(kinds(notes, result('exception', 'exception: SyntaxError: Unexpected end of JSON input'))).toEqual(
    [],
  );
});

test.each([
  ['agent_load_failed', "agent.js: SyntaxError: Unexpected token ')'", 'syntax_error'],
  [
    'agent_load_failed',
    "agent.js: Cannot find package 'left-pad' imported from agent.js",
    'missing_dependency',
  ],
  ['agent_load_failed', "agent.js: Cannot find module './gone.js'", 'import_failure'],
  ['agent_load_failed', 'agent.js: Error: no settings', 'load_failure'],
  ['agent_not_found', 'no agent "a" is configured', 'setup_failure'],
  ['infrastructure', 'the store cannot be opened', 'setup_failure'],
  ['timeout', 'it took longer than 30 s', 'timeout'],
  ['unrecorded_operation', 'tcp db.example:5432', 'network_refused'],
  ['unrecorded_operation', 'process /usr/bin/curl', 'refused'],
  ['tool_not_allowed', 'refund', 'refused'],
  ['replay_crashed', 'its process ended with SIGSEGV', 'crashed'],
  ['cassette_miss', 'POST https://a.example', 'cassette_miss'],
  ['nondeterministic', 'two replays differ', 'nondeterministic'],
  ['schema_mismatch', 'output at /total', 'wrong_class'],
])('red by %s: %s proves nothing, as %s', (failureClass, text, kind) => {
  const notes = { failure_class: 'missing_artifact_ref', reason: 'missing_artifact_ref: none' };
  expect(kinds(notes, result(failureClass, `${failureClass}: ${text}`))).toEqual([kind]);
});

test('a failure that was recorded as one of the wall or the clock proves by the same', () => {
  for (const failureClass of ['timeout', 'unrecorded_operation'])
    expect(
      kinds({ failure_class: failureClass, reason: failureClass }, result(failureClass, failureClass)),
    ).toEqual([]);
});

test('what was abandoned in production proves by the time limit that ends its replay, and by nothing else', () => {
  const notes = { failure_class: 'run_abandoned', reason: 'run_abandoned: the run was never closed' };
  expect(kinds(notes, result('timeout', 'timeout: the run took longer than its limit'))).toEqual([]);
  expect(kinds(notes, result('replay_crashed', 'replay_crashed: SIGKILL'))).toEqual(['crashed']);
  expect(kinds({ failure_class: 'exception', reason: 'x' }, result('timeout', 'timeout: x'))).toEqual([
    'timeout',
  ]);
});

test.each(['broken', 'fixed'] as const)('what cannot be loaded on %s is told with its cause', (which) => {
  const reason = 'agent_load_failed: Failed to load the agent "a": its module cannot be imported.';
  const error =
    'Failed to load the agent "a".\n  module  a.ts\n  cause   TransformError: Unexpected ")"\n  fix     x';
  const unloadable = { ...result('agent_load_failed', reason), error };
  const red = result('timeout', 'timeout: too long');
  const replays = {
    broken: [red],
    fixed: [result(null, null)],
    benign: null,
    sameCode: false,
    [which]: [unloadable],
  };
  const notes = { failure_class: 'timeout', reason: 'timeout: too long' };
  const [invalid] = judgeProof(notes, replays);
  expect(invalid?.kind).toBe(which === 'broken' ? 'syntax_error' : 'red_on_fixed');
  expect(invalid?.text).toMatch(/its module cannot be imported\. TransformError: Unexpected "\)"$/);
});

test('what is right in one replay and wrong in the next is no proof, on either side', () => {
  const notes = { failure_class: 'missing_artifact_ref', reason: 'missing_artifact_ref: none' };
  const red = result('missing_artifact_ref', notes.reason);
  const [green, missed] = [result(null, null), result('cassette_miss', 'cassette_miss: POST /mail')];
  const judge = (broken: ReplayResult[], fixed: ReplayResult[]) =>
    judgeProof(notes, { broken, fixed, benign: null, sameCode: false });
  expect(judge([red, red], [green, green])).toEqual([]);
  expect(judge([red, green], [green, missed])).toEqual([
    {
      kind: 'nondeterministic',
      text: 'in 1 of 2 replays the broken code passes; it must fail with missing_artifact_ref',
    },
    {
      kind: 'nondeterministic',
      text: 'in 1 of 2 replays the fixed code must pass, it was cassette_miss: POST /mail',
    },
  ]);
  expect(judge([red, red], [missed, missed]).map(({ kind }) => kind)).toEqual(['red_on_fixed']);
});
