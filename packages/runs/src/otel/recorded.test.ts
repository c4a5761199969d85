import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction, RunEvent, RunRecord } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { importOtlp } from './import-otlp.ts';

// Written by the instrumentations themselves; see test/otel/record-traces.mjs and record-sdk-traces.mjs.
const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../test/otel/recorded/${name}.json`, import.meta.url), 'utf8'));

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-recorded-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function imported(name: string): Promise<{ runs: RunRecord[]; events: RunEvent[] }> {
  const { runs, skipped } = await importOtlp(store, recorded(name));
  expect(skipped).toEqual([]);
  return { runs, events: await store.getEvents(runs.at(-1)?.run_id ?? '') };
}

const callsIn = (events: readonly RunEvent[]): [string, Interaction][] =>
  events.flatMap((event) =>
    'interaction' in event ? [[event.kind, event.interaction] as [string, Interaction]] : [],
  );

it.each([['ai-sdk-generate-text'], ['ai-sdk-stream-text']])(
  'reads what the AI SDK wrote: %s',
  async (name) => {
    const { runs, events } = await imported(name);
    expect(runs).toMatchObject([
      { agent_name: 'order-desk', model: 'gpt-4o-mini', failure_class: 'contract_missing' },
    ]);
    const [run] = runs;
    const tools = callsIn(events).flatMap(([kind, call]) => (kind === 'tool_call' ? [call] : []));
    expect(tools).toMatchObject([
      {
        request: { name: 'lookup_order', arguments: { order_id: 'A-17' } },
        response: { result: { order_id: 'A-17', status: 'shipped' } },
      },
    ]);
    const models = callsIn(events).flatMap(([kind, call]) => (kind === 'model_call' ? [call] : []));
    expect(models).toMatchObject([
      { request: { name: 'gpt-4o-mini' }, response: { result: [{ toolName: 'lookup_order' }] } },
      { request: { name: 'gpt-4o-mini' }, response: { result: 'Order A-17 was shipped.' } },
    ]);
    expect(await store.getFacts(run?.run_id ?? '')).toMatchObject({
      usage: { input_tokens: 100, output_tokens: 21 },
      responded_models: ['gpt-4o-mini-2024-07-18'],
      model_calls: 2,
      tool_calls: 1,
    });
    expect(await store.getDetails(run?.run_id ?? '')).toMatchObject({
      payload: { prompt: 'Where is order A-17?' },
      output: 'Order A-17 was shipped.',
    });
  },
);

it('keeps the exception of a tool that threw, as one that was handled', async () => {
  const { events } = await imported('ai-sdk-tool-throws');
  expect(events).toMatchObject([
    { kind: 'model_call' },
    { kind: 'tool_call', interaction: { error: { name: 'RangeError', message: 'no order A-17' } } },
    { kind: 'exception', handled: true, exception: { class: 'RangeError', message: 'no order A-17' } },
    { kind: 'model_call' },
  ]);
});

it('makes the HTTP exchange of what OpenInference kept whole', async () => {
  const { runs, events } = await imported('openinference-openai');
  expect(runs).toMatchObject([{ agent_name: 'order-desk', model: 'gpt-4o-mini-2024-07-18' }]);
  expect(callsIn(events)).toMatchObject([
    [
      'model_call',
      {
        kind: 'http',
        request: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions' },
        response: { status: 200, body: { json: { id: 'chatcmpl-1' } } },
      },
    ],
    ['tool_call', { request: { name: 'lookup_order', arguments: { order_id: 'A-17' } } }],
    ['model_call', { kind: 'http', response: { body: { json: { id: 'chatcmpl-2' } } } }],
  ]);
  expect(await store.getFacts(runs[0]?.run_id ?? '')).toMatchObject({
    usage: { input_tokens: 100, output_tokens: 21 },
    responded_models: ['gpt-4o-mini-2024-07-18'],
  });
});

it('keeps a stream, whose chunks no span holds, as a call under the model’s name', async () => {
  const { events } = await imported('openinference-openai-stream');
  expect(callsIn(events).at(-1)).toMatchObject([
    'model_call',
    { kind: 'tool', request: { name: 'gpt-4o-mini' }, response: { result: 'Order A-17 was shipped.' } },
  ]);
});

it('finds the arguments of a LangChain tool where its model asked for them, and unwraps its message', async () => {
  const { runs, events } = await imported('openinference-langchain');
  expect(runs).toHaveLength(3); // The SDK's instrumentation starts a trace of its own for each request.
  expect(runs.at(-1)).toMatchObject({ agent_name: 'order-desk', model: 'gpt-4o-mini' });
  expect(callsIn(events)).toMatchObject([
    ['model_call', { kind: 'tool' }],
    [
      'tool_call',
      {
        request: { name: 'lookup_order', arguments: { order_id: 'A-17' } },
        response: { result: { order_id: 'A-17', status: 'shipped' } },
      },
    ],
    ['model_call', { kind: 'tool' }],
  ]);
});

const QUESTION = { role: 'user', content: 'Where is order A-17?' };
const LOOKED_UP: [string, Pick<Extract<Interaction, { kind: 'tool' }>, 'request' | 'response'>] = [
  'tool_call',
  {
    request: { name: 'lookup_order', arguments: { order_id: 'A-17' } },
    response: { result: { order_id: 'A-17', status: 'shipped' } },
  },
];
const USED = {
  usage: { input_tokens: 100, output_tokens: 21 },
  model_calls: 2,
  tool_calls: 1,
};

it('takes the answer from the span that has it, where the SDK below writes one without', async () => {
  const { runs, events } = await imported('openinference-anthropic');
  const exchange = (id: string) => [
    'model_call',
    {
      kind: 'http',
      request: { method: 'POST', url: 'https://api.anthropic.com/v1/messages' },
      response: { status: 200, body: { json: { id } } },
    },
  ];
  expect(callsIn(events)).toMatchObject([exchange('msg_1'), LOOKED_UP, exchange('msg_2')]);
  const runId = runs[0]?.run_id ?? '';
  expect(await store.getFacts(runId)).toMatchObject(USED);
  expect(await store.getDetails(runId)).toMatchObject({ payload: { messages: [QUESTION] } });
});

it.each([
  [
    'messages in one attribute',
    'openllmetry-openai',
    { role: 'user', parts: [{ content: QUESTION.content }] },
  ],
  ['an attribute for each part of a message', 'openllmetry-openai-old', QUESTION],
])('reads what OpenLLMetry wrote as %s', async (_, name, question) => {
  const { runs, events } = await imported(name);
  expect(callsIn(events)).toMatchObject([
    [
      'model_call',
      {
        request: { name: 'gpt-4o-mini', arguments: [question] },
        response: { result: [{ role: 'assistant' }] },
      },
    ],
    LOOKED_UP,
    ['model_call', { response: { result: [{ role: 'assistant', finish_reason: 'stop' }] } }],
  ]);
  const runId = runs[0]?.run_id ?? '';
  expect(await store.getFacts(runId)).toMatchObject(USED);
  expect(await store.getDetails(runId)).toMatchObject({ payload: [question] });
});

it('names a LangChain tool as its message does, where OpenLLMetry names its class', async () => {
  const { runs } = await importOtlp(store, recorded('openllmetry-langchain'));
  const events = await Promise.all(runs.map(({ run_id }) => store.getEvents(run_id)));
  expect(callsIn(events.flat())).toMatchObject([['model_call', {}], LOOKED_UP, ['model_call', {}]]);
});

it('unwraps the arguments that OpenLLMetry’s SDK keeps of a function', async () => {
  const { runs, events } = await imported('openllmetry-sdk');
  expect(runs).toMatchObject([{ agent_name: 'order-desk', model: 'gpt-4o-mini' }]);
  expect(callsIn(events)).toMatchObject([['model_call', {}], LOOKED_UP, ['model_call', {}]]);
  expect(callsIn(events)[1]?.[1].request).toEqual(LOOKED_UP[1].request);
  const runId = runs[0]?.run_id ?? '';
  expect(await store.getFacts(runId)).toMatchObject(USED);
  expect(await store.getDetails(runId)).toMatchObject({
    payload: 'Where is order A-17?',
    output: 'Order A-17 was shipped.',
  });
});

it('reads what the AI SDK 7 wrote, in messages of the semantic conventions', async () => {
  const { runs, events } = await imported('ai-sdk-7');
  expect(runs).toMatchObject([{ agent_name: 'order-desk', model: 'gpt-4o-mini' }]);
  const answer = { role: 'assistant', parts: [{ content: 'Order A-17 was shipped.' }] };
  expect(callsIn(events)).toMatchObject([
    ['model_call', { request: { name: 'gpt-4o-mini', arguments: [{ role: 'user' }] } }],
    LOOKED_UP,
    ['model_call', { response: { result: [answer] } }],
  ]);
  expect(await store.getFacts(runs[0]?.run_id ?? '')).toMatchObject(USED);
});

it('reads each value that the AI SDK embeds, and each vector', async () => {
  const { runs, events } = await imported('ai-sdk-7-embed');
  expect(callsIn(events)).toMatchObject([
    [
      'model_call',
      {
        request: { name: 'text-embedding-3-small', arguments: ['one', 'two'] },
        response: {
          result: [
            [0.1, 0.2],
            [0.1, 0.2],
          ],
        },
      },
    ],
  ]);
  expect(await store.getDetails(runs[0]?.run_id ?? '')).toMatchObject({ payload: ['one', 'two'] });
});

it('knows no answer of a model whose instrumentation keeps it out of the spans', async () => {
  const { runs, events } = await imported('opentelemetry-openai');
  const [first, tool] = callsIn(events);
  expect(tool).toMatchObject(LOOKED_UP);
  expect(first?.[1].request).toEqual({ name: 'gpt-4o-mini', arguments: null });
  expect(first?.[1].response).toBeUndefined();
  const runId = runs[0]?.run_id ?? '';
  expect(await store.getFacts(runId)).toMatchObject(USED);
  expect((await store.getDetails(runId)).payload).toBeUndefined();
});

it('takes what OpenInference hides for no answer, nor for arguments', async () => {
  const spans = [
    { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm', 'output.value': '__REDACTED__' },
    { 'openinference.span.kind': 'TOOL', 'tool.name': 't', 'input.value': '__REDACTED__' },
  ].map((values, index) => ({
    traceId: 'hidden',
    spanId: `s${index}`,
    name: `s${index}`,
    startTimeUnixNano: `178000000${index}000000000`,
    attributes: Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  const { runs } = await importOtlp(store, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const calls = callsIn(await store.getEvents(runs[0]?.run_id ?? ''));
  expect(calls.map(([, { response, request }]) => [response, request])).toEqual([
    [undefined, { name: 'm', arguments: null }],
    [undefined, { name: 't', arguments: null }],
  ]);
});

it('takes no attribute name for a path that it is not', async () => {
  const attributes = Object.entries({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.completion.0.__proto__.polluted': 'yes',
    'gen_ai.completion.0.content': 'kept',
    'gen_ai.completion.0.content.deeper': 'too late',
    'gen_ai.completion.1000000.content': 'far',
  }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const span = {
    traceId: 'paths',
    spanId: 'a',
    name: 'chat',
    startTimeUnixNano: '1780000000000000000',
    attributes,
  };
  const { runs } = await importOtlp(store, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  expect(callsIn(await store.getEvents(runs[0]?.run_id ?? ''))).toMatchObject([
    ['model_call', { response: { result: [{ content: { deeper: 'too late' } }] } }],
  ]);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

it('reads attributes without a value, root spans with an empty parent, and times as numbers', async () => {
  const span = {
    traceId: 'odd',
    spanId: 'a',
    parentSpanId: '',
    name: 'agent',
    startTimeUnixNano: 1.5e18,
    attributes: [{ key: 'nothing' }, { key: 'null', value: {} }],
    events: [{ name: 'exception', timeUnixNano: '1500000000000000001', attributes: [] }],
  };
  const { runs } = await importOtlp(store, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  expect(runs).toMatchObject([{ started_at: '2017-07-14T02:40:00.000Z', status: 'failed' }]);
  expect(await store.getEvents(runs[0]?.run_id ?? '')).toMatchObject([{ kind: 'exception', handled: false }]);
});

it.each([
  ['TimeoutError', 'TimeoutError'],
  ['_OTHER', 'Error'],
])('takes the class of a failed call from error.type "%s" where no event tells of it', async (type, name) => {
  const attribute = (key: string, value: string): object => ({ key, value: { stringValue: value } });
  const times = { startTimeUnixNano: '1500000000000000000', endTimeUnixNano: '1500000001000000000' };
  const spans = [
    { traceId: type, spanId: 'a', name: 'agent', ...times },
    {
      traceId: type,
      spanId: 'b',
      parentSpanId: 'a',
      name: 'execute_tool search',
      ...times,
      status: { code: 2, message: 'took too long' },
      attributes: [
        attribute('gen_ai.operation.name', 'execute_tool'),
        attribute('gen_ai.tool.name', 'search'),
        attribute('error.type', type),
      ],
    },
  ];
  const { runs } = await importOtlp(store, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  expect(await store.getEvents(runs[0]?.run_id ?? '')).toMatchObject([
    { kind: 'tool_call', interaction: { error: { name, message: 'took too long' } } },
  ]);
});
