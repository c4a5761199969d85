import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { envelope } from '../store/envelope.suite.ts';
import { exportOtlp } from './export-otlp.ts';
import { exportSpans } from './export-spans.ts';
import { importOtlp } from './import-otlp.ts';
import { NAMES } from './names.ts';
import { fromAttributes, OtlpTraces, toAttributes } from './otlp.ts';

let folder: string;
let store: Store;
let second: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-otel-'));
  store = await openStore(join(folder, 'one.db'));
  second = await openStore(join(folder, 'two.db'));
});
afterAll(async () => {
  await Promise.all([store.close(), second.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function failedRun(): Promise<string> {
  const run = await startRun(store, envelope({ task_id: 'exported', agent_name: 'refunds' }));
  await recordEvent(run, {
    kind: 'tool_call',
    interaction: {
      id: '1',
      lane: 'tool:search',
      kind: 'tool',
      effect: 'read',
      request: { name: 'search', arguments: { q: 'x' } },
      response: { result: [1] },
      timing: { started_ms: 0, duration_ms: 5 },
    },
  });
  await recordEvent(run, { kind: 'retry', attempt: 1, cause: 'busy', delay_ms: 10, decision: 'retry' });
  return (await closeRun(run, { contract: { artifacts: { min: 1 } } })).record.run_id;
}

it('exports a run as a trace whose names are all known, the same bytes each time', async () => {
  const runId = await failedRun();
  const traces = await exportOtlp(store, [runId]);
  expect(OtlpTraces.parse(traces)).toEqual(traces);
  expect(JSON.stringify(await exportOtlp(store, [runId]))).toBe(JSON.stringify(traces));
  const [root, tool] = traces.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  const { name, version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { name: string; version: string };
  expect(traces.resourceSpans[0]?.scopeSpans[0]?.scope).toEqual({ name, version });
  expect(fromAttributes(root?.attributes)).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'refunds',
    'error.type': 'missing_artifact_ref',
    'agent_replay.run.id': runId,
  });
  expect(tool).toMatchObject({ name: 'execute_tool search', parentSpanId: root?.spanId });
  expect(root?.events?.map((event) => event.name)).toEqual([
    'agent_replay.retry',
    'gen_ai.evaluation.result',
  ]);
  const known = new Set<string>(Object.values(NAMES));
  const used = [root, tool].flatMap((span) => (span?.attributes ?? []).map(({ key }) => key));
  expect(used.filter((key) => !known.has(key))).toEqual([]);
});

it('names the span of a recorded call over HTTP by the lane that its request tells', async () => {
  const run = await startRun(store, envelope({ task_id: 'over http' }));
  await recordEvent(run, {
    kind: 'tool_call',
    interaction: {
      id: '1',
      kind: 'http',
      effect: 'read',
      request: { method: 'GET', url: 'https://example.com/orders?page=2', headers: [] },
      response: { status: 200, headers: [] },
    },
  });
  const traces = await exportOtlp(store, [(await closeRun(run, {})).record.run_id]);
  const [, call] = traces.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(call?.name).toBe('execute_tool GET https://example.com/orders');
  expect(fromAttributes(call?.attributes)).toMatchObject({
    'gen_ai.tool.name': 'GET https://example.com/orders',
  });
});

it('exports a model’s call by its model, and leaves out what is not known', async () => {
  const run = await startRun(
    store,
    envelope({ task_id: 'asks', model: 'unknown', prompt_version: 'unknown', code_version: 'unknown' }),
  );
  await recordEvent(run, {
    kind: 'model_call',
    interaction: {
      id: '1',
      kind: 'http',
      effect: 'read',
      request: {
        method: 'POST',
        url: 'https://api.openai.com/v1/chat/completions',
        headers: [],
        body: { json: { model: 'gpt-4o', messages: [] } },
      },
      response: { status: 200, headers: [], body: { json: { usage: { prompt_tokens: 7 } } } },
    },
  });
  const traces = await exportOtlp(store, [(await closeRun(run, {})).record.run_id]);
  const [root, call] = traces.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(JSON.stringify([root, traces.resourceSpans[0]?.resource])).not.toContain('unknown');
  expect(call).toMatchObject({ name: 'chat gpt-4o', kind: 3 });
  expect(fromAttributes(call?.attributes)).toMatchObject({ 'gen_ai.provider.name': 'openai' });
  const { runs } = await importOtlp(second, traces);
  expect(runs).toMatchObject([{ model: 'gpt-4o', prompt_version: 'unknown' }]);
  expect(await second.getFacts(runs[0]?.run_id ?? '')).toMatchObject({ usage: { input_tokens: 7 } });
});

it('imports what it exported: the same task, agent, calls and times', async () => {
  const runId = await failedRun().catch(() => undefined);
  expect(runId).toBeUndefined(); // The attempt is taken.
  const [first] = await store.listRuns({ task_id: 'exported' });
  const { runs, skipped } = await importOtlp(second, await exportOtlp(store, [first?.run_id ?? '']), {
    contract: { artifacts: { min: 1 } },
  });
  const [record] = runs;
  expect(skipped).toEqual([]);
  expect(record).toMatchObject({
    task_id: 'exported',
    agent_name: 'refunds',
    started_at: first?.started_at,
    input_sha256: first?.input_sha256,
    code_version: first?.code_version,
    tool_allowlist: first?.tool_allowlist,
    status: 'failed',
  });
  expect(await second.getEvents(record?.run_id ?? '')).toMatchObject([
    {
      kind: 'tool_call',
      interaction: { request: { name: 'search', arguments: { q: 'x' } }, response: { result: [1] } },
    },
    { kind: 'retry', attempt: 1, cause: 'busy', delay_ms: 10, decision: 'retry' },
  ]);
});

it('takes no replay that it exported for a live run', async () => {
  const run = await startRun(store, envelope({ task_id: 'replayed', run_type: 'replay', fixture_id: 'f' }));
  const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } } });
  const fresh = await openStore(':memory:', { redact: { key: 'b'.repeat(64) } });
  const { runs, skipped } = await importOtlp(fresh, await exportOtlp(store, [record.run_id]));
  expect(runs).toEqual([]);
  expect(skipped.map(({ reason }) => reason)).toEqual(['it is a replay, which its fixture gives again']);
  expect(await fresh.failureHistories()).toEqual([]);
  await fresh.close();
});

it('skips a trace that was imported before, and imports the others beside it', async () => {
  const traces = await exportOtlp(store, [(await store.listRuns({ task_id: 'exported' }))[0]?.run_id ?? '']);
  const { runs, skipped } = await importOtlp(second, {
    resourceSpans: [
      ...traces.resourceSpans,
      { scopeSpans: [{ spans: [{ traceId: 'new', spanId: '1', name: 'agent', startTimeUnixNano: 1e15 }] }] },
    ],
  });
  expect(runs.map((run) => run.task_id)).toEqual(['new']);
  expect(skipped.map(({ reason }) => reason)).toEqual([
    'a run of its task and attempt is in the store already',
  ]);
});

it.each([
  [
    'the AI SDK',
    'ai.toolCall',
    { 'ai.toolCall.name': 'search', 'ai.toolCall.args': '{"q":"x"}', 'ai.toolCall.result': '[1]' },
  ],
  [
    'OpenInference',
    'search',
    {
      'openinference.span.kind': 'TOOL',
      'tool.name': 'search',
      'input.value': '{"q":"x"}',
      'output.value': '[1]',
    },
  ],
])('reads the tool calls of %s', async (library, name, values) => {
  const span = (id: string, rest: object) => ({
    traceId: `trace of ${library}`,
    spanId: id,
    name: 'agent',
    startTimeUnixNano: '1780000000000000000',
    endTimeUnixNano: '1780000001000000000',
    ...rest,
  });
  const spans = [span('a', {}), span('b', { parentSpanId: 'a', name, attributes: toAttributes(values) })];
  const { runs } = await importOtlp(second, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const [record] = runs;
  expect(record).toMatchObject({
    status: 'inconclusive',
    failure_class: 'contract_missing',
    agent_name: 'agent',
  });
  expect(await second.getEvents(record?.run_id ?? '')).toMatchObject([
    {
      kind: 'tool_call',
      interaction: { request: { name: 'search', arguments: { q: 'x' } }, response: { result: [1] } },
    },
  ]);
});

it('holds no trace of another program to a contract that nobody named, and opens no window for it', async () => {
  const fresh = await openStore(':memory:', { redact: { key: 'a'.repeat(64) } });
  const span = (traceId: string, rest: object) => ({
    traceId,
    spanId: 'a',
    name: traceId,
    startTimeUnixNano: '1780000000000000000',
    endTimeUnixNano: '1780000001000000000',
    ...rest,
  });
  const threw = { status: { code: 2 }, events: [{ name: 'exception', timeUnixNano: '1780000000500000000' }] };
  const of = async (spans: object[], contract?: Contract): Promise<unknown[]> => {
    const traces = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const { runs } = await importOtlp(fresh, traces, contract === undefined ? {} : { contract });
    return runs.map(({ status, failure_class }) => `${status}/${failure_class}`);
  };
  const named = { attributes: toAttributes({ 'agent_replay.task.id': 'task-1' }) };
  expect(await of([span('returned', {}), span('threw', threw)])).toEqual([
    'inconclusive/contract_missing',
    'failed/exception',
  ]);
  expect(await fresh.failureHistories()).toEqual([]);
  // Who names a contract, or exports a run of ours, says that there was something to do.
  expect(await of([span('held', {})], { artifacts: { min: 1 } })).toEqual(['failed/missing_artifact_ref']);
  expect(await of([span('exported', named)])).toEqual(['failed/missing_artifact_ref']);
  expect((await fresh.failureHistories()).map(({ agent_name }) => agent_name).toSorted()).toEqual([
    'exported',
    'held',
  ]);
  await fresh.close();
});

it('takes an exported run with its artifacts, as they were seen where it ran, and no verdict with it', async () => {
  const fresh = await openStore(':memory:', { redact: { key: 'c'.repeat(64) } });
  const contract: Contract = { artifacts: { min: 1, kinds: ['report'], readable: true, fresh: true } };
  const workspace = await mkdtemp(join(folder, 'work-'));
  const exported = async (task_id: string, held: Contract, claim?: object): Promise<OtlpTraces> => {
    const run = await startRun(store, envelope({ task_id, agent_name: 'reporter' }), { workspace });
    await writeFile(join(workspace, `${task_id}.md`), 'all of it');
    if (claim !== undefined) await recordArtifact(run, { kind: 'report', uri: `${task_id}.md`, ...claim });
    const { record } = await closeRun(run, { contract: held });
    expect(record.status).toBe(claim !== undefined && 'sha256' in claim ? 'failed' : 'passed');
    return exportOtlp(store, [record.run_id]);
  };
  const good = await exported('good', contract, {});
  const none = await exported('none', { artifacts: { min: 0 } });
  const bad = await exported('bad', contract, { sha256: 'a'.repeat(64) });
  await rm(workspace, { recursive: true });
  const asked: string[] = [];
  const of = async (traces: OtlpTraces, attempt: number, held: Contract | null): Promise<string> => {
    const again = JSON.parse(
      JSON.stringify(traces).replace(
        '{"key":"agent_replay.attempt","value":{"intValue":"1"}}',
        `{"key":"agent_replay.attempt","value":{"intValue":"${attempt}"}}`,
      ),
    ) as unknown;
    const contractOf = async (agent: string): Promise<Contract | null> => (asked.push(agent), held);
    const { runs } = await importOtlp(fresh, again, { contractOf });
    const [run] = runs;
    return `${run?.status}/${run?.failure_class} ${run?.artifact_refs.map(({ confirmed }) => confirmed).join()}`;
  };
  expect(await of(good, 1, contract)).toBe('passed/null true');
  expect(await of(good, 2, null)).toBe('inconclusive/contract_missing true');
  expect(await of(good, 3, { artifacts: { min: 2 } })).toBe('failed/artifact_count true');
  expect(await of(none, 1, { artifacts: { min: 0 } })).toBe('passed/null ');
  expect(await of(none, 2, null)).toBe('inconclusive/contract_missing ');
  expect(await of(none, 3, contract)).toBe('failed/missing_artifact_ref ');
  expect(await of(bad, 1, contract)).toBe('failed/side_effect_unconfirmed false');
  expect(await of(bad, 2, null)).toBe('failed/side_effect_unconfirmed false');
  expect(new Set(asked)).toEqual(new Set(['reporter']));
  const isFailed = ({ status }: { status: string }): boolean => status === 'failed';
  expect((await fresh.failureHistories()).length).toBe(
    new Set((await fresh.listRuns({})).filter(isFailed).map(({ fingerprint }) => fingerprint)).size,
  );
  await fresh.close();
});

it('skips a trace whose calls cannot be events, leaves no run open, and goes on with the next', async () => {
  const span = (traceId: string, endTimeUnixNano: number | string, name: string) => ({
    traceId,
    spanId: 'a',
    name,
    startTimeUnixNano: '1780000000000000000',
    endTimeUnixNano,
    attributes: toAttributes({ 'gen_ai.operation.name': 'execute_tool' }),
  });
  const end = '1780000001000000000';
  const spans = [
    span('at no time', 1e300, 'search'),
    span('of no name', end, ''),
    span('good', end, 'search'),
  ];
  const { runs, skipped } = await importOtlp(second, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  expect(runs.map(({ task_id }) => task_id)).toEqual(['good']);
  expect(skipped).toEqual([
    { trace_id: 'at no time', reason: 'Failed to import "tool_call": it is not a valid event.' },
    { trace_id: 'of no name', reason: expect.stringContaining('Failed to') },
  ]);
  expect(await second.listRuns({ status: 'started' })).toEqual([]);
});

it('names what is wrong with a file that is no trace', async () => {
  await expect(importOtlp(second, { resourceSpans: [{}] }, { file: 't.json' })).rejects.toMatchObject({
    code: 'FILE_INVALID',
    issues: [{ path: '/resourceSpans/0/scopeSpans', file: 't.json' }],
  });
});

it('sends the same spans through an SDK’s exporter, and says when it could not', async () => {
  const runId = (await store.listRuns({ task_id: 'exported' }))[0]?.run_id ?? '';
  const sent: { name: string; kind: number; startTime: number[]; spanContext: () => { traceId: string } }[] =
    [];
  await exportSpans(store, [runId], {
    export(spans, done) {
      sent.push(...spans);
      done({ code: 0 });
    },
  });
  const wire = (await exportOtlp(store, [runId])).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(
    sent.map(({ name, kind, startTime: [seconds = 0, nanos = 0], spanContext }) => ({
      name,
      kind: kind + 1,
      startTimeUnixNano: String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)),
      traceId: spanContext().traceId,
    })),
  ).toEqual(
    wire.map(({ name, kind, startTimeUnixNano, traceId }) => ({ name, kind, startTimeUnixNano, traceId })),
  );
  const refused = exportSpans(store, [runId], {
    export: (_, done) => done({ code: 1, error: new Error('connect ECONNREFUSED') }),
  });
  await expect(refused).rejects.toMatchObject({ code: 'INFRASTRUCTURE' });
});
