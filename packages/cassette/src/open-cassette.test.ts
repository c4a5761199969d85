import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, get, type Server, type RequestListener } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction, Json } from '@agent-replay/contracts';
import { setupServer } from 'msw/node';
import { Pool, request as undiciRequest } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCassette } from './open-cassette.ts';
import { tool } from './tool.ts';

let server: Server;
let origin: string;
let hits: string[];
let answer: RequestListener;
let folder: string;
beforeEach(async () => {
  hits = [];
  answer = (_, response) => response.end('live');
  server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'cassette-'));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const recorded = (path: string, text: string): Interaction => ({
  id: path,
  lane: `GET ${origin}${path}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: `${origin}${path}`, headers: [] },
  response: { status: 200, headers: [['content-type', 'application/json']], body: { text } },
});

const recordedTool = (name: string, result: Json): Interaction => ({
  id: name,
  lane: `tool:${name}`,
  kind: 'tool',
  effect: 'read',
  request: { name, arguments: [] },
  response: { result },
});

const throughHttp = (url: string, agent?: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, agent === undefined ? {} : { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });

describe.each(['msw', 'nock'] as const)('many cassettes at once through %s', (interceptor) => {
  it('answer each its own calls, whichever client, pool or pipeline they go through', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    const pool = new Pool(origin, { connections: 2 });
    const pipelined = new Pool(origin, { connections: 1, pipelining: 10 });
    const captured = fetch;
    await (await captured(origin)).text();
    hits = [];
    const connect = Reflect.get(Socket.prototype, 'connect') as unknown;
    const clients: ((path: string) => Promise<string>)[] = [
      async (path) => (await fetch(origin + path)).text(),
      async (path) => (await captured(origin + path)).text(),
      (path) => throughHttp(origin + path),
      (path) => throughHttp(origin + path, agent),
      async (path) => (await undiciRequest(origin + path)).body.text(),
      async (path) => (await pool.request({ path, method: 'GET' })).body.text(),
      async (path) => (await pipelined.request({ path, method: 'GET' })).body.text(),
    ];
    const cassettes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        openCassette({
          path: `memory ${index}`,
          interceptor,
          scope: 'async',
          interactions: clients.map((__, client) => recorded(`/${client}`, `${index}`)),
        }),
      ),
    );
    const answers = await Promise.all(
      cassettes.map((cassette) =>
        cassette.run(() => Promise.all(clients.map((client, index) => client(`/${index}`)))),
      ),
    );
    expect(answers).toEqual(cassettes.map((_, index) => clients.map(() => String(index))));
    await Promise.all([pool.destroy(), pipelined.destroy()]);
    agent.destroy();
    for (const cassette of cassettes)
      expect(await cassette.close()).toMatchObject({ unused: [], misses: [] });
    expect(hits).toEqual([]);
    expect(Reflect.get(Socket.prototype, 'connect')).toBe(connect);
  });

  it('tag each request once, and give the clients back as they were', async () => {
    const at = Symbol.for('undici.globalDispatcher.1');
    await (await fetch(origin)).text();
    const classOf = () => {
      let each: object | null = Reflect.get(globalThis, at) as object;
      while (each !== null && !Object.hasOwn(each, 'dispatch')) each = Object.getPrototypeOf(each) as object;
      return each as { dispatch: unknown };
    };
    const { dispatch } = classOf();
    const cassette = await openCassette({
      path: 'memory',
      interceptor,
      scope: 'async',
      interactions: Array.from({ length: 40 }, () => recorded('/a', 'a')),
    });
    const tagged = classOf().dispatch;
    expect(tagged).not.toBe(dispatch);
    await cassette.run(async () => {
      for (let call = 0; call < 40; call += 1) await (await undiciRequest(`${origin}/a`)).body.text();
    });
    expect(classOf().dispatch).toBe(tagged);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
    expect(classOf().dispatch).toBe(dispatch);
  });

  it('refuse a call of which it cannot be told whose it is, and tell both', async () => {
    const options = { interceptor, scope: 'async', interactions: [recorded('/a', 'a')] } as const;
    const one = await openCassette({ ...options, path: 'one' });
    const two = await openCassette({ ...options, path: 'two' });
    await expect(fetch(`${origin}/a`)).rejects.toMatchObject({ cause: { code: 'BLOCKED' } });
    await expect(throughHttp(`${origin}/a`)).rejects.toMatchObject({ code: 'BLOCKED' });
    await expect(tool('t', () => expect.unreachable())()).rejects.toMatchObject({ code: 'BLOCKED' });
    for (const cassette of [one, two]) expect((await cassette.close()).blocked).toHaveLength(3);
    expect(hits).toEqual([]);
  });
});

it('refuses a second cassette of the whole process', async () => {
  const cassette = await openCassette({ path: 'one', interactions: [] });
  await expect(openCassette({ path: 'two', interactions: [] })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to open the cassette "two": another one is open in this process.
      fix  close the other one first, or open both with scope: "async" and call within cassette.run()]
  `);
  await cassette.close();
});

it('can be opened after one that could not', async () => {
  await expect(openCassette({ path: join(folder, 'none') })).rejects.toMatchObject({
    code: 'CASSETTE_CORRUPT',
  });
  await expect(openCassette({ path: 'x', interactions: [], match: { ignore: ['x'] } })).rejects.toMatchObject(
    { code: 'OPTION_INVALID' },
  );
  await (await openCassette({ path: 'x', interactions: [] })).close();
});

it('does not let connections out that were open before', async () => {
  expect(await throughHttp(`${origin}/warm`)).toBe('live');
  const captured = fetch;
  expect(await (await captured(`${origin}/warm`)).text()).toBe('live');
  const cassette = await openCassette({ path: 'x', interactions: [] });
  await expect(throughHttp(`${origin}/cold`)).rejects.toMatchObject({ code: 'MISS' });
  await expect(captured(`${origin}/cold`)).rejects.toMatchObject({ cause: { code: 'MISS' } });
  await cassette.close();
  expect(hits).toEqual(['GET /warm', 'GET /warm']);
});

it('gives everything back when mocks of a user came and went while it was open', async () => {
  const entrances = () => [fetch, Reflect.get(Socket.prototype, 'connect')];
  const before = entrances();
  const captured = fetch;
  const cassette = await openCassette({ path: 'x', interactions: [recorded('/a', 'a')] });
  const mocks = setupServer();
  mocks.listen({ onUnhandledFrame: 'bypass' });
  expect(await (await captured(`${origin}/a`)).text()).toBe('a');
  mocks.close();
  await cassette.close();
  expect(entrances()).toEqual(before);
  expect(entrances().every((each, index) => each === before[index])).toBe(true);
  expect(hits).toEqual([]);
});

describe('mode live', () => {
  it('asks again what is declared read-only, compares shapes, and rewrites nothing', async () => {
    answer = (_, response) => response.end('{"name":"b","price":"12"}');
    const cassette = await openCassette({
      path: 'x',
      mode: 'live',
      readOnly: [`${origin}/catalog`],
      interactions: [recorded('/catalog', '{"name":"a","price":12}'), recorded('/other', '"taped"')],
    });
    expect(await (await fetch(`${origin}/catalog`)).json()).toEqual({ name: 'b', price: '12' });
    expect(await (await fetch(`${origin}/other`)).json()).toBe('taped');
    const { drift, misses, unused } = await cassette.close();
    expect(drift).toEqual([
      {
        interaction: '/catalog',
        part: 'response',
        differences: [{ code: 'shape', path: '/body/price', expected: '"number"', received: '"string"' }],
        received: { status: 200, body: { name: 'b', price: '12' } },
      },
    ]);
    expect([misses, unused]).toEqual([[], []]);
    expect(hits).toEqual(['GET /catalog']);
  });

  it('tells of values that are others now, but of none that is left out or was redacted', async () => {
    answer = (_, response) => response.end('{"price":14,"at":"now","key":"sk-other","list":[1,3]}');
    const cassette = await openCassette({
      path: 'x',
      mode: 'live',
      readOnly: [`${origin}/catalog`, 'poll', 'same'],
      match: { ignore: ['/at'] },
      interactions: [
        recorded('/catalog', '{"price":12,"at":"then","key":"[REDACTED:key:1f2e3d4c]","list":[1,2]}'),
        recordedTool('poll', { state: 'pending', polls: 1 }),
        recordedTool('same', { state: 'pending' }),
      ],
    });
    await (await fetch(`${origin}/catalog`)).text();
    await tool('poll', () => ({ state: 'pending', polls: 4 }), { effect: 'read' })();
    await tool('same', () => ({ state: 'pending' }), { effect: 'read' })();
    const { drift } = await cassette.close();
    expect(drift.toSorted((one, other) => one.interaction.localeCompare(other.interaction))).toMatchObject([
      {
        interaction: '/catalog',
        differences: [
          { code: 'value', path: '/body/price', expected: '12', received: '14' },
          { code: 'value', path: '/body/list/1', expected: '2', received: '3' },
        ],
      },
      { interaction: 'poll', differences: [{ code: 'value', path: '/polls', expected: '1', received: '4' }] },
    ]);
  });

  it('asks what is declared read-only again with calls that read, and with no others', async () => {
    const post = (path: string, effect: 'read' | 'write'): Interaction => ({
      ...recorded(path, '"taped"'),
      effect,
      request: { method: 'POST', url: `${origin}${path}`, headers: [], body: { text: 'x' } },
    });
    const cassette = await openCassette({
      path: 'x',
      mode: 'live',
      readOnly: [origin],
      effects: [{ path: '/search', effect: 'read' }],
      interactions: [post('/orders', 'write'), post('/search', 'read')],
    });
    const ask = async (path: string, method: string) =>
      (await fetch(`${origin}${path}`, { method, body: 'x' })).text();
    expect(await ask('/orders', 'POST')).toBe('"taped"');
    expect(await ask('/search', 'POST')).toBe('live');
    await expect(ask('/orders', 'DELETE')).rejects.toMatchObject({ cause: { code: 'MISS' } });
    await cassette.close();
    expect(hits).toEqual(['POST /search']);
  });

  it('takes the beginning of a URL for no other host', async () => {
    const cassette = await openCassette({
      path: 'x',
      mode: 'live',
      readOnly: ['http://127.0.0.1'],
      interactions: [recorded('/catalog', '"taped"')],
    });
    expect(await (await fetch(`${origin}/catalog`)).json()).toBe('taped');
    await cassette.close();
    expect(hits).toEqual([]);
  });

  it('lets an unrecorded GET out, and no POST', async () => {
    const cassette = await openCassette({ path: 'x', mode: 'live', interactions: [] });
    expect(await (await fetch(`${origin}/new`)).text()).toBe('live');
    await expect(fetch(`${origin}/new`, { method: 'POST', body: 'x' })).rejects.toMatchObject({
      cause: { code: 'MISS' },
    });
    expect((await cassette.close()).misses).toHaveLength(1);
    expect(hits).toEqual(['GET /new']);
  });

  it('tells of a recorded answer that cannot be read, and keeps the error from who asked', async () => {
    const gone = recorded('/catalog', '');
    const blob = { blob: 'a'.repeat(64), bytes: 1 };
    const cassette = await openCassette({
      path: 'x',
      mode: 'live',
      readOnly: [origin],
      interactions: [{ ...gone, response: { status: 200, headers: [], body: blob } }],
    });
    expect(await (await fetch(`${origin}/catalog`)).text()).toBe('live');
    expect((await cassette.close()).drift).toMatchObject([
      {
        differences: [
          { code: 'cassette_corrupt', path: '/body', received: expect.stringContaining('Failed') },
        ],
      },
    ]);
  });

  it('lets nothing out while a part of the tape cannot be read', async () => {
    const sound = recorded('/catalog', '"taped"');
    const tape = Object.assign([sound, sound], {
      at(index: number) {
        if (index === 0) return sound;
        throw new Error('damaged');
      },
      peek: () => sound,
    });
    const cassette = await openCassette({ path: 'x', mode: 'live', interactions: tape });
    expect(await (await fetch(`${origin}/catalog`)).json()).toBe('taped');
    await expect(fetch(`${origin}/new`)).rejects.toMatchObject({ cause: { code: 'MISS' } });
    await cassette.close();
    expect(hits).toEqual([]);
  });

  it('runs unrecorded tools that only read, and no others', async () => {
    const cassette = await openCassette({ path: 'x', mode: 'live', interactions: [] });
    expect(await tool('look', () => 'seen', { effect: 'read' })()).toBe('seen');
    await expect(tool('pay', () => expect.unreachable(), { effect: 'money' })()).rejects.toMatchObject({
      code: 'MISS',
    });
    await cassette.close();
  });
});
