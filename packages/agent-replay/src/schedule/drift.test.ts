import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openStore } from '@agent-replay/runs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../agent/define-agent.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { gate } from '../gate/run-gate.ts';
import { monitorTiers } from '../monitor/monitor-tiers.ts';
import { credentialProbe, fileProbe, queueProbe, responseProbe } from '../probe/ready-made.ts';
import { addProvenFixture, createProject, type Project } from '../project.suite.ts';
import { replay } from '../replay/replay.ts';
import { replayRow } from '../runner/row-of-result.ts';
import { runScheduler } from './run-scheduler.ts';

vi.setConfig({ testTimeout: 120_000 });

const T0 = Date.parse('2026-11-24T00:00:00.000Z');
const MINUTE = 60_000;
const MODEL_URL = 'https://models.example/v1/chat';

/** What the agent asks its model with: each of these may drift without a word. */
interface Asked {
  model: string;
  system: string;
  tools: { name: string; parameters: object }[];
}

const ASKED: Asked = {
  model: 'model-1',
  system: 'Refund with care.',
  tools: [{ name: 'refund', parameters: { type: 'object', required: ['order'] } }],
};

const bodyOf = ({ model, system, tools }: Asked) => ({
  model,
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: 'Refund order 7.' },
  ],
  tools,
});

/** The world around the agents, as it is before anything drifts. */
interface World {
  asked: Asked;
  token: { end: number };
  waiting: string[];
  file: string;
  /** What the price service answers. */
  price: object;
  url: string;
}

function agents(world: World): Config['agents'] {
  const asking = defineAgent({
    name: 'asking',
    model: 'm',
    promptVersion: '1',
    async run(_, context) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(bodyOf(world.asked));
      const response = await fetch(MODEL_URL, { method: 'POST', headers, body });
      await context.recordArtifact({ kind: 'message_id', uri: await response.text(), probe: () => true });
      return { done: true };
    },
  });
  const bystander = defineAgent({
    name: 'bystander',
    model: 'm',
    promptVersion: '1',
    async run(_, context) {
      await context.recordArtifact({ kind: 'message_id', uri: 'mail:1', probe: () => true });
      return { done: true };
    },
  });
  return { asking, bystander };
}

function probes(world: World, now: () => number): NonNullable<Config['monitor']['probes']> {
  const common = { agents: ['asking'] };
  const Price = z.object({ amount: z.number(), currency: z.string() });
  return [
    credentialProbe({
      ...common,
      name: 'mail token',
      token: () => jwt(world.token.end),
      now,
    }),
    queueProbe({ ...common, name: 'jobs', depth: () => world.waiting.length, max: 100 }),
    fileProbe({ ...common, name: 'policy', path: world.file }),
    responseProbe({
      ...common,
      name: 'prices',
      schema: Price,
      fetch: async (signal) => (await fetch(world.url, { signal })).json(),
    }),
  ];
}

const jwt = (end: number) =>
  `e30.${Buffer.from(JSON.stringify({ exp: end / 1000 })).toString('base64url')}.signature`;

async function openWorld(project: Project): Promise<World> {
  const file = join(project.root, 'policy.md');
  writeFileSync(file, 'Refund with care.');
  const made: World = {
    asked: structuredClone(ASKED),
    token: { end: T0 + 90 * MINUTE },
    waiting: [],
    file,
    price: { amount: 7, currency: 'EUR' },
    url: '',
  };
  const server = createServer((_, response) => response.end(JSON.stringify(made.price)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return made;
}

test.each<[source: string, drift: (world: World) => void, state: string, reason: RegExp]>([
  [
    'the prompt',
    ({ asked }) => (asked.system = 'Refund at once.'),
    'failing',
    /prompt_changed: \/messages\/0\/content was "Refund with care\.", is now "Refund at once\."/,
  ],
  [
    'the model route',
    ({ asked }) => (asked.model = 'model-2'),
    'failing',
    /model_changed: \/model was "model-1", is now "model-2"/,
  ],
  [
    'a tool’s schema',
    ({ asked }) =>
      (asked.tools = [{ name: 'refund', parameters: { type: 'object', required: ['order_id'] } }]),
    'failing',
    /tool_schema_changed: \/tools\/0\/parameters\/required\/0 was "order", is now "order_id"/,
  ],
  [
    'a credential that expires',
    ({ token }) => (token.end = T0 + 20 * MINUTE),
    'stale',
    /^credential_expired: mail token: it expired 2026-11-24T00:20:00\.000Z$/,
  ],
  [
    'a queue that backs up',
    ({ waiting }) => waiting.push(...Array<string>(101).fill('job')),
    'stale',
    /^queue_backlog: jobs: 101 wait, at most 100 may$/,
  ],
  [
    'a file that moves',
    ({ file }) => renameSync(file, `${file}.old`),
    'stale',
    /^file_moved: policy: .*policy\.md cannot be read: ENOENT$/,
  ],
  [
    'another form of an answer',
    (the) => (the.price = { amount: '7.00 EUR' }),
    'stale',
    /^response_format_changed: prices: \/amount should be .*number/,
  ],
])(
  '%s turns the fixture that it concerns within one interval, and no other',
  async (_, drift, state, reason) => {
    const project = createProject();
    const headers = [['content-type', 'application/json']];
    const call = {
      id: '1',
      lane: `POST ${MODEL_URL}`,
      kind: 'http',
      effect: 'read',
      request: { method: 'POST', url: MODEL_URL, headers, body: { json: bodyOf(ASKED) } },
      response: { status: 200, headers, body: { json: { answer: 'refunded' } } },
    };
    const notes = { tier: 'critical' };
    addProvenFixture(project, 'asking', { interactions: [call], notes });
    addProvenFixture(project, 'bystander', { notes });
    const store = await openStore(join(project.root, '.agent-replay/runs.db'));
    onTestFinished(() => store.close());
    const around = await openWorld(project);
    const stop = new AbortController();
    let time = T0;
    const base = await loadConfig(project.root);
    const config: Config = {
      ...base,
      agents: agents(around),
      monitor: { alerts: [{ file: 'alerts.ndjson' }], probes: probes(around, () => time) },
    };
    const seen: string[] = [];
    await runScheduler({
      store,
      tiers: { critical: 900 },
      signal: stop.signal,
      now: () => time,
      // What runs ends before the clock goes on; at 0:20 something drifts.
      async sleep(ms) {
        await vi.waitUntil(() => seen.length > (time - T0) / (15 * MINUTE), { timeout: 60_000, interval: 5 });
        if (time < T0 + 20 * MINUTE && time + ms >= T0 + 20 * MINUTE) drift(around);
        time += ms;
        if (time > T0 + 31 * MINUTE) stop.abort();
      },
      async tick(tier) {
        const artifact = await monitorTiers({
          config,
          mode: 'cassette',
          tiers: [tier],
          store,
          now: () => time,
          replay: async ({ dir }) => replayRow(await replay(dir, { config, store, codeVersion: 'x' })),
        });
        const { healthy } = await gate(config, time);
        const rows = artifact.fixtures.map((row) =>
          `${row.fixture_id} ${row.state} ${row.reason ?? ''}`.trim(),
        );
        seen.push(`${(time - T0) / MINUTE} ${healthy ? 'healthy' : 'refused'}; ${rows.join('; ')}`);
      },
    });
    expect(seen.slice(0, 2)).toEqual([
      '0 healthy; asking passing; bystander passing',
      '15 healthy; asking passing; bystander passing',
    ]);
    const [, after = ''] = /^30 refused; asking (.*); bystander passing$/.exec(seen[2] ?? '') ?? [];
    expect(after.split(' ', 1), seen[2]).toEqual([state]);
    expect(state === 'stale' ? after.slice('stale '.length) : after).toMatch(reason);
    const told = project.read('alerts.ndjson').trim().split('\n');
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      kind: 'alert',
      text: expect.stringContaining(`fixture suite/asking is ${state}: `),
    });
  },
);
