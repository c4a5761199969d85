import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Interaction } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INTERACTION_CHANNEL, type PublishedInteraction } from './interaction-channel.ts';
import { openCassette } from './open-cassette.ts';
import type { Cassette } from './cassette-options.ts';
import type { OpenCall } from './open-calls.ts';
import { tool } from './tool.ts';

let folder: string;
let cassette: Cassette | undefined;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'tool-'))));
afterEach(async () => {
  await cassette?.close();
  cassette = undefined;
  await rm(folder, { recursive: true });
});

const search = (fn: (query: string) => unknown) => tool('search', fn, { effect: 'read' });

it('runs without a tape, and publishes the call', async () => {
  const seen: PublishedInteraction[] = [];
  const listener = (message: unknown) => seen.push(message as PublishedInteraction);
  subscribe(INTERACTION_CHANNEL, listener);
  expect(await search((query) => [query])('cats')).toEqual(['cats']);
  unsubscribe(INTERACTION_CHANNEL, listener);
  expect(seen).toMatchObject([
    {
      source: 'live',
      interaction: {
        kind: 'tool',
        effect: 'read',
        request: { name: 'search', arguments: 'cats' },
        response: { result: ['cats'] },
      },
    },
  ]);
});

it('records what it and HTTP did, and replays both without running or asking again', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"n":1}\n\n');
      setImmediate(() => response.end('data: [DONE]\n\n'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
  const agent = async (found: (query: string) => unknown) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ stream: true }) });
    const failed = await search(() => {
      throw Object.assign(new RangeError('too many'), { code: 'E2BIG' });
    })('dogs').catch((error: Error & { code: string }) => `${error.name} ${error.code} ${error.message}`);
    return [await response.text(), await search(found)('cats'), failed];
  };

  cassette = await openCassette({ path: folder, mode: 'record' });
  const live = await agent((query) => ({ query, at: new Date(0) }));
  await cassette.close();
  await new Promise((resolve) => server.close(resolve));
  const written = await readFile(join(folder, 'tool_cassettes.json'), 'utf8');

  cassette = await openCassette({ path: folder });
  const replayed = await agent(() => expect.unreachable('the tool ran'));
  const ledger = await cassette.close();
  cassette = undefined;
  expect(replayed).toEqual(live);
  expect(live[2]).toBe('RangeError E2BIG too many');
  expect(asked).toBe(1);
  expect(ledger).toMatchObject({ served: ['0001', '0002', '0003'], unused: [], misses: [], blocked: [] });
  expect(JSON.parse(written)).toMatchObject({
    interactions: [{ id: '0001', kind: 'http' }, { kind: 'tool' }, { kind: 'tool' }],
  });
});

it('refuses a call that is not on the tape, and the ledger keeps a swallowed one', async () => {
  cassette = await openCassette({ path: 'memory', interactions: [] });
  await search(() => expect.unreachable('the tool ran'))('cats').catch(() => undefined);
  expect(cassette.ledger().misses).toMatchObject([
    { call: 'search("cats")', cause: 'new-call', effect: 'read' },
  ]);
});

it('refuses a second tape in one process', async () => {
  cassette = await openCassette({ path: 'memory', interactions: [] });
  await expect(openCassette({ path: 'memory', interactions: [] })).rejects.toMatchObject({
    code: 'CASSETTE_BUSY',
  });
});

it('names a corrupt tape as that, and lets nothing out', async () => {
  await expect(openCassette({ path: join(folder, 'missing.json') })).rejects.toMatchObject({
    code: 'CASSETTE_CORRUPT',
  });
});

it('records an error whose text was cut within a character as one that can be read', async () => {
  const failing = () => tool('cut', () => Promise.reject(new TypeError('half \ud83d')))();
  const recorder = await openCassette({ path: folder, mode: 'record' });
  await expect(failing()).rejects.toThrow('half \ud83d');
  await recorder.close();
  cassette = await openCassette({ path: folder });
  await expect(failing()).rejects.toThrow(new TypeError('half \ufffd'));
});

it('gives on what a tool threw, and records it, whatever that is', async () => {
  const told: PublishedInteraction[] = [];
  const onEnded = (message: unknown) => told.push(message as PublishedInteraction);
  const thrown = Object.assign(new Error('GraphQL failed'), { errors: [Object.create(null)] });
  subscribe(INTERACTION_CHANNEL, onEnded);
  const given = await tool('query', () => Promise.reject(thrown))().catch((error: unknown) => error);
  unsubscribe(INTERACTION_CHANNEL, onEnded);
  expect(given).toBe(thrown);
  expect(told).toMatchObject([{ interaction: { error: { message: 'GraphQL failed' } } }]);
});

it.each([
  ['an async generator', () => letters(), ['a', 'b']],
  [
    'a generator',
    () => {
      const [first, second] = ['a', 'b'];
      return (function* () {
        yield first;
        yield second;
      })();
    },
    ['a', 'b'],
  ],
  ['a stream', () => ReadableStream.from(['a', 'b']), ['a', 'b']],
])('records what %s yields, and yields it again', async (_, make, items) => {
  const read = async (fn: () => unknown): Promise<unknown[]> => {
    const found: unknown[] = [];
    const yielding = await tool('letters', fn, { effect: 'read' })();
    for await (const item of yielding as AsyncIterable<unknown>) found.push(item);
    return found;
  };
  cassette = await openCassette({ path: folder, mode: 'record' });
  expect(await read(make)).toEqual(items);
  await cassette.close();
  cassette = await openCassette({ path: folder });
  expect(await read(() => expect.unreachable('the tool ran'))).toEqual(items);
  expect(cassette.ledger().misses).toEqual([]);
});

it('records of what nobody reads to its end what was read, and what it threw', async () => {
  const agent = async (fn: () => AsyncGenerator<string>) => {
    const call = tool('letters', fn, { effect: 'read' });
    const found: unknown[] = [];
    for await (const item of await call()) {
      found.push(item);
      break;
    }
    try {
      for await (const item of await call()) found.push(item);
    } catch (error) {
      found.push((error as Error).message);
    }
    return found;
  };
  const cut = async function* () {
    yield* letters();
    throw new RangeError('no more');
  };
  const found = ['a', 'a', 'b', 'no more'];
  cassette = await openCassette({ path: folder, mode: 'record' });
  expect(await agent(cut)).toEqual(found);
  await cassette.close();
  cassette = await openCassette({ path: folder });
  expect(await agent(() => expect.unreachable('the tool ran'))).toEqual(found);
});

it('keeps what it is a method of', async () => {
  const desk = {
    orders: 7,
    count: tool('count', async function (this: { orders: number }) {
      return this.orders;
    }),
  };
  expect(await desk.count()).toBe(7);
});

it('keeps of a call that has not ended when its run does what it yielded, and hangs there again', async () => {
  const told: Interaction[] = [];
  const onOpened = (message: unknown) => calls.push(message as OpenCall);
  const calls: OpenCall[] = [];
  subscribe('agent-replay:call-opened', onOpened);
  const never = new Promise<never>(() => undefined);
  const watch = tool('watch', async () =>
    (async function* () {
      yield 'a';
      yield await never;
    })(),
  );
  const wait = tool('wait', () => never);
  void wait();
  const given = await watch();
  expect(await given.next()).toEqual({ value: 'a', done: false });
  void given.next();
  unsubscribe('agent-replay:call-opened', onOpened);
  for (const { soFar } of calls)
    told.push(soFar({ name: 'Error', message: 'unanswered', by: 'run' }) as Interaction);
  expect(told).toMatchObject([
    { request: { name: 'wait' }, error: { by: 'run' } },
    {
      request: { name: 'watch' },
      error: { by: 'run' },
      response: { result: { $yielded: { items: ['a'] } } },
    },
  ]);
  cassette = await openCassette({
    path: folder,
    interactions: told.map((each, index) => ({ ...each, id: `i${index}` })),
  });
  const again = await tool('watch', () => expect.unreachable('the tool ran'))();
  expect(await (again as AsyncGenerator).next()).toEqual({ value: 'a', done: false });
  const pending = [(again as AsyncGenerator).next(), wait()];
  expect(await Promise.race([...pending, nextTurn('nothing')])).toBe('nothing');
});

it('tells how a call ends that a run was over before, and to whom that is no news', async () => {
  const told: PublishedInteraction[] = [];
  const onEnded = (message: unknown) => told.push(message as PublishedInteraction);
  const run = {};
  const onOpened = (message: unknown) => (message as OpenCall).keptBy.add(run);
  subscribe(INTERACTION_CHANNEL, onEnded);
  subscribe('agent-replay:call-opened', onOpened);
  await tool('late', async () => 1)();
  unsubscribe('agent-replay:call-opened', onOpened);
  unsubscribe(INTERACTION_CHANNEL, onEnded);
  expect(told).toMatchObject([{ interaction: { response: { result: 1 } }, keptBy: new Set([run]) }]);
});

it.each([
  [{ efect: 'read' }, /there is no key "efect"\.\n.*\n {2}fix {4}write effect$/],
  [{ effect: 'reads' }, /"reads" is no effect\.\n {2}fix {2}name one of none, read, write/],
])('wraps no tool with %j', (options, message) => {
  expect(() => tool('search', async () => 1, options as never)).toThrow(message);
});

async function* letters(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}
