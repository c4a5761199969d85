import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Interaction, laneOf, type ToolCassettes } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INTERACTION_CHANNEL, type PublishedInteraction } from './interaction-channel.ts';
import { openCassette } from './open-cassette.ts';
import type { Cassette } from './cassette-options.ts';
import { numberInteractions, startTap } from './index.ts';
import { callThroughTape, tool } from './tool.ts';

let folder: string;
let server: Server;
let origin: string;
let cassette: Cassette | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'within-'));
  server = createServer((request, response) => void response.end(request.url));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await cassette?.close();
  cassette = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const byFetch = async (path: string): Promise<string> => (await fetch(origin + path)).text();
const byHttp = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(origin + path, (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject);
  });

const lookUp = tool('look_up', byFetch, { effect: 'read' });
const plan = tool('plan', async (path: string) => [await lookUp(path), await byHttp(`${path}/own`)], {
  effect: 'read',
});
const search = (path: string): Promise<string> =>
  callThroughTape({ kind: 'mcp', server: 'docs', name: 'search', arguments: path, effect: 'read' }, () =>
    byFetch(path),
  );

/** Each call on the tape by what it says, and the call that it was made within. */
function tree(interactions: readonly Interaction[]): Record<string, string | null> {
  const labelOf = (call: Interaction): string =>
    'name' in call.request
      ? `${laneOf(call)} ${JSON.stringify(call.request.arguments)}`
      : new URL(call.request.url).pathname;
  const labels = new Map(interactions.map((each) => [each.id, labelOf(each)]));
  return Object.fromEntries(
    interactions.map((each) => [
      labelOf(each),
      each.within === undefined ? null : (labels.get(each.within) ?? 'nowhere'),
    ]),
  );
}

const agent = async (): Promise<unknown> => [
  await Promise.all([lookUp('/a'), plan('/b'), lookUp('/c'), search('/d')]),
  await byFetch('/direct'),
];

const TREE = {
  'tool:look_up "/a"': null,
  '/a': 'tool:look_up "/a"',
  'tool:plan "/b"': null,
  'tool:look_up "/b"': 'tool:plan "/b"',
  '/b': 'tool:look_up "/b"',
  '/b/own': 'tool:plan "/b"',
  'tool:look_up "/c"': null,
  '/c': 'tool:look_up "/c"',
  'mcp:docs/search "/d"': null,
  '/d': 'mcp:docs/search "/d"',
  '/direct': null,
};

async function record(run: () => Promise<unknown>): Promise<Interaction[]> {
  cassette = await openCassette({ path: folder, mode: 'record' });
  await run();
  await cassette.close();
  cassette = undefined;
  return (JSON.parse(await readFile(join(folder, 'tool_cassettes.json'), 'utf8')) as ToolCassettes)
    .interactions;
}

it('records what a tool did as within its call, nested and in parallel', async () => {
  expect(tree(await record(agent))).toEqual(TREE);
});

it('publishes the same of a live process, for whoever captures it', async () => {
  const seen: Interaction[] = [];
  const listener = (message: unknown) => seen.push((message as PublishedInteraction).interaction);
  subscribe(INTERACTION_CHANNEL, listener);
  const stop = startTap();
  await agent();
  await stop();
  unsubscribe(INTERACTION_CHANNEL, listener);
  expect(tree(numberInteractions(seen))).toEqual(TREE);
});

it('does not call unused what a tool did whose call was answered, and calls unused the rest', async () => {
  const tape = await record(agent);
  cassette = await openCassette({ path: folder });
  await agent();
  expect(await cassette.close()).toMatchObject({ unused: [], misses: [], blocked: [] });

  cassette = await openCassette({ path: folder });
  await plan('/b');
  await lookUp('/c');
  const { unused } = await cassette.close();
  cassette = undefined;
  expect(tree(tape.filter(({ id }) => unused.includes(id)))).toEqual({
    'tool:look_up "/a"': null,
    '/a': 'tool:look_up "/a"',
    'mcp:docs/search "/d"': null,
    '/d': 'mcp:docs/search "/d"',
    '/direct': null,
  });
});

it('keeps what a tool did for one that is a tool no more', async () => {
  await record(() => lookUp('/a'));
  cassette = await openCassette({ path: folder });
  expect(await byFetch('/a')).toBe('/a');
  expect(await cassette.close()).toMatchObject({ served: ['0002'], unused: ['0001'], misses: [] });
  cassette = undefined;
});

it('answers what an agent asks for itself with what it was told, not with what a tool was told', async () => {
  let count = 0;
  server
    .removeAllListeners('request')
    .on('request', (_, response) => void response.end(String((count += 1))));
  const work = async () => [await lookUp('/count'), await byFetch('/count'), await byFetch('/count')];
  const tape = await record(work);
  for (const order of ['content', 'lane'] as const) {
    cassette = await openCassette({ path: folder, match: { order } });
    expect(await work()).toEqual(['1', '2', '3']);
    expect(await cassette.close()).toMatchObject({ unused: [], misses: [] });
  }
  cassette = undefined;
  expect(tape).toHaveLength(4);
});

it('leaves out what was within a tool that had not ended, and is not misled by calls within each other', async () => {
  const late = Promise.withResolvers<string>();
  const hanging = tool('hanging', async () => [await byFetch('/a'), await late.promise]);
  let ends: Promise<unknown> = Promise.resolve();
  const tape = await record(async () => {
    const done = new Promise<void>((resolve) => {
      server.prependOnceListener('request', (_, response) => response.once('close', resolve));
    });
    ends = hanging().catch(() => undefined);
    await done;
  });
  late.resolve('too late');
  await ends;
  expect(tree(tape)).toEqual({ '/a': null });

  const [call] = tape as [Interaction];
  cassette = await openCassette({
    path: 'memory',
    interactions: [
      { ...call, id: '1', within: '2' },
      { ...call, id: '2', within: '1' },
      { ...call, id: '3', within: 'none' },
    ],
  });
  expect(cassette.ledger().unused).toEqual(['1', '2', '3']);
});
