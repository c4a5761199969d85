import { readFile } from 'node:fs/promises';
import { type Json, laneOf } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { importOtlp } from './import-otlp.ts';

let store: Store;
beforeEach(async () => void (store = await openStore(':memory:', { redact: { key: 'a'.repeat(64) } })));
afterEach(() => store.close());

const recorded = async (name: string): Promise<Json> =>
  JSON.parse(
    await readFile(new URL(`../../../../test/otel/recorded/${name}.json`, import.meta.url), 'utf8'),
  ) as Json;

async function told(json: unknown): Promise<{ run: object; calls: object[]; facts: unknown }> {
  const { runs } = await importOtlp(store, json);
  const [run] = runs;
  const id = run?.run_id ?? '';
  const events = await store.getEvents(id);
  const calls = events.map((event) =>
    'interaction' in event
      ? { kind: event.kind, lane: laneOf(event.interaction), request: event.interaction.request }
      : {
          kind: event.kind,
          ...('exception' in event && {
            class: event.exception.class,
            message: event.exception.message,
            handled: event.handled,
          }),
        },
  );
  return { run: run ?? {}, calls, facts: await store.getFacts(id) };
}

const lookup = {
  kind: 'tool_call',
  lane: 'tool:lookup_order',
  request: { name: 'lookup_order', arguments: { order_id: 'A-17' } },
};
const chat = { kind: 'model_call', lane: 'POST https://api.openai.com/v1/chat/completions' };

it.each([
  ['a page of runs', (json: Json) => json],
  ['a list of runs', (json: Json) => (json as { runs: Json }).runs],
  ['a run with those within it', (json: Json) => nested((json as { runs: Run[] }).runs)],
])('reads %s of LangSmith as the calls that they were', async (_, as) => {
  const { run, calls, facts } = await told(as(await recorded('langsmith-openai')));
  expect(run).toMatchObject({ agent_name: 'order-desk', model: 'gpt-4o-mini' });
  expect(calls).toMatchObject([chat, lookup, chat]);
  expect(facts).toMatchObject({ usage: { input_tokens: 100, output_tokens: 21 } });
});

type Run = { [key: string]: Json };

function nested([root, ...others]: Run[]): Run {
  const placed = new Set(['trace_id', 'parent_run_id']);
  const children = others.map((run) =>
    Object.fromEntries(Object.entries(run).filter(([name]) => !placed.has(name))),
  );
  return { ...root, child_runs: children };
}

it('reads what threw in LangSmith', async () => {
  const { run, calls } = await told(await recorded('langsmith-tool-throws'));
  expect(run).toMatchObject({ status: 'failed', failure_class: 'exception' });
  const threw = { kind: 'exception', class: 'RangeError', message: 'no order A-17', handled: false };
  expect(calls).toMatchObject([chat, lookup, threw]);
});

it('reads a traceback, a time without a zone and arguments as text, as Python writes them', async () => {
  const run = { run_type: 'chain', trace_id: 't', start_time: '2026-02-16 01:35:18.573255', end_time: null };
  const { run: record, calls } = await told([
    { ...run, id: 't', name: 'desk', error: "KeyError('A-17')Traceback (most recent call last):\n  File …" },
    {
      ...run,
      id: 'u',
      parent_run_id: 't',
      run_type: 'tool',
      name: 'lookup_order',
      inputs: { input: '{"order_id":"A-17"}' },
      outputs: { output: { type: 'tool', name: 'lookup_order', content: '{"status":"shipped"}' } },
    },
  ]);
  expect(record).toMatchObject({ started_at: '2026-02-16T01:35:18.573Z' });
  expect(calls).toMatchObject([lookup, { kind: 'exception', class: 'KeyError', message: 'A-17' }]);
});

const observed = { traceId: 't', startTime: '2026-09-23T10:00:00Z', endTime: '2026-09-23T10:00:02Z' };

it.each([
  [
    'its API',
    {
      data: [
        { ...observed, id: 'a', type: 'AGENT', name: 'desk', input: '{"q":1}', output: '{"text":"ok"}' },
        {
          ...observed,
          id: 'b',
          parentObservationId: 'a',
          type: 'GENERATION',
          name: 'chat',
          providedModelName: 'gpt-5.5',
          usageDetails: { input: 3, output: 5 },
          totalCost: 0.25,
          input: '[{"role":"user","content":"hi"}]',
          output: '{"role":"assistant","content":"ok"}',
          promptVersion: 4,
        },
      ],
    },
  ],
  [
    'a bucket',
    [
      {
        trace_id: 't',
        start_time: '2026-09-23 10:00:00.000',
        id: 'a',
        type: 'AGENT',
        name: 'desk',
        input: '{"q":1}',
      },
      {
        trace_id: 't',
        start_time: '2026-09-23 10:00:00.500',
        id: 'b',
        parent_observation_id: 'a',
        type: 'GENERATION',
        name: 'chat',
        provided_model_name: 'gpt-5.5',
        usage_details: { input: 3, output: 5 },
        total_cost: 0.25,
        input: '[{"role":"user","content":"hi"}]',
        output: '{"role":"assistant","content":"ok"}',
        prompt_version: 4,
      },
    ],
  ],
])('reads observations of Langfuse as %s gives them', async (_, json) => {
  const { run, calls, facts } = await told(json);
  expect(run).toMatchObject({ agent_name: 'desk', model: 'gpt-5.5', prompt_version: '4' });
  expect(calls).toMatchObject([
    { kind: 'model_call', request: { name: 'gpt-5.5', arguments: [{ role: 'user', content: 'hi' }] } },
  ]);
  expect(facts).toMatchObject({ usage: { input_tokens: 3, output_tokens: 5 }, cost_usd: 0.25 });
});

it('reads what failed in Langfuse', async () => {
  const { run, calls } = await told({
    id: 't',
    name: 'desk',
    input: 'hi',
    observations: [
      {
        ...observed,
        id: 'c',
        type: 'TOOL',
        name: 'charge',
        input: { cents: 5 },
        level: 'ERROR',
        statusMessage: 'no card',
      },
    ],
  });
  expect(run).toMatchObject({ agent_name: 'desk', task_id: 't' });
  expect(calls).toMatchObject([
    { kind: 'tool_call', lane: 'tool:charge' },
    { kind: 'exception', message: 'no card', handled: true },
  ]);
});

it.each([[{ hello: 1 }], [[]], [{ runs: [] }], [[{ type: 'SPAN' }]]])(
  'takes %j for no traces',
  async (json) => {
    await expect(importOtlp(store, json)).rejects.toMatchObject({ code: 'FILE_INVALID' });
  },
);
