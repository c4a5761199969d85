import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RunRecord } from '@agent-replay/contracts';
import { expect, test, vi } from 'vitest';
import { agentModule, CONFIG, createProject } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const FIXTURE = 'fixtures/agent_failure_forensics/contract_missing';

test('export writes traces that import makes runs of, in another store', async () => {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      `await search('x'); return { done: true };`,
      `const search = tool('search', async (q) => [q], { effect: 'read' });`,
    ),
    'live.js': `import { agent } from './agent.js'; await agent.execute({ task_id: 'order-7', payload: {} });`,
  });
  await project.node('live.js');
  const { value } = await project.json<{ runs: RunRecord[] }>('runs');
  const runId = value.runs[0]?.run_id ?? '';
  expect(await project.run('export', '--task', 'order-7', '--out', 'traces.json')).toMatchObject({ code: 0 });
  const { stdout } = await project.run('export', runId);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(project.read('traces.json')));
  project.write('agent-replay.config.json', {
    agents: { agent: './agent.js#agent' },
    store: 'other/runs.db',
  });
  project.write('contract.json', { artifacts: { min: 1 } });
  const imported = await project.json<{ runs: RunRecord[] }>(
    'import',
    'traces.json',
    '--contract',
    'contract.json',
  );
  expect(imported).toMatchObject({
    code: 0,
    value: {
      runs: [{ task_id: 'order-7', agent_name: 'agent', failure_class: 'missing_artifact_ref' }],
      skipped: [],
    },
  });
  expect(await project.json('import', 'traces.json')).toMatchObject({
    value: { runs: [], skipped: [{ reason: 'a run of its task and attempt is in the store already' }] },
  });
});

test('a run that export wrote is held to the contract of its agent where the config has that, and keeps its artifacts', async () => {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule('await report();'),
    'live.js': `import { agent } from './agent.js'; await agent.execute({ task_id: 'order-8', payload: {} });`,
  });
  await project.node('live.js');
  await project.run('export', '--task', 'order-8', '--out', 'traces.json');
  project.remove('report.md');
  const imported = (agents: object, store: string) => {
    project.write('agent-replay.config.json', { agents, store });
    return project.json<{ runs: RunRecord[] }>('import', 'traces.json');
  };
  expect(await imported({ agent: './agent.js#agent' }, 'held/runs.db')).toMatchObject({
    code: 0,
    value: { runs: [{ status: 'passed', artifact_refs: [{ uri: 'report.md', confirmed: true }] }] },
  });
  expect(await imported({ other: './agent.js#agent' }, 'unheld/runs.db')).toMatchObject({
    value: { runs: [{ status: 'inconclusive', failure_class: 'contract_missing' }] },
  });
  project.write('agent-replay.config.json', { store: 'told/runs.db' });
  const told = await project.run('import', 'traces.json');
  expect(told.stderr).toContain('1 of them is held to no contract; name one with --contract');
  project.write('agent-replay.config.json', { agents: { agent: './gone.js#agent' }, store: 'gone/runs.db' });
  const gone = await project.run('import', 'traces.json');
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('Failed to load the agent "agent"')]);
  expect(await project.json('runs')).toMatchObject({ value: { runs: [] } });
});

test('one agent that cannot be loaded keeps no run of another from being imported', async () => {
  const project = createProject({
    ...CONFIG,
    'live.js': `import { defineAgent } from 'agent-replay';
      for (const name of ['first', 'gone', 'last'])
        await defineAgent({ name, run: async () => 1 }).execute({ task_id: name, payload: {} });`,
  });
  await project.node('live.js');
  const { value } = await project.json<{ runs: RunRecord[] }>('runs');
  const ids = value.runs.map(({ run_id }) => run_id);
  expect(await project.run('export', ...ids, '--out', 'traces.json')).toMatchObject({ code: 0 });
  project.write('agent-replay.config.json', {
    agents: { gone: './gone.js#agent' },
    store: 'other/runs.db',
  });
  const { code, value: imported } = await project.json<{
    runs: RunRecord[];
    skipped: { trace_id: string; reason: string }[];
  }>('import', 'traces.json');
  expect(code).toBe(2);
  expect(imported.runs.map(({ agent_name }) => agent_name).toSorted()).toEqual(['first', 'last']);
  expect(imported.skipped.map(({ reason }) => reason)).toEqual([
    'Failed to load the agent "gone": its module cannot be imported.',
  ]);
});

// The traces were written by the instrumentations themselves; see test/otel.
const RECORDED = new URL('../../../../test/otel/recorded/', import.meta.url);

const AI_SDK_AGENT = agentModule(
  `const asked = await model([{ role: 'user', content: [{ type: 'text', text: payload.prompt }] }]);
   const found = await lookup(JSON.parse(asked[0].input));
   const messages = [
     { role: 'user', content: [{ type: 'text', text: payload.prompt }] },
     { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'lookup_order', input: { order_id: 'A-17' } }] },
     { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'lookup_order', output: { type: 'json', value: found } }] },
   ];
   return { text: await model(messages) };`,
  `const lookup = tool('lookup_order', async () => { throw new Error('live'); }, { effect: 'write' });
   const model = tool('gpt-4o-mini', async () => { throw new Error('live'); }, { effect: 'read' });`,
);

const OPENAI_AGENT = agentModule(
  `const client = new OpenAI({ apiKey: 'none', maxRetries: 0 });
   const messages = [{ role: 'user', content: payload }];
   const first = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
   const [call] = first.choices[0].message.tool_calls;
   const found = await lookup(JSON.parse(call.function.arguments));
   messages.push(first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: JSON.stringify(found) });
   const last = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
   return { text: last.choices[0].message.content };`,
  `import OpenAI from 'openai';
   const tools = [{ type: 'function', function: { name: 'lookup_order', parameters: { type: 'object', properties: { order_id: { type: 'string' } } } } }];
   const lookup = tool('lookup_order', async () => { throw new Error('live'); }, { effect: 'write' });`,
);

const CLAUDE_AGENT = agentModule(
  `const client = new Anthropic({ apiKey: 'none', maxRetries: 0 });
   const { messages: [question], ...options } = payload;
   const { content } = await client.messages.create({ ...options, messages: [question] });
   const [use] = content;
   const result = { type: 'tool_result', tool_use_id: use.id, content: JSON.stringify(await lookup(use.input)) };
   const messages = [question, { role: 'assistant', content }, { role: 'user', content: [result] }];
   return { text: (await client.messages.create({ ...options, messages })).content[0].text };`,
  `import Anthropic from '@anthropic-ai/sdk';
   const lookup = tool('lookup_order', async () => { throw new Error('live'); }, { effect: 'write' });`,
);

const OPENLLMETRY_AGENT = agentModule(
  `const [{ parts: [call] }] = await model(payload);
   const found = await lookup(call.arguments);
   const part = { type: 'tool_call_response', id: call.id, response: JSON.stringify(found) };
   const answered = await model([...payload, { role: 'assistant', parts: [call] }, { role: 'tool', parts: [part] }]);
   return { text: answered[0].parts[0].content };`,
  `const lookup = tool('lookup_order', async () => { throw new Error('live'); }, { effect: 'write' });
   const model = tool('gpt-4o-mini', async () => { throw new Error('live'); }, { effect: 'read' });`,
);

const LANGFUSE_AGENT = agentModule(
  `const { content } = await model([{ role: 'user', content: payload.question }]);
   await lookup({ order_id: 'A-17' });
   return { text: content };`,
  `const lookup = tool('lookup_order', async () => { throw new Error('live'); }, { effect: 'write' });
   const model = tool('gpt-4o-mini', async () => { throw new Error('live'); }, { effect: 'read' });`,
);

test.each([
  ['ai-sdk-generate-text', AI_SDK_AGENT],
  ['openinference-openai', OPENAI_AGENT],
  ['openinference-anthropic', CLAUDE_AGENT],
  ['openllmetry-openai', OPENLLMETRY_AGENT],
  ['langsmith-openai', OPENAI_AGENT.replace('content: payload }', 'content: payload.input }')],
])('a trace that %s wrote is imported, frozen, and replayed without the network', async (name, agent) => {
  const project = createProject({ ...CONFIG, 'agent.js': agent });
  const file = new URL(`${name}.json`, RECORDED);
  copyFileSync(file, join(project.root, 'traces.json'));
  writeFileSync(join(project.root, 'traces.json.gz'), gzipSync(readFileSync(file)));
  const { code, value } = await project.json<{ runs: RunRecord[] }>(
    'import',
    'traces.json.gz',
    '--agent',
    'agent',
  );
  expect({ code, runs: value.runs.length }).toEqual({ code: 0, runs: 1 });
  expect(await project.json('import', 'traces.json', '--from', 'otlp', '--agent', 'agent')).toMatchObject({
    value: {
      skipped: [expect.objectContaining({ reason: 'a run of its task and attempt is in the store already' })],
    },
  });
  expect(await project.run('freeze', value.runs[0]?.run_id ?? '')).toMatchObject({ code: 0 });
  const replayed = await project.json<{ fixtures: object[] }>('--fixture', FIXTURE);
  expect(replayed.code).toBe(1);
  expect(replayed.value.fixtures).toMatchObject([
    {
      verdict: { failure_class: 'missing_artifact_ref' },
      ledger: { misses: [], unused: [] },
      evidence: { output: { text: 'Order A-17 was shipped.' } },
    },
  ]);
});

test('a trace of Langfuse, as its API gives it, is imported, frozen, and replayed without the network', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': LANGFUSE_AGENT });
  project.write('trace.json', {
    id: 'trace-1',
    timestamp: '2026-09-23T10:00:00.000Z',
    name: 'agent',
    input: { question: 'Where is order A-17?' },
    output: { text: 'Order A-17 was shipped.' },
    observations: [
      observation('a', 'AGENT', 0, { name: 'agent', parentObservationId: null }),
      observation('b', 'GENERATION', 1, {
        model: 'gpt-4o-mini',
        input: [{ role: 'user', content: 'Where is order A-17?' }],
        output: { role: 'assistant', content: 'Order A-17 was shipped.' },
        usageDetails: { input: 40, output: 9 },
      }),
      observation('c', 'TOOL', 2, {
        name: 'lookup_order',
        input: { order_id: 'A-17' },
        output: { status: 'shipped' },
      }),
    ],
  });
  const { code, value } = await project.json<{ runs: RunRecord[] }>('import', 'trace.json');
  expect({ code, agents: value.runs.map((run) => run.agent_name) }).toEqual({ code: 0, agents: ['agent'] });
  expect(await project.run('freeze', value.runs[0]?.run_id ?? '')).toMatchObject({ code: 0 });
  const replayed = await project.json<{ fixtures: object[] }>('--fixture', FIXTURE);
  expect(replayed.value.fixtures).toMatchObject([
    { ledger: { misses: [], unused: [] }, evidence: { output: { text: 'Order A-17 was shipped.' } } },
  ]);
});

function observation(id: string, type: string, second: number, more: object): object {
  return {
    id,
    traceId: 'trace-1',
    type,
    name: `step ${id}`,
    startTime: `2026-09-23T10:00:0${second}.000Z`,
    endTime: `2026-09-23T10:00:0${second + 1}.000Z`,
    level: 'DEFAULT',
    statusMessage: null,
    parentObservationId: 'a',
    ...more,
  };
}

test('a trace that keeps what its models said to itself is not frozen', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': OPENAI_AGENT });
  copyFileSync(new URL('opentelemetry-openai.json', RECORDED), join(project.root, 'traces.json'));
  const { value } = await project.json<{ runs: RunRecord[] }>('import', 'traces.json');
  const { code, stderr } = await project.run('freeze', value.runs[0]?.run_id ?? '');
  expect(code).toBe(2);
  expect(stderr).toContain('payload_not_captured: task.payload, tool:gpt-4o-mini #1, tool:gpt-4o-mini #3');
});
