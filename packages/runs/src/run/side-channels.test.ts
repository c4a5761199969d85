import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { envelope } from '../store/envelope.suite.ts';
import type { SideChannel } from './side-channels.ts';
import { withRun } from './with-run.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-side-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const tell = (told: SideChannel) => channel('agent-replay:side-channel').publish(told);

it('names each channel once, local ones apart, without what was recorded after all and without secrets', async () => {
  const web = { recorded: false };
  const { record } = await withRun(store, envelope(), async () => {
    tell({ channel: 'udp' });
    tell({ channel: 'udp' });
    tell({ channel: 'tcp:web:443', isRecorded: () => web.recorded });
    for (let at = 0; at < 2; at += 1) tell({ channel: 'tcp:db:5432', isRecorded: () => false });
    tell({ channel: 'spawn:node', isLocal: true });
    tell({ channel: 'unix:/run/sk-ant-api03-Zx8Kq2Lm9Pw4Rt7Yv1Bn5Cd3Fg6Hj0QsWeXzAaBbCcDdEe/x' });
    tell({ channel: `dns:${'a'.repeat(500)}` });
    web.recorded = true;
    return { contract: { output: { type: 'object' } }, output: {} };
  });
  const manifest = (await store.getFacts(record.run_id))?.capture;
  expect(manifest).toMatchObject({ captured: [], denied: [], local: ['spawn:node'] });
  expect(manifest?.unknown).toEqual([
    'udp',
    expect.stringMatching(/^unix:\/run\/(?!sk-ant)/),
    `dns:${'a'.repeat(196)}`,
    'tcp:db:5432',
  ]);
});

it('cuts a long name where a part of it ends, as no rule knows half a secret', async () => {
  const { record } = await withRun(store, envelope(), async () => {
    tell({
      channel: `unix:/run/${'a'.repeat(178)}/sk-ant-api03-Zx8Kq2Lm9Pw4Rt7Yv1Bn5Cd3Fg6Hj0QsWeXzAaBbCcDdEe`,
    });
    return { contract: { output: { type: 'object' } }, output: {} };
  });
  const facts = await store.getFacts(record.run_id);
  expect(facts?.capture.unknown).toEqual([`unix:/run/${'a'.repeat(178)}`]);
});

it('names the calls that were made meanwhile in the context of no run', async () => {
  const interaction = (name: string) => ({
    id: '',
    kind: 'tool' as const,
    effect: 'read' as const,
    request: { name, arguments: [] },
    response: { result: 1 },
    timing: { started_ms: 0, duration_ms: 1 },
  });
  const publish = (name: string) =>
    channel('agent-replay:interaction').publish({ interaction: interaction(name), source: 'live' });
  const outside = AsyncLocalStorage.snapshot();
  const { record } = await withRun(store, envelope(), async () => {
    publish('own');
    outside(() => publish('lost'));
    outside(() => publish('lost'));
    return { contract: { output: { type: 'object' } }, output: {} };
  });
  outside(() => publish('after'));
  const facts = await store.getFacts(record.run_id);
  expect(facts?.capture).toEqual({
    captured: ['tool:own'],
    denied: [],
    unknown: [],
    beside: ['tool:lost'],
  });
  expect(facts?.tool_calls).toBe(1);
});

it('names the hosts that were asked while nobody observed, and none that a recorded tool asked', async () => {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async () => {
    await (await fetch(`http://127.0.0.1:${port}/a`)).text();
    await new Promise((resolve) =>
      get(`http://localhost:${port}/b`, (answer) => answer.resume().on('end', resolve)),
    );
  };
  const calls = { context: new AsyncLocalStorage<string>() };
  const unknownOf = async (work: () => Promise<unknown>) => {
    const { record } = await withRun(store, envelope(), async () => void (await work()));
    return (await store.getFacts(record.run_id))?.capture?.unknown;
  };
  expect(await unknownOf(ask)).toEqual([`http:127.0.0.1:${port}`, `http:localhost:${port}`]);
  Object.assign(globalThis, { [Symbol.for('agent-replay.calls')]: calls });
  expect(await unknownOf(() => calls.context.run('call-1', ask))).toEqual([]);
  const observer = (): void => undefined;
  subscribe('agent-replay:observed', observer);
  expect(await unknownOf(ask)).toEqual([]);
  unsubscribe('agent-replay:observed', observer);
  await ask();
});

it('names nothing of a run that used none', async () => {
  const { record } = await withRun(store, envelope(), async () => ({ output: {} }));
  expect((await store.getFacts(record.run_id))?.capture).toEqual({ captured: [], denied: [], unknown: [] });
});
