import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as contracts from './index.ts';

const require = createRequire(import.meta.url);
const published = (name: string): unknown => require(`../schemas/${name}.json`);

test.each([
  ['run-record', contracts.RunRecord],
  ['event', contracts.RunEvent],
  ['artifact-ref', contracts.ArtifactRef],
  ['fixture-input', contracts.FixtureInput],
  ['fixture-expected', contracts.FixtureExpected],
  ['fixture-tool-cassettes', contracts.ToolCassettes],
  ['fixture-notes', contracts.FixtureNotes],
  ['monitor', contracts.MonitorArtifact],
])('I1: publishes %s as the JSON Schema of its zod schema', (name, schema) => {
  expect(published(`${name}.schema`)).toEqual(
    JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))),
  );
});

test('C9: publishes the registry of reasons, each with the verdict that it leads to', () => {
  expect(published('reasons')).toEqual({ reasons: contracts.REASONS, health: contracts.HEALTH_REASONS });
  for (const { status, meaning } of Object.values(contracts.REASONS)) {
    expect(contracts.VERDICTS).toContain(status);
    expect(meaning).toMatch(/\.$/);
  }
});

test('C9, D4: refuses a run record that is closed without a reason, a time or, when failed, a class', () => {
  const at = '2026-11-24T00:00:00.000Z';
  const run = {
    run_id: '01936000-0000-7000-8000-000000000000',
    run_type: 'live',
    fixture_id: null,
    task_id: 't',
    attempt: 1,
    agent_name: 'a',
    started_at: at,
    code_version: 'c',
    model: 'm',
    prompt_version: 'p',
    tool_allowlist: [],
    timeout_seconds: 1,
    input_sha256: contracts.sha256(''),
    state_refs: [],
    artifact_refs: [],
    status: 'blocked',
    failure_class: null,
    failure_reason: 'cassette_miss',
    fingerprint: null,
    closed_at: at,
    deadline_at: at,
  };
  const paths = (changes: object): string[] =>
    contracts.checkJson({ ...run, ...changes }, contracts.RunRecord).map(({ path }) => path);
  expect(paths({})).toEqual([]);
  expect(paths({ failure_reason: null })).toEqual(['/failure_reason']);
  expect(paths({ status: 'failed' })).toEqual(['/failure_class']);
  expect(paths({ closed_at: null })).toEqual(['/closed_at']);
  expect(paths({ closed_at: '2026-11-23T23:59:59.999Z' })).toEqual(['/closed_at']);
  expect(paths({ status: 'started' })).toEqual(['/closed_at']);
  expect(paths({ status: 'started', closed_at: null })).toEqual([]);
  expect(paths({ run_type: 'replay' })).toEqual(['/fixture_id']);
  expect(paths({ attempt: 0, timeout_seconds: 0, run_id: 'x', started_at: 'now' })).toEqual([
    '/run_id',
    '/attempt',
    '/started_at',
    '/timeout_seconds',
  ]);
});
