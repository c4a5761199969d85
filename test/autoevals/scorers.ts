// The adapter with the real scorers of autoevals: type-checked, and run with Node, by scripts/test-autoevals.mjs.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Contract, check, fromAutoevals, type Json, judge } from '@agent-replay/contracts';
import { ExactMatch, Factuality, JSONDiff, Levenshtein, ListContains, NumericDiff } from 'autoevals';

const provider = createServer((_, response) => {
  const call = {
    name: 'select_choice',
    arguments: JSON.stringify({ reasons: 'the same facts', choice: 'C' }),
  };
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: '1', type: 'function', function: call }],
  };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: '1', object: 'chat.completion', choices: [{ index: 0, message }] }));
});
await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve));
const { port } = provider.address() as AddressInfo;

const asText = { version: '1', deterministic: true } as const;
const asValue = { ...asText, compares: 'value' } as const;
const validators = [
  fromAutoevals(ExactMatch, { ...asText, id: 'exact' }),
  fromAutoevals(Levenshtein, { ...asText, id: 'near' }),
  fromAutoevals(JSONDiff, { ...asValue, id: 'json' }),
  fromAutoevals(ListContains, { ...asValue, id: 'list' }),
  fromAutoevals(NumericDiff, { ...asValue, id: 'number' }),
  fromAutoevals(Factuality, { id: 'factual', version: '1' }),
];

async function verdict(
  validator: string,
  output: Json,
  options: Record<string, Json>,
  min?: number,
): Promise<string> {
  const contract: Contract = {
    artifacts: { min: 0 },
    semantic: [{ validator, options: { of: 'output', ...options }, ...(min !== undefined && { min }) }],
  };
  const evidence = {
    ending: 'returned' as const,
    exit_code: 0,
    exception: null,
    output,
    events: [],
    artifacts: [],
    evidence_paths: [],
    input: { claimed_sha256: '', used_sha256: [''] },
    state: {},
    mutations: [],
    diff: null,
    verify: null,
    tool_allowlist: ['*'],
    ledger: null,
  };
  const judgements = await judge(contract, { ...evidence, artifacts: [] }, { validators });
  const { status, failure_class } = check(contract, { ...evidence, judgements });
  return failure_class ?? status;
}

assert.equal(await verdict('exact', 'paid', { expected: 'paid' }), 'passed');
assert.equal(await verdict('exact', 'pays', { expected: 'paid' }), 'semantic_mismatch');
assert.equal(await verdict('near', 'pays', { expected: 'paid' }, 0.5), 'passed');
assert.equal(await verdict('near', 'pays', { expected: 'paid' }, 0.6), 'semantic_mismatch');
assert.equal(await verdict('json', { sum: 7, to: 'Ann' }, { expected: { sum: 7, to: 'Ann' } }), 'passed');
assert.equal(
  await verdict('json', { sum: 7, to: 'Ann' }, { expected: { sum: 9, to: 'Ann' } }),
  'semantic_mismatch',
);
assert.equal(await verdict('list', ['a', 'b'], { expected: ['a', 'b'] }), 'passed');
assert.equal(await verdict('list', ['a'], { expected: ['a', 'b'] }), 'semantic_mismatch');
assert.equal(await verdict('number', 10, { expected: 10 }), 'passed');
assert.equal(await verdict('number', 10, { expected: 20 }, 0.9), 'semantic_mismatch');
// One that was promised no text, or asks a model that does not answer, has judged nothing.
assert.equal(await verdict('number', 'ten', {}), 'semantic_judge_error');
const asked = { input: 'Was it paid?', expected: 'It was.', model: 'gpt-4o', openAiApiKey: 'none' };
const there = { ...asked, openAiBaseUrl: `http://127.0.0.1:${port}` };
assert.equal(await verdict('factual', 'Yes, it was paid.', there), 'passed');
await new Promise((resolve) => void provider.close(resolve));
console.log(`the scorers of autoevals judge as they should`);
