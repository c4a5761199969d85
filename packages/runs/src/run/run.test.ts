import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Json, toExceptionInfo } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { envelope } from '../store/envelope.suite.ts';
import { captureInteractions } from './capture-interactions.ts';
import { closeRun } from './close-run.ts';
import { recordEvent } from './record-event.ts';
import { currentRun, inRun, type Run, stateOf } from './run.ts';
import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-run-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

class OrderLost extends Error {}

it('closes with what the function returns, and is the current run within it', async () => {
  const { record } = await withRun(store, envelope(), async (run) => {
    expect(currentRun()).toBe(run);
    return { contract: { output: { type: 'object' } }, output: { paid: true } };
  });
  expect(record).toMatchObject({ status: 'passed', failure_class: null });
  expect(currentRun()).toBeUndefined();
});

it('is closed only by who names what it was started with', async () => {
  const closer = {};
  const run = await startRun(store, envelope(), { closer });
  for (const wrong of [{}, { closer: {} }, null as never]) {
    const closing = closeRun(run, wrong);
    await expect(closing).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  }
  const contract = { artifacts: { min: 0 } };
  expect((await closeRun(run, { closer, contract })).record.status).toBe('passed');
  const within = await withRun(store, envelope(), () => ({ contract }), { closer });
  expect(within.record.status).toBe('passed');
});

it.each([
  ['that it was begun with', undefined],
  ['that it was closed with', { output: { type: 'array' } }],
] as const)('keeps the contract %s', async (_, other) => {
  const contract = { output: { type: 'object' } };
  const run = await startRun(store, envelope(), { details: { contract } });
  await closeRun(run, { contract: other ?? structuredClone(contract), output: {} });
  expect((await store.getDetails(run.record.run_id)).contract).toEqual(other ?? contract);
});

it('keeps a contract that was changed after its run was begun with it', async () => {
  const contract: { output: { type: string } } = { output: { type: 'object' } };
  const run = await startRun(store, envelope(), { details: { contract } });
  contract.output.type = 'array';
  const { record } = await closeRun(run, { contract, output: {} });
  expect(record.status).toBe('failed');
  expect((await store.getDetails(run.record.run_id)).contract).toEqual({ output: { type: 'array' } });
});

it('takes secrets out of what calls and models are named, among its facts', async () => {
  const secret = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_');
  const run = await startRun(store, envelope());
  const { facts } = stateOf(run);
  facts.responded_models.push(secret);
  facts.capture.captured.push(`tool:${secret}`, 'tool:search');
  await closeRun(run, { contract: { output: true } });
  const kept = await store.getFacts(run.record.run_id);
  expect(JSON.stringify(kept)).not.toContain(secret);
  expect(kept).toMatchObject({ capture: { captured: [expect.any(String), 'tool:search'] }, events: 0 });
});

it('says in its facts and its details which rules of what is kept no call has met', async () => {
  const capture = {
    read: { '/result/x': 'deny', '/response/y': 'deny', '*': 'full' },
    raed: 'deny',
  } as const;
  const run = await startRun(store, envelope(), { capture });
  const interaction = {
    id: '0001',
    kind: 'tool' as const,
    effect: 'read' as const,
    request: { name: 'read', arguments: ['one'] },
    response: { result: { y: 1 } },
    timing: { started_ms: 0, duration_ms: 1 },
  };
  await recordEvent(run, { kind: 'tool_call', interaction });
  await closeRun(run, { output: {} });
  const said = { capture: { captured: ['tool:read'], unmatched: ['read /result/x', 'raed'] } };
  expect(await store.getFacts(run.record.run_id)).toMatchObject(said);
  expect(await store.getDetails(run.record.run_id)).toMatchObject(said);
  const [call] = await store.getEvents(run.record.run_id);
  expect(call).toMatchObject({ interaction: { response: { result: { y: { $captured: 'deny' } } } } });
});

it('takes what a run gave away out of its close, also where other runs closed with the same', async () => {
  const password = 'x9$kL2@pQ7!zR';
  const output = { note: `they said ${password}` };
  const first = await startRun(store, envelope());
  await closeRun(first, { output });
  expect((await store.getDetails(first.record.run_id)).output).toEqual(output);
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'x_step', data: { password } });
  await closeRun(run, { output });
  expect(JSON.stringify(await store.getDetails(run.record.run_id))).not.toContain(password);
});

it('judges the output that stands behind a proxy as it does a plain one, and says of what has no end that it was cut', async () => {
  const rows = Array.from({ length: 12_000 }, (_, id) => ({ id }));
  const judge = async (output: Json, schema: object): Promise<unknown> => {
    const { record } = await closeRun(await startRun(store, envelope()), {
      contract: { output: { type: 'array', ...schema } },
      output,
    });
    return [record.status, record.failure_class];
  };
  for (const output of [rows, new Proxy(rows, {})]) {
    expect(await judge(output, { minItems: 12_000, maxItems: 12_000 })).toEqual(['passed', null]);
    expect(await judge(output, { maxItems: 11_000 })).toEqual(['failed', 'schema_mismatch']);
  }
  const endless = new Proxy([], {
    get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : undefined),
  });
  for (const schema of [{}, { maxItems: 11_000 }, { minItems: 12_000 }])
    expect(await judge(endless, schema)).toEqual(['inconclusive', 'evidence_invalid']);
});

it('keeps nothing of a call, a payload or a state that are too large to run again with, and says so', async () => {
  const text = 'a'.repeat(64 * 1024 * 1024 + 1);
  const state = [{ ref: 'db', content: text }];
  const run = await startRun(store, envelope(), { details: { payload: { text }, state } });
  const call = (result: string) => ({
    kind: 'tool_call' as const,
    interaction: {
      id: '0001',
      kind: 'tool' as const,
      effect: 'read' as const,
      request: { name: 'read_all', arguments: ['one'] },
      response: { result },
      timing: { started_ms: 0, duration_ms: 1 },
    },
  });
  await recordEvent(run, call('small'));
  await recordEvent(run, call(text));
  await closeRun(run);
  const { payload, state: kept, capture } = await store.getDetails(run.record.run_id);
  expect([payload, kept]).toEqual([undefined, undefined]);
  expect(capture).toMatchObject({ denied: ['tool:read_all'], unknown: ['task.payload', 'task.state'] });
  const events = await store.getEvents(run.record.run_id);
  expect(events.map((event) => event.kind === 'tool_call' && event.interaction.response)).toEqual([
    { result: 'small' },
    { result: { $captured: 'deny' } },
  ]);
});

const most = 64 * 1024 * 1024;
const itself: Json[] = [];
itself.push(itself, itself);
const named = (from: number, to: number): Json =>
  Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`k${from + at}`, at]));

it.each<[string, Json]>([
  ['is more than a text can hold', { list: Array<string>(9).fill('a'.repeat(most - 10)) }],
  ['is too large by its keys', { ['k'.repeat(most)]: 1 }],
  ['is too large by how it is written', '\u0001'.repeat(most / 4)],
  ['has more names than can be looked at', named(0, 200_001)],
  ['has more names in all', [named(0, 100_001), named(100_001, 200_002)]],
  ['is a list of next to nothing', Array<Json>(most)],
  ['holds itself', itself],
  [
    'has a getter that throws',
    {
      get order(): string {
        throw new Error('gone');
      },
    },
  ],
  ['is a proxy that was revoked', revokedProxy()],
  ['is too deep', tooDeep()],
])('starts a run whose payload %s, and keeps all else', async (_, payload) => {
  const state = [{ ref: 'db', content: 'kept' }];
  const run = await startRun(store, envelope(), { details: { payload, state } });
  await closeRun(run);
  const details = await store.getDetails(run.record.run_id);
  expect(details).toMatchObject({ state, capture: { unknown: ['task.payload'] } });
  expect(details).not.toHaveProperty('payload');
});

it('keeps a payload that says the same few names again and again', async () => {
  const payload = Array.from({ length: 100_001 }, () => ({ id: 1, of: 2 }));
  const run = await startRun(store, envelope(), { details: { payload } });
  await closeRun(run);
  expect(await store.getDetails(run.record.run_id)).toMatchObject({ payload, capture: { unknown: [] } });
});

it('closes when the function throws, keeps the class, code and causes, and throws the same again', async () => {
  const cause = Object.assign(new TypeError('no route'), { code: 'EHOSTUNREACH' });
  const error = new OrderLost('order 7 is lost', { cause });
  let runId = '';
  const thrown = withRun(store, envelope(), (run) => {
    runId = run.record.run_id;
    throw error;
  });
  await expect(thrown).rejects.toBe(error);
  expect(await store.getRun(runId)).toMatchObject({ status: 'blocked', failure_class: 'dependency_blocked' });
  expect(await store.getEvents(runId)).toMatchObject([
    {
      kind: 'exception',
      handled: false,
      exception: {
        class: 'OrderLost',
        stack_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        cause: { class: 'TypeError', code: 'EHOSTUNREACH', cause: null },
      },
    },
  ]);
});

it('closes when the function throws and that cannot be recorded, and throws both', async () => {
  const error = new OrderLost('order 7 is lost');
  const fault = new Error('the clock has stopped');
  let runId = '';
  let stops = false;
  const now = (): number => {
    if (!stops) return Date.now();
    stops = false;
    throw fault;
  };
  const thrown = withRun(
    store,
    envelope(),
    (run) => {
      runId = run.record.run_id;
      stops = true;
      throw error;
    },
    { now },
  );
  await expect(thrown).rejects.toMatchObject({ message: 'order 7 is lost', errors: [error, fault] });
  expect(await store.getRun(runId)).toMatchObject({ status: 'failed' });
});

it('keeps every kind of event, in order, and a user’s own', async () => {
  const run = await startRun(store, envelope());
  const exception = toExceptionInfo(new RangeError('x'));
  await recordEvent(run, { kind: 'retry', attempt: 1, cause: 'busy', delay_ms: 5, decision: 'retry' });
  await recordEvent(run, { kind: 'checkpoint', name: 'half', data: { done: 1 } });
  await recordEvent(run, { kind: 'exception', exception, handled: true });
  await recordEvent(run, { kind: 'timeout', operation: 'search', limit_ms: 10, elapsed_ms: 11 });
  await recordEvent(run, { kind: 'state_change', ref: 'order', from: null, to: 'paid' });
  await recordEvent(run, { kind: 'heartbeat' });
  await recordEvent(run, {
    kind: 'x_batch',
    data: { size: 3n, at: new Date(0), of: new Map([['a', 1]]) } as never,
  });
  await closeRun(run);
  const events = await store.getEvents(run.record.run_id);
  expect(events.map(({ kind, seq }) => `${seq} ${kind}`)).toEqual([
    '1 retry',
    '2 checkpoint',
    '3 exception',
    '4 timeout',
    '5 state_change',
    '6 heartbeat',
    '7 x_batch',
  ]);
  expect(JSON.stringify(events[6])).toContain('1970-01-01T00:00:00.000Z');
});

it('keeps an event as it was when it was recorded, whatever becomes of its data', async () => {
  const run = await startRun(store, envelope());
  const order = { lines: [{ paid: false }] };
  const result = { ids: ['a'] };
  await recordEvent(run, { kind: 'x_order', data: { order } });
  await recordEvent(run, { kind: 'state_change', ref: 'order', from: null, to: order });
  await recordEvent(run, {
    kind: 'tool_call',
    interaction: {
      id: '1',
      lane: 'tool:find',
      kind: 'tool',
      effect: 'read',
      request: { name: 'find', arguments: order },
      response: { result },
    },
  });
  order.lines[0] = { paid: true };
  result.ids.push('b');
  const { evidence } = await closeRun(run);
  const before = { lines: [{ paid: false }] };
  const expected = [
    { data: { order: before } },
    { to: before },
    { interaction: { request: { arguments: before }, response: { result: { ids: ['a'] } } } },
  ];
  expect(await store.getEvents(run.record.run_id)).toMatchObject(expected);
  expect(evidence.events).toMatchObject(expected);
  expect(evidence.state).toEqual({ order: before });
});

it.each([
  ['a retry without its cause', { kind: 'retry', attempt: 1, delay_ms: 5, decision: 'retry' }, '/cause'],
  ['a kind that is none', { kind: 'note' }, ''],
  ['a field that is none', { kind: 'heartbeat', beats: 2 }, ''],
])('refuses %s, and numbers go on without a gap', async (_, event, path) => {
  const run = await startRun(store, envelope());
  const refused = recordEvent(run, event as never);
  await expect(refused).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  await expect(refused).rejects.toThrow(path);
  await recordEvent(run, { kind: 'heartbeat' });
  await closeRun(run);
  expect((await store.getEvents(run.record.run_id)).map(({ seq }) => seq)).toEqual([1]);
});

it('records what is called in the run that calls and in the open ones around it, but in no closed one', async () => {
  captureInteractions();
  const interaction = {
    id: '',
    kind: 'tool',
    effect: 'read',
    request: { name: 'find', arguments: {} },
    response: { result: 1 },
  };
  const call = () => channel('agent-replay:interaction').publish({ interaction, source: 'live' });
  const begin = (task_id: string) => startRun(store, envelope({ task_id }));
  // What a run sets going stays in its context for good.
  const contextOf = (run: Run) => inRun(run, () => AsyncLocalStorage.snapshot());
  const seen = (run: Run) => [run.events.length, stateOf(run).refused];
  const [outer, middle, inner, last] = [
    await begin('outer'),
    await begin('middle'),
    await begin('inner'),
    await begin('last'),
  ];
  const inMiddle = contextOf(outer)(() => contextOf(middle));
  await closeRun(middle);
  const inInner = inMiddle(() => contextOf(inner));
  inInner(call);
  expect([outer, middle, inner].map(seen)).toEqual([
    [1, 0],
    [0, 0],
    [1, 0],
  ]);
  await closeRun(outer);
  inInner(call);
  const inLast = inInner(() => contextOf(last));
  await closeRun(inner);
  inLast(call);
  inLast(() => inRun(outer, call)); // its own call, which it refuses
  expect([outer, middle, inner, last].map(seen)).toEqual([
    [1, 1],
    [0, 0],
    [2, 0],
    [1, 0],
  ]);
  await closeRun(last);
});

it('counts the time of calls from the first line of what runs, in each run that they are part of', async () => {
  captureInteractions();
  const request = { name: 'find', arguments: {} };
  const tool = { id: '', kind: 'tool', effect: 'read', request, response: { result: 1 } };
  const call = (): number => {
    const timing = { started_ms: performance.now(), duration_ms: 5 };
    channel('agent-replay:interaction').publish({ interaction: { ...tool, timing }, source: 'live' });
    return timing.started_ms;
  };
  const [outer, inner] = [
    await startRun(store, envelope({ task_id: 'first line, outer' })),
    await startRun(store, envelope({ task_id: 'first line, inner' })),
  ];
  const before = performance.now();
  const [outerAt, innerAt] = inRun(outer, () => [performance.now(), inRun(inner, () => performance.now())]);
  const at = inRun(outer, () => inRun(inner, call));
  const startOf = (run: Run) =>
    (run.events[0] as { interaction: { timing: { started_ms: number } } }).interaction.timing.started_ms;
  for (const [run, inside] of [
    [outer, outerAt],
    [inner, innerAt],
  ] as const) {
    expect(startOf(run)).toBeGreaterThanOrEqual(at - inside - 0.001);
    expect(startOf(run)).toBeLessThanOrEqual(at - before + 0.001);
  }
  await closeRun(inner);
  await closeRun(outer);
});

it('keeps the calls that have not ended when their run does, holds them to its contract, and names what hung', async () => {
  captureInteractions();
  const begin = (name: string) => {
    const id = `call-${name}`;
    const call = { id, kind: 'tool', effect: 'write', request: { name, arguments: { order: 7 } } };
    const open = {
      soFar: (error: object) => ({ ...call, error }),
      ends: [] as (() => void)[],
      keptBy: new Set<object>(),
    };
    channel('agent-replay:call-opened').publish(open);
    return () => {
      for (const each of open.ends) each();
      channel('agent-replay:interaction').publish({
        interaction: { ...call, response: { result: 1 } },
        keptBy: open.keptBy,
      });
    };
  };
  const close = async (names: string[], closing: object) => {
    const run = await startRun(store, envelope({ tool_allowlist: ['*'] }));
    const ends = inRun(run, () => names.map(begin));
    inRun(run, () => ends[0]?.());
    const { record } = await closeRun(run, {
      contract: { artifacts: { min: 0 }, forbid: { tools: ['charge'] } },
      ...closing,
    });
    expect(await store.getEvents(record.run_id)).toMatchObject(
      names.map((name, index) => ({
        kind: 'tool_call',
        interaction: {
          request: { name, arguments: { order: 7 } },
          ...(index === 0 && { response: { result: 1 } }),
        },
      })),
    );
    return record;
  };
  expect(await close(['search', 'charge'], {})).toMatchObject({ failure_class: 'forbidden_tool' });
  const late = { ending: 'timeout' };
  const records = [
    await close(['a', 'b'], late),
    await close(['a', 'c'], late),
    await close(['d', 'c'], late),
  ];
  expect(records.map(({ failure_class }) => failure_class)).toEqual(['timeout', 'timeout', 'timeout']);
  const [one, other, same] = records.map(({ fingerprint }) => fingerprint);
  expect(other).not.toBe(one);
  expect(same).toBe(other);
});

it('tells runs that time out apart by the host that did not answer, whatever was asked of it', async () => {
  const hang = async (url: string): Promise<string | null> => {
    const run = await startRun(store, envelope());
    await recordEvent(run, {
      kind: 'model_call',
      interaction: {
        id: '1',
        kind: 'http',
        effect: 'read',
        request: { method: 'POST', url, headers: [] },
        error: { name: 'Error', message: 'unanswered', by: 'run' },
      },
    });
    return (await closeRun(run, { ending: 'timeout', contract: { artifacts: { min: 0 } } })).record
      .fingerprint;
  };
  const first = await hang('https://api.model.example/v1/chat?n=1');
  expect(await hang('https://api.model.example/v1/responses')).toBe(first);
  expect(await hang('https://shop.example/v1/chat?n=1')).not.toBe(first);
});

function revokedProxy(): Json {
  const { proxy, revoke } = Proxy.revocable<{ [key: string]: Json }>({}, {});
  revoke();
  return proxy;
}

function tooDeep(): Json {
  let deep: Json = 1;
  for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
  return deep;
}
