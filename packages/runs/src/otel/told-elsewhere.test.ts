import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { importOtlp } from './import-otlp.ts';
import { toAttributes } from './otlp.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-elsewhere-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

type Values = Readonly<Record<string, unknown>>;
interface Told {
  id: string;
  parent?: string;
  scope?: string;
  name?: string;
  from: number;
  to: number;
  values?: Values;
  status?: { code: number; message?: string };
  events?: readonly (readonly [name: string, values: Values])[];
}

let trace = 0;
const AT = 1_790_000_000_000;
const nanos = (ms: number) => `${AT + ms}000000`;

/** Imports one trace, and gives its run with what was said of it. */
async function imported(spans: readonly Told[], logs: readonly (readonly [span: string, object])[] = []) {
  trace += 1;
  const traceId = trace.toString(16).padStart(32, 'a');
  const resourceSpans = spans.map(
    ({ id, parent, scope = 'app', name, from, to, values, status, events }) => ({
      scopeSpans: [
        {
          scope: { name: scope },
          spans: [
            {
              traceId,
              spanId: id,
              ...(parent !== undefined && { parentSpanId: parent }),
              name: name ?? id,
              startTimeUnixNano: nanos(from),
              endTimeUnixNano: nanos(to),
              attributes: toAttributes(values ?? {}),
              ...(status && { status }),
              events: (events ?? []).map(([of, said]) => ({
                name: of,
                timeUnixNano: nanos(from),
                attributes: toAttributes(said),
              })),
            },
          ],
        },
      ],
    }),
  );
  const logRecords = logs.map(([spanId, record]) => ({ traceId, spanId, timeUnixNano: nanos(1), ...record }));
  const { runs } = await importOtlp(store, {
    resourceSpans,
    resourceLogs: [{ scopeLogs: [{ logRecords }] }],
  });
  const run_id = runs[0]?.run_id ?? '';
  const events = await store.getEvents(run_id);
  return {
    run: runs[0],
    details: await store.getDetails(run_id),
    facts: await store.getFacts(run_id),
    calls: events.flatMap(({ kind, interaction }) =>
      interaction?.kind === 'tool'
        ? [[kind, interaction.request, interaction.error ?? interaction.response?.result] as const]
        : [],
    ),
  };
}

const AGENT = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'desk' };
const root = (more: Partial<Told> = {}): Told => ({ id: 'root', from: 0, to: 100, values: AGENT, ...more });
const SAID = [{ role: 'user', content: 'Where is A-17?' }];

// @arizeai/openinference-instrumentation-anthropic 0.2 beside the spans that @anthropic-ai/sdk 1.14 writes itself.
const WRAPPER = {
  'openinference.span.kind': 'LLM',
  'llm.model_name': 'claude-5-20260901',
  'llm.request.model_name': 'claude-5',
  'llm.token_count.completion': 9,
  'input.value': JSON.stringify({ model: 'claude-5', stream: true, messages: SAID }),
  'output.value': 'It was shipped.',
};
const OWN = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'claude-5',
  'gen_ai.response.model': 'claude-5-20260901',
  'gen_ai.usage.output_tokens': 9,
};

it('counts a call once that two instrumentations wrote side by side', async () => {
  const { calls, facts, details } = await imported([
    root(),
    { id: 'own', parent: 'root', scope: 'sdk', from: 1, to: 20, values: OWN },
    { id: 'wrapper', parent: 'root', scope: 'openinference', from: 2, to: 18, values: WRAPPER },
    { id: 'own-2', parent: 'root', scope: 'sdk', from: 31, to: 40, values: OWN },
    { id: 'wrapper-2', parent: 'root', scope: 'openinference', from: 30, to: 39, values: WRAPPER },
  ]);
  expect(facts).toMatchObject({ model_calls: 2, usage: { output_tokens: 18 } });
  expect(details.payload).toEqual({ model: 'claude-5', stream: true, messages: SAID });
  expect(calls).toMatchObject([
    ['model_call', { name: 'claude-5' }, 'It was shipped.'],
    ['model_call', { name: 'claude-5' }, 'It was shipped.'],
  ]);
});

it('counts calls beside one another that only look alike', async () => {
  const { facts } = await imported([
    root(),
    { id: 'a', parent: 'root', scope: 'sdk', from: 1, to: 20, values: OWN },
    { id: 'b', parent: 'root', scope: 'sdk', from: 1, to: 20, values: OWN },
    { id: 'later', parent: 'root', scope: 'openinference', from: 21, to: 22, values: WRAPPER },
    {
      id: 'other',
      parent: 'root',
      scope: 'openinference',
      from: 2,
      to: 19,
      values: { ...WRAPPER, 'llm.token_count.completion': 7 },
    },
  ]);
  expect(facts).toMatchObject({ model_calls: 4 });
});

it('keeps the words of an error that the span within does not have', async () => {
  const thrown = { 'exception.type': 'RateLimitError', 'exception.message': '429 slow down' };
  const { calls } = await imported([
    root(),
    {
      id: 'wrapper',
      parent: 'root',
      from: 1,
      to: 9,
      values: { ...WRAPPER, 'output.value': '' },
      status: { code: 2, message: '429 slow down' },
      events: [['exception', thrown]],
    },
    {
      id: 'own',
      parent: 'wrapper',
      scope: 'sdk',
      from: 2,
      to: 8,
      values: { ...OWN, 'error.type': 'rate_limit_error' },
      status: { code: 2 },
    },
  ]);
  expect(calls).toMatchObject([
    ['model_call', { arguments: { messages: SAID } }, { name: 'RateLimitError', message: '429 slow down' }],
  ]);
});

it('keeps the tools that a stream asked for beside its text', async () => {
  const asked = 'llm.output_messages.0.message.tool_calls.0.tool_call';
  const { calls } = await imported([
    root(),
    {
      id: 'stream',
      parent: 'root',
      from: 1,
      to: 9,
      values: {
        ...WRAPPER,
        'output.value': 'Let me look.',
        'llm.output_messages.0.message.role': 'assistant',
        [`${asked}.id`]: 'toolu_1',
        [`${asked}.function.name`]: 'lookup_order',
        [`${asked}.function.arguments`]: '{"order_id":"A-17"}',
      },
    },
  ]);
  const named = { name: 'lookup_order', arguments: { order_id: 'A-17' } };
  expect(calls[0]?.[2]).toEqual([
    { message: { role: 'assistant', tool_calls: [{ tool_call: { id: 'toolu_1', function: named } }] } },
  ]);
});

it.each<[string, Values, Json, Json]>([
  [
    'OpenInference',
    {
      'openinference.span.kind': 'RETRIEVER',
      'input.value': 'returns',
      'output.value': '{"documents":["30 days"]}',
    },
    'returns',
    { documents: ['30 days'] },
  ],
  [
    'the semantic conventions',
    {
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.retrieval.query.text': 'returns',
      'gen_ai.retrieval.documents': '[{"id":"doc_1","score":0.9}]',
    },
    'returns',
    [{ id: 'doc_1', score: 0.9 }],
  ],
  ['their memory', { 'gen_ai.operation.name': 'search_memory', 'input.value': 'returns' }, 'returns', null],
])('takes what was retrieved for a call, as %s writes it', async (_, values, given, got) => {
  const { calls } = await imported([root(), { id: 'find', parent: 'root', from: 1, to: 2, values }]);
  expect(calls).toEqual([['tool_call', { name: 'find', arguments: given }, got]]);
});

it('leaves out what sums up calls that have spans of their own (ADK)', async () => {
  const tool = (name: string) => ({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name });
  const { facts } = await imported([
    root(),
    { id: 'a', parent: 'root', from: 1, to: 2, values: tool('look_up') },
    { id: 'b', parent: 'root', from: 1, to: 2, values: tool('(merged tools)') },
  ]);
  expect(facts).toMatchObject({ tool_calls: 1 });
});

const asText = (value: unknown) => ({ stringValue: JSON.stringify(value) });
const MODEL = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5.5' };

it.each([
  // @opentelemetry/instrumentation-openai 0.22
  [
    'a message each, named by an attribute',
    [
      { attributes: toAttributes({ 'event.name': 'gen_ai.user.message' }), body: asText(SAID[0]) },
      { attributes: toAttributes({ 'event.name': 'gen_ai.choice' }), body: asText({ index: 0 }) },
    ],
    [{ index: 0 }],
  ],
  [
    'the details of the operation, as its own event',
    [
      {
        eventName: 'gen_ai.client.inference.operation.details',
        attributes: toAttributes({
          'gen_ai.input.messages': JSON.stringify(SAID),
          'gen_ai.output.messages': '[{"role":"assistant"}]',
        }),
      },
    ],
    [{ role: 'assistant' }],
  ],
])('reads what a model was told and answered in logs: %s', async (_, records, answer) => {
  const { calls, details } = await imported(
    [root(), { id: 'chat', parent: 'root', from: 1, to: 9, values: MODEL }],
    [...records.map((record) => ['chat', record] as const), ['chat', { body: { stringValue: 'a line' } }]],
  );
  expect(details.payload).toMatchObject(SAID);
  expect(calls).toMatchObject([['model_call', { arguments: SAID }, answer]]);
});

it('reads exceptions that are told in logs', async () => {
  const attributes = toAttributes({ 'exception.type': 'DbError', 'exception.message': 'it is down' });
  const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look_up' };
  const { calls, run } = await imported(
    [
      root({ status: { code: 2 } }),
      { id: 'tool', parent: 'root', from: 1, to: 9, values: tool, status: { code: 2 } },
    ],
    [
      ['tool', { eventName: 'gen_ai.execute_tool.exception', attributes }],
      ['root', { eventName: 'exception', attributes }],
    ],
  );
  expect(calls).toMatchObject([['tool_call', {}, { name: 'DbError', message: 'it is down' }]]);
  expect(run?.failure_reason).toBe('exception: DbError: it is down');
});

it('reads events that say their content in attributes of their own (Strands)', async () => {
  const { calls, details } = await imported([
    root({
      events: [
        ['gen_ai.user.message', { content: '[{"text":"Where is A-17?"}]' }],
        ['gen_ai.choice', { message: 'shipped', finish_reason: 'endTurn' }],
      ],
    }),
    {
      id: 'chat',
      parent: 'root',
      from: 1,
      to: 9,
      values: MODEL,
      events: [
        ['gen_ai.user.message', { content: '[{"text":"Where is A-17?"}]' }],
        ['gen_ai.choice', { message: '[{"text":"shipped"}]', finish_reason: 'endTurn' }],
      ],
    },
    {
      id: 'tool',
      parent: 'root',
      from: 10,
      to: 19,
      values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look_up' },
      events: [
        ['gen_ai.tool.message', { role: 'tool', content: '{"order_id":"A-17"}', id: 'call_1' }],
        ['gen_ai.choice', { message: '[{"json":{"status":"shipped"}}]', id: 'call_1' }],
      ],
    },
  ]);
  const said = [{ role: 'user', content: [{ text: 'Where is A-17?' }] }];
  expect(details).toMatchObject({ payload: said, output: [{ message: 'shipped' }] });
  expect(calls).toEqual([
    [
      'model_call',
      { name: 'gpt-5.5', arguments: said },
      [{ message: [{ text: 'shipped' }], finish_reason: 'endTurn' }],
    ],
    ['tool_call', { name: 'look_up', arguments: { order_id: 'A-17' } }, { status: 'shipped' }],
  ]);
});

const STEP = {
  'gen_ai.operation.name': 'agent_step',
  'mastra.span.type': 'model_step',
  'mastra.model_step.input': JSON.stringify(SAID),
  'mastra.model_step.output': '{"text":"","toolCalls":[{"toolName":"look_up"}]}',
};
const SILENT = '[{"role":"assistant","parts":[{"type":"text","content":""}]}]';

it('reads the question and the tools of a call in the step around it (Mastra)', async () => {
  const { calls, details } = await imported([
    root({ values: { ...AGENT, 'mastra.agent_run.input': 'Where is A-17?' } }),
    { id: 'step', parent: 'root', from: 1, to: 9, values: STEP },
    { id: 'chat', parent: 'step', from: 2, to: 8, values: { ...MODEL, 'gen_ai.output.messages': SILENT } },
  ]);
  expect(details.payload).toBe('Where is A-17?');
  expect(calls).toEqual([
    ['model_call', { name: 'gpt-5.5', arguments: SAID }, { text: '', toolCalls: [{ toolName: 'look_up' }] }],
  ]);
});

it('looks for the question of a call around it, and not around the tool that it is within', async () => {
  const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'ask_expert' };
  const { calls } = await imported([
    root(),
    { id: 'step', parent: 'root', from: 1, to: 30, values: STEP },
    { id: 'chat', parent: 'step', from: 2, to: 8, values: { ...MODEL, 'gen_ai.output.messages': SILENT } },
    { id: 'tool', parent: 'step', from: 9, to: 29, values: tool },
    {
      id: 'expert',
      parent: 'tool',
      from: 10,
      to: 20,
      values: { ...MODEL, 'gen_ai.output.messages': SILENT },
    },
  ]);
  expect(calls.map(([kind, request]) => [kind, request.arguments])).toEqual([
    ['model_call', SAID],
    ['model_call', null],
    ['tool_call', null],
  ]);
});

it('takes a generation that ended in an error for a failed call (Mastra)', async () => {
  const values = {
    ...MODEL,
    'gen_ai.output.messages': SILENT,
    'gen_ai.response.finish_reasons': '["error"]',
  };
  const { calls } = await imported([root(), { id: 'chat', parent: 'root', from: 2, to: 8, values }]);
  expect(calls).toMatchObject([['model_call', {}, { name: 'Error' }]]);
});

it('takes no answer of one call for that of another in the same step', async () => {
  const chat = { ...MODEL, 'gen_ai.output.messages': SILENT };
  const { calls } = await imported([
    root(),
    { id: 'step', parent: 'root', from: 1, to: 9, values: STEP },
    { id: 'first', parent: 'step', from: 2, to: 4, values: chat },
    { id: 'second', parent: 'step', from: 5, to: 8, values: chat },
  ]);
  expect(calls.map(([, request, result]) => [request, result])).toEqual([
    [{ name: 'gpt-5.5', arguments: null }, JSON.parse(SILENT)],
    [{ name: 'gpt-5.5', arguments: null }, JSON.parse(SILENT)],
  ]);
});

it('reads the level that Langfuse gives what failed, and what it says', async () => {
  const values = {
    'langfuse.observation.type': 'generation',
    'langfuse.observation.level': 'ERROR',
    'langfuse.observation.status_message': 'Error: 429 slow down',
    'langfuse.observation.model.name': 'gpt-5.5',
    'langfuse.observation.usage_details': '{"input":35,"output":9,"input_cached_tokens":5}',
  };
  const { calls, facts } = await imported([root(), { id: 'chat', parent: 'root', from: 2, to: 8, values }]);
  expect(calls).toMatchObject([['model_call', {}, { name: 'Error', message: 'Error: 429 slow down' }]]);
  expect(facts).toMatchObject({ usage: { cached_input_tokens: 5 } });
});

it('tells apart runs that failed with no exception but a status', async () => {
  const reasonOf = async (message: string, values: Values) =>
    (await imported([root({ values: { ...AGENT, ...values }, status: { code: 2, message } })])).run;
  const [full, slow, typed, silent] = [
    await reasonOf('the disk is full', {}),
    await reasonOf('429 slow down', {}),
    await reasonOf('429 slow down', { 'error.type': 'RateLimitError' }),
    await reasonOf('', {}),
  ];
  expect([full, slow, typed, silent].map((run) => run?.failure_reason)).toEqual([
    'exception: Error: the disk is full',
    'exception: Error: 429 slow down',
    'exception: RateLimitError: 429 slow down',
    'exception: an unknown exception',
  ]);
  expect(new Set([full, slow, typed, silent].map((run) => run?.fingerprint)).size).toBe(4);
});

it('reads traces beside log records of any form, and none where an event of a call has no such form', async () => {
  const lines: object[] = [
    { spanId: null, traceId: null, timeUnixNano: '' },
    { body: 'a line', attributes: null, eventName: null },
    { eventName: 'started', body: { stringValue: null } },
  ];
  const { run } = await imported(
    [root()],
    lines.map((line) => ['root', line] as const),
  );
  expect(run).toMatchObject({ agent_name: 'desk' });
  await expect(
    imported([root()], [['root', { eventName: 'exception', spanId: null }]]),
  ).rejects.toMatchObject({
    code: 'FILE_INVALID',
    issues: [expect.objectContaining({ path: '/resourceLogs/0/scopeLogs/0/logRecords/0/spanId' }) as object],
  });
});
