import { expect, test } from 'vitest';
import { RunEvent } from './event.ts';
import { sha256 } from './json.ts';
import { checkJson } from './json-file/check-json.ts';
import { InputEnvelope } from './run-record.ts';

const envelope = {
  task_id: 't',
  attempt: 1,
  agent_name: 'a',
  model: 'm',
  prompt_version: 'p',
  tool_allowlist: ['search'],
  timeout_seconds: 30,
  input_sha256: sha256(''),
  state_refs: [],
};

test('C1: names each of the six parts of an envelope that is missing', () => {
  const parts = ['task_id', 'attempt', 'model', 'prompt_version', 'tool_allowlist', 'state_refs'] as const;
  const paths = parts.flatMap((part) => {
    const { [part]: _, ...rest } = envelope;
    return checkJson(rest, InputEnvelope).map(({ code, path }) => `${code} ${path}`);
  });
  expect(paths).toEqual(parts.map((part) => `missing_key /${part}`));
  expect(checkJson(envelope, InputEnvelope)).toEqual([]);
});

test('C3: refuses a retry event without its cause', () => {
  const base = { run_id: 'r', seq: 1, at: '2026-11-24T00:00:00.000Z' };
  const retry = { ...base, kind: 'retry', attempt: 2, cause: 'HTTP 429', delay_ms: 100, decision: 'retry' };
  const { cause: _, ...causeless } = retry;
  expect(checkJson(retry, RunEvent)).toEqual([]);
  expect(checkJson(causeless, RunEvent).map(({ code, path }) => `${code} ${path}`)).toEqual([
    'missing_key /cause',
  ]);
  expect(checkJson({ ...base, kind: 'x_mine', data: { a: 1 } }, RunEvent)).toEqual([]);
  expect(checkJson({ ...base, kind: 'mine' }, RunEvent)).toMatchObject([{ path: '/kind' }]);
});
