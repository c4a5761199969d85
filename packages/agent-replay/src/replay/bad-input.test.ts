import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { replay } from './replay.ts';

const http = (response: object): object => ({
  id: '1',
  lane: 'GET https://api.example.com',
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: 'https://api.example.com/', headers: [] },
  response: { status: 200, headers: [], body: { text: 'hi' }, ...response },
});
const output = (schema: object): object => ({ expected: { output: schema } });
const forbid = (pattern: string): object => ({ expected: { forbid: { mutations: [pattern] } } });

test.each([
  [
    'a pattern that backtracks for ever',
    output({ properties: { out: { pattern: '^(a+)+$' } } }),
    'schema_mismatch',
  ],
  ['a schema somewhere else', output({ $ref: 'http://evil.example/schema.json' }), 'contract_invalid'],
  [
    'a schema that is itself',
    output({ $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }),
    'contract_invalid',
  ],
  ['a glob of a million million alternatives', forbid('{a,b}'.repeat(40)), 'contract_invalid'],
  ['a glob of many stars', forbid(`${'*a'.repeat(40)}b`), null],
  ['a count below nothing', { expected: { artifacts: { min: -1 } } }, 'contract_invalid'],
  [
    'a validator by path',
    { expected: { semantic: [{ validator: '../../evil.js', min: 0 }] } },
    'semantic_judge_error',
  ],
  ['a status that there is not', { interactions: [http({ status: 99 })] }, 'cassette_corrupt'],
  ['base64 that is none', { interactions: [http({ body: { base64: '%%%%' } })] }, 'cassette_corrupt'],
  [
    'a blob by path',
    { interactions: [http({ body: { blob: '../../notes.json', bytes: 1 } })] },
    'cassette_corrupt',
  ],
  ['a lane named as a prototype', { interactions: [{ ...http({}), lane: '__proto__' }] }, null],
  ['a limit of no time', { input: { timeout_seconds: 0 } }, 'fixture_invalid'],
  ['a limit beyond all time', { input: { timeout_seconds: 1e15 } }, 'fixture_invalid'],
  [
    'a day that there is not',
    { input: { clock: { mode: 'frozen', start: '2026-02-31T00:00:00.000Z' } } },
    'fixture_invalid',
  ],
  [
    'a time beyond all dates',
    { input: { clock: { mode: 'frozen', start: '+275760-09-13T00:00:00.001Z' } } },
    'fixture_invalid',
  ],
  ['a seed that a number cannot hold', { input: { seed: 2 ** 53 } }, 'fixture_invalid'],
  [
    'a quarantine without end',
    { notes: { quarantine: { owner: 'x', reason: 'y', until: 'never' } } },
    'fixture_invalid',
  ],
])('%s ends in a verdict', async (_, changes, failureClass) => {
  const { root } = createProject({ 'agent-replay.config.json': {}, ...fixtureFiles('one', changes) });
  const agent = defineAgent({
    name: 'agent',
    async run(_payload, context) {
      await writeFile(join(context.workspace, 'report.md'), 'done');
      await context.recordArtifact({ kind: 'report', uri: 'report.md' });
      return { out: `${'a'.repeat(40)}!` };
    },
  });
  const config = { ...(await loadConfig(root)), agents: { agent } };
  const { verdict } = await replay(join(root, 'fixtures/suite/one'), { config });
  expect(verdict.failure_class).toBe(failureClass);
});
