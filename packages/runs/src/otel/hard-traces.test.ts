import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { callsOf } from './imported-call.ts';
import { eventsOf } from './imported-events.ts';
import type { ImportedSpan } from './span.ts';
import { exportOtlp } from './export-otlp.ts';
import { type ImportedTraces, importOtlp } from './import-otlp.ts';
import { startRun } from '../run/start-run.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-hard-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

function span(id: string, more: object = {}): object {
  const times = { startTimeUnixNano: '1780000000000000000', endTimeUnixNano: '1780000001000000000' };
  return { traceId: 'trace', spanId: id, name: `span ${id}`, ...times, ...more };
}

function traces(...spans: object[]): object {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

async function imported(trace: string, ...spans: object[]): Promise<ImportedTraces> {
  const contract = { artifacts: { min: 0 } };
  return importOtlp(store, traces(...spans.map((each) => ({ ...each, traceId: trace }))), { contract });
}

const ROOT: ImportedSpan = {
  id: 'a',
  parent: null,
  isBelow: false,
  isOpen: false,
  name: 'span a',
  started: 0,
  ended: 1,
  values: {},
  resource: {},
  events: [],
  isError: false,
  message: '',
};

const TOOL = [attribute('gen_ai.operation.name', 'execute_tool'), attribute('gen_ai.tool.name', 'search')];

it('counts a span once that an exporter sent twice, as it was in the end', async () => {
  const tool = span('b', { parentSpanId: 'a', attributes: TOOL });
  const answered = { ...tool, attributes: [...TOOL, attribute('gen_ai.tool.call.result', '"found"')] };
  const { runs } = await imported('twice', span('a'), tool, answered, span('a'));
  expect(await store.getEvents(runs[0]?.run_id ?? '')).toMatchObject([
    { kind: 'tool_call', interaction: { response: { result: 'found' } } },
  ]);
});

it('keeps an error once that each span on its way up has recorded, and one beside it that was handled', async () => {
  const threw = (type: string): object => ({
    status: { code: 2 },
    events: [
      {
        name: 'exception',
        timeUnixNano: '1780000000500000000',
        attributes: [attribute('exception.type', type), attribute('exception.message', 'no')],
      },
    ],
  });
  const { runs } = await imported(
    'threw',
    span('a', threw('RangeError')),
    span('b', { parentSpanId: 'a', ...threw('RangeError') }),
    span('c', { parentSpanId: 'b', ...threw('RangeError') }),
    span('d', { parentSpanId: 'b', ...threw('TypeError') }),
  );
  expect(await store.getEvents(runs[0]?.run_id ?? '')).toMatchObject([
    { kind: 'exception', handled: false, exception: { class: 'RangeError' } },
    { kind: 'exception', handled: true, exception: { class: 'TypeError' } },
  ]);
});

const asked = { role: 'user', content: 'Where is A-17?' };

it.each([
  [
    '1.27, which has prompt and answer in an event each',
    [
      ['gen_ai.content.prompt', { 'gen_ai.prompt': JSON.stringify([asked]) }],
      ['gen_ai.content.completion', { 'gen_ai.completion': 'shipped' }],
    ],
    'shipped',
  ],
  [
    '1.28 to 1.36, which have an event for each message',
    [
      ['gen_ai.user.message', { 'gen_ai.event.content': '{"content":"Where is A-17?"}' }],
      ['gen_ai.choice', { 'gen_ai.event.content': '{"index":0,"message":{"content":"shipped"}}' }],
    ],
    [{ index: 0, message: { content: 'shipped' } }],
  ],
] as const)('reads what models said in events, of the conventions %s', async (version, told, result) => {
  const events = told.map(([name, values]) => ({
    name,
    timeUnixNano: '1780000000500000000',
    attributes: Object.entries(values).map(([key, value]) => attribute(key, value)),
  }));
  const attributes = [
    attribute('gen_ai.operation.name', 'chat'),
    attribute('gen_ai.system', 'az.ai.inference'),
    attribute('gen_ai.request.model', 'gpt-4o'),
  ];
  const { runs } = await imported(version, span('a', { attributes, events }));
  const runId = runs[0]?.run_id ?? '';
  expect(await store.getEvents(runId)).toMatchObject([
    { interaction: { request: { name: 'gpt-4o', arguments: [asked] }, response: { result } } },
  ]);
  expect(await store.getDetails(runId)).toMatchObject({ payload: [asked] });
});

// Bits 8 and 9 of a span's flags say whether its parent is of another process (opentelemetry-proto 1.1).
const [LOCAL, REMOTE] = [{ flags: 0x101 }, { flags: 0x301 }];

it.each([
  ['holds only a call of a lost root', { parentSpanId: 'gone', ...LOCAL, attributes: TOOL }],
  ['has no end', { endTimeUnixNano: undefined }],
  ['has 0 for its end', { endTimeUnixNano: '0' }],
  ['is its own parent', { parentSpanId: 'a' }],
])('takes a trace that %s for a run that nobody closed', async (name, more) => {
  const { runs } = await imported(name, span('a', more));
  expect(runs).toMatchObject([{ status: 'failed', failure_class: 'run_abandoned' }]);
});

it('takes steps whose parent is lost for parts of a run that nobody closed', async () => {
  const gone = { parentSpanId: 'gone' };
  const { runs } = await imported('steps', span('a', gone), span('b', gone));
  expect(runs).toMatchObject([{ status: 'failed', failure_class: 'run_abandoned' }]);
});

// As an exporter leaves it that drops the spans of HTTP.
it.each([
  ['of the same process', LOCAL],
  ['of which its exporter says nothing', {}],
  [
    'beside which another is',
    { attributes: [attribute('gen_ai.operation.name', 'invoke_agent')] },
    span('c', { parentSpanId: 'gone' }),
  ],
])('takes a run for ended whose parent was filtered out, %s', async (name, more, ...others) => {
  const root = span('a', { parentSpanId: 'gone', ...more });
  const { runs } = await imported(name, root, span('b', { parentSpanId: 'a' }), ...others);
  expect(runs).toMatchObject([{ status: 'passed' }]);
  expect(await store.getFacts(runs[0]?.run_id ?? '')).toMatchObject({
    ending: 'returned',
    capture: { unknown: ['spans that the trace has lost (1 named as a parent)'] },
  });
});

it('counts the calls of a run once that nobody closed', async () => {
  const used = [
    attribute('gen_ai.operation.name', 'chat'),
    attribute('gen_ai.request.model', 'm'),
    { key: 'gen_ai.usage.input_tokens', value: { intValue: 10 } },
  ];
  const { runs } = await imported(
    'open-calls',
    span('a', { endTimeUnixNano: undefined }),
    span('b', { parentSpanId: 'a', attributes: used }),
    span('c', { parentSpanId: 'a', attributes: TOOL }),
  );
  expect(await store.getFacts(runs[0]?.run_id ?? '')).toMatchObject({
    ending: 'abandoned',
    events: 2,
    tool_calls: 1,
    model_calls: 1,
    usage: { input_tokens: 10 },
  });
});

it('looks at the exceptions of a span once, however many are below it', () => {
  const threw = [{ name: 'exception', at: 1, values: {} }];
  let reads = 0;
  const root: ImportedSpan = {
    ...ROOT,
    get events() {
      reads += 1;
      return threw;
    },
  };
  const below = Array.from({ length: 50 }, (_, n) => ({
    ...ROOT,
    id: `b${n}`,
    parent: 'a',
    events: threw,
  }));
  expect(eventsOf([root, ...below], [], root)).toHaveLength(1);
  expect(reads).toBeLessThan(5);
});

it.each([
  ['says that its parent is remote', { parentSpanId: 'caller', ...REMOTE }],
  ['is that of a server', { parentSpanId: 'caller', kind: 2 }],
  ['takes from a queue', { parentSpanId: 'caller', kind: 'SPAN_KIND_CONSUMER' }],
])('takes a trace whose first span %s for whole', async (name, more) => {
  const { runs } = await imported(name, span('a', more));
  expect(runs).toMatchObject([{ status: 'passed' }]);
});

it('names the spans that a trace has lost among what was not captured', async () => {
  const gone = { parentSpanId: 'gone', ...LOCAL };
  const { runs } = await imported(
    'lost',
    span('a'),
    span('b', gone),
    span('c', gone),
    span('d', { parentSpanId: 'b' }),
    span('e', { parentSpanId: 'caller', ...REMOTE }),
  );
  expect(await store.getFacts(runs[0]?.run_id ?? '')).toMatchObject({
    capture: { unknown: ['spans that the trace has lost (1 named as a parent)'] },
  });
});

it('takes the root for the root, whatever began before it', async () => {
  const early = span('b', { parentSpanId: 'gone', startTimeUnixNano: '1779999999000000000' });
  const root = span('a', { attributes: [attribute('output.value', 'done')] });
  const { runs } = await imported('early', early, root);
  expect(await store.getDetails(runs[0]?.run_id ?? '')).toMatchObject({ output: 'done' });
});

it('knows an open run in an export of ours', async () => {
  const run = await startRun(store, {
    task_id: 'open',
    attempt: 1,
    agent_name: 'agent',
    code_version: '1',
    model: 'm',
    prompt_version: '1',
    tool_allowlist: [],
    timeout_seconds: 60,
    input_sha256: 'a'.repeat(64),
    state_refs: [],
  });
  const json = await exportOtlp(store, [run.record.run_id]);
  const other = await openStore(join(folder, 'other.db'));
  try {
    const { runs } = await importOtlp(other, json, { contract: { artifacts: { min: 0 } } });
    expect(runs).toMatchObject([{ task_id: 'open', failure_class: 'run_abandoned' }]);
  } finally {
    await other.close();
  }
});

// What OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT leaves of an emoji.
const HALF = 'ok \uD83D';

it('reads texts that an exporter has cut within a character', async () => {
  const attributes = [
    attribute('input.value', HALF),
    attribute('output.value', JSON.stringify({ text: HALF })),
    attribute('gen_ai.agent.name', HALF),
  ];
  const { runs } = await imported(HALF, span('a', { name: HALF, attributes }));
  expect(runs).toMatchObject([{ agent_name: 'ok \uFFFD', task_id: 'ok \uFFFD' }]);
  expect(await store.getDetails(runs[0]?.run_id ?? '')).toMatchObject({
    payload: 'ok \uFFFD',
    output: { text: 'ok \uFFFD' },
  });
});

it('keeps what is nested beyond all use from spoiling the other traces of a file', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const { runs } = await importOtlp(
    store,
    traces(
      { ...span('a', { attributes: [attribute('input.value', deep)] }), traceId: 'deep' },
      { ...span('a'), traceId: 'beside' },
    ),
  );
  expect(runs.map(({ task_id }) => task_id)).toEqual(['deep', 'beside']);
});

it('refuses a file of values within values without an end', async () => {
  const levels = 60_000;
  const value = `${'{"arrayValue":{"values":['.repeat(levels)}${']}}'.repeat(levels)}`;
  const attributes = `[{"key":"input.value","value":${value}}]`;
  const text = JSON.stringify(traces(span('a', { attributes: 'HERE' }))).replace('"HERE"', attributes);
  await expect(importOtlp(store, JSON.parse(text))).rejects.toMatchObject({ code: 'FILE_INVALID' });
});

it('says of each mistake where it is, what is expected and what is there', async () => {
  await expect(
    importOtlp(store, traces(span('a', { attributes: null }), span('b', { startTimeUnixNano: '-5' })), {
      file: 'traces.json',
    }),
  ).rejects.toThrow(`Failed to import "traces.json": it is not OTLP/JSON.
  problem  traces.json /resourceSpans/0/scopeSpans/0/spans/0/attributes: expected a list, received null
  problem  traces.json /resourceSpans/0/scopeSpans/0/spans/1/startTimeUnixNano: expected nanoseconds since 1970, received "-5"
  fix      export traces with an OTLP/JSON file exporter, or from LangSmith or Langfuse`);
});

it('finds the innermost of 50,000 model calls within one another', () => {
  const spans = Array.from({ length: 50_000 }, (_, index) => ({
    id: `s${index}`,
    parent: index === 0 ? null : `s${index - 1}`,
    name: 'chat',
    values: { 'gen_ai.operation.name': 'chat' },
    events: [],
  }));
  expect(callsOf(spans as never).map(({ span: { id } }) => id)).toEqual(['s49999']);
});

it.each([
  ['Tempo', ({ resourceSpans }: { resourceSpans: object[] }) => ({ batches: resourceSpans })],
  ['the second API of Tempo', (all: object) => ({ trace: all })],
  ['Jaeger', (all: object) => ({ result: all })],
])('reads what %s answers', async (backend, wrap) => {
  const json = wrap(traces({ ...span('a'), traceId: backend }) as never);
  expect((await importOtlp(store, json)).runs).toMatchObject([{ task_id: backend }]);
});

it('refuses what holds no span: nothing is known of nothing', async () => {
  for (const none of [{ resourceSpans: [] }, traces()])
    await expect(importOtlp(store, none, { file: 'none.json' })).rejects.toThrow(
      'Failed to import "none.json": it holds no spans.',
    );
});
