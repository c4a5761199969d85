import { createServer, get, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Interaction, Timing } from '@agent-replay/contracts';
import * as undici from 'undici';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openCassette } from './open-cassette.ts';
import type { Cassette } from './cassette-options.ts';
import { number as numberInteractions } from './record/open-recorder.ts';
import { tool } from './tool.ts';

let cassette: Cassette | undefined;
afterEach(async () => {
  await cassette?.close();
  cassette = undefined;
});

const ORIGIN = 'http://api.example';

const call = (path: string, started_ms: number, duration_ms: number, more: object = {}): Interaction => ({
  id: `${path} ${started_ms}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: `${ORIGIN}${path}`, headers: [] },
  response: { status: 200, headers: [], body: { text: path } },
  timing: { started_ms, duration_ms },
  ...more,
});

const withFetch = async (path: string): Promise<string> => (await fetch(ORIGIN + path)).text();
const withHttp = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(ORIGIN + path, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });

/** What came, in order. */
async function arrivals(ask: (path: string) => Promise<string>, paths: readonly string[]): Promise<string[]> {
  const came: string[] = [];
  await Promise.all(paths.map(async (path) => came.push(await ask(path))));
  return came;
}

for (const interceptor of ['msw', 'nock'] as const) {
  test.each([
    ['fetch', withFetch],
    ['http', withHttp],
  ])(
    `answers come in the order in which they came when they were recorded: %s, ${interceptor}`,
    async (_, ask) => {
      cassette = await openCassette({
        path: 'memory',
        interceptor,
        interactions: [call('/a', 0, 90), call('/b', 1, 50), call('/c', 2, 70), call('/d', 2, 5)],
      });
      expect(await arrivals(ask, ['/a', '/b', '/c', '/d'])).toEqual(['/d', '/b', '/c', '/a']);
    },
  );
}

test('an answer is held back while the agent works at what it asks next', async () => {
  cassette = await openCassette({
    path: 'memory',
    interactions: [call('/slow', 0, 90), call('/quick', 5, 10)],
  });
  const came: string[] = [];
  const slow = withFetch('/slow').then((path) => came.push(path));
  for (let turn = 0; turn < 5; turn += 1) {
    const busyUntil = performance.now() + 20;
    while (performance.now() < busyUntil);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await withFetch('/quick').then((path) => came.push(path));
  await slow;
  expect(came).toEqual(['/quick', '/slow']);
});

test.each([
  [5, 120],
  [50, 50],
])(
  'an answer is held back for an agent that works %d ms in each turn for %d turns at most',
  async (ms, most) => {
    cassette = await openCassette({
      path: 'memory',
      interactions: [call('/slow', 0, 900), call('/quick', 5, 10)],
    });
    const beside = [1, 2, 3].map(() => setTimeout(() => undefined, 60_000));
    onTestFinished(() => beside.forEach((timer) => clearTimeout(timer)));
    let isAnswered = false;
    const slow = withFetch('/slow').finally(() => (isAnswered = true));
    let turns = 0;
    for (; !isAnswered; turns += 1) {
      const busyUntil = performance.now() + ms;
      while (performance.now() < busyUntil);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(await slow).toBe('/slow');
    expect(turns).toBeLessThanOrEqual(most);
  },
);

const stream = (path: string, started_ms: number, duration_ms: number, head_ms: number): Interaction =>
  call(path, started_ms, duration_ms, {
    timing: { started_ms, duration_ms, head_ms },
    response: {
      status: 200,
      headers: [['content-type', 'text/event-stream']],
      body: {
        chunks: [
          { at_ms: 0, text: `data: ${path}\n\n` },
          { at_ms: 9, text: 'data: end\n\n' },
        ],
      },
    },
  });

for (const interceptor of ['msw', 'nock'] as const) {
  const tape = (...interactions: Interaction[]) =>
    openCassette({ path: 'memory', interceptor, interactions });

  test(`of two streams the one whose head came first wins again: ${interceptor}`, async () => {
    cassette = await tape(stream('/slow', 0, 100, 80), stream('/quick', 1, 500, 20));
    const came: string[] = [];
    await Promise.all(
      ['/slow', '/quick'].map(async (path) => {
        const response = await fetch(ORIGIN + path);
        came.push(path);
        await response.text();
      }),
    );
    expect(came).toEqual(['/quick', '/slow']);
  });

  test.each([
    ['fetch', (path: string) => fetch(ORIGIN + path).then((response) => () => response.text())],
    [
      'http',
      (path: string) =>
        new Promise<() => Promise<string>>((resolve, reject) => {
          get(ORIGIN + path, (response) => resolve(() => textOf(response))).on('error', reject);
        }),
    ],
  ])(`a body that came late is overtaken by what came before it: %s, ${interceptor}`, async (_, ask) => {
    const timing = { started_ms: 0, duration_ms: 90, head_ms: 10 };
    cassette = await tape(call('/late', 0, 90, { timing }), call('/other', 1, 40));
    const came: string[] = [];
    const whole = async (path: string): Promise<void> => {
      const read = await ask(path);
      came.push(`head of ${path}`);
      const body = await read();
      came.push(body);
    };
    await Promise.all([whole('/late'), whole('/other')]);
    expect(came).toEqual(['head of /late', 'head of /other', '/other', '/late']);
  });
}

test('a recording tells when a head came whose body came later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'answer-order-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let end = (): void => undefined;
  const server: Server = createServer((request, response) => {
    response.writeHead(200, {
      'content-type': request.url === '/events' ? 'text/event-stream' : 'text/plain',
    });
    response.flushHeaders();
    end = () => void response.end('data: 1\n\n');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cassette = await openCassette({ path: folder, mode: 'record' });
  const events = await fetch(`${url}/events`);
  end();
  await events.text();
  for (const read of [
    () => fetch(`${url}/fetch`).then((response) => () => response.text()),
    () =>
      new Promise<() => Promise<string>>((resolve) =>
        get(`${url}/http`, (response) => resolve(() => textOf(response))),
      ),
    () =>
      undici.request(`${url}/undici`).then(
        ({ body }) =>
          () =>
            body.text(),
      ),
  ]) {
    const rest = await read();
    const headAt = performance.now();
    while (performance.now() - headAt < 20) await new Promise((resolve) => setImmediate(resolve));
    end();
    await rest();
  }
  await cassette.close();
  const { interactions } = JSON.parse(await readFile(join(folder, 'tool_cassettes.json'), 'utf8')) as {
    interactions: { timing: Timing }[];
  };
  expect(interactions).toHaveLength(4);
  for (const { timing } of interactions) {
    const { head_ms, duration_ms } = timing;
    expect(head_ms).toBeLessThanOrEqual(duration_ms);
  }
  for (const { timing } of interactions.slice(1))
    expect(timing.duration_ms - (timing.head_ms ?? Infinity)).toBeGreaterThan(9);
});

test('the primary of a hedged request loses again against its backup, which is asked for later', async () => {
  cassette = await openCassette({
    path: 'memory',
    interactions: [call('/primary', 0, 300), call('/backup', 20, 50)],
  });
  const later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => withFetch('/backup'));
  expect(await Promise.race([withFetch('/primary'), later])).toBe('/backup');
  await later;
});

test('tools are answered in their order, too, also among requests', async () => {
  const look = tool('look', async (at: string) => at, { effect: 'read' });
  cassette = await openCassette({
    path: 'memory',
    interactions: [
      call('', 0, 0, {
        id: 'look',
        kind: 'tool',
        request: { name: 'look', arguments: 'x' },
        response: { result: 'seen' },
        timing: { started_ms: 0, duration_ms: 40 },
      }),
      call('/b', 1, 10),
    ],
  });
  const came: string[] = [];
  await Promise.all([
    look('x').then((seen) => came.push(seen)),
    withFetch('/b').then((text) => came.push(text)),
  ]);
  expect(came).toEqual(['/b', 'seen']);
});

test('an answer does not wait for what the agent does not ask for any more', async () => {
  cassette = await openCassette({
    path: 'memory',
    interactions: [call('/a', 0, 90), call('/b', 1, 50), call('/c', 100, 10)],
  });
  expect(await withFetch('/a')).toBe('/a');
  expect(await withFetch('/c')).toBe('/c');
  expect(cassette.ledger().unused).toEqual(['/b 1']);
});

test('what is held back is given up by its client, and let go by the end of the tape', async () => {
  cassette = await openCassette({
    path: 'memory',
    interactions: [call('/a', 0, 90), call('/b', 1, 50), call('/a', 2, 80)],
  });
  const controller = new AbortController();
  const given = fetch(`${ORIGIN}/a`, { signal: controller.signal });
  const held = fetch(`${ORIGIN}/a`);
  controller.abort();
  await expect(given).rejects.toThrow('aborted');
  await cassette.close();
  await expect(held).resolves.toBeInstanceOf(Response);
});

test('of calls that began in one millisecond each has its own answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'answer-order-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const waiting: (() => void)[] = [];
  const server: Server = createServer((_, response) => {
    const number = waiting.push(() => response.end(String(number)));
    if (number === 5) for (const answer of waiting.toReversed()) answer();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const all = () => Promise.all(Array.from({ length: 5 }, async () => (await fetch(url)).text()));
  const path = join(folder, 'tape');
  cassette = await openCassette({ path, mode: 'record' });
  const live = await all();
  await cassette.close();
  const { interactions } = JSON.parse(await readFile(join(path, 'tool_cassettes.json'), 'utf8')) as {
    interactions: { response: { body: unknown } }[];
  };
  expect(interactions.map(({ response }) => response.body)).toEqual(live.map((text) => ({ text })));
});

test('whoever gave up while the answer was held back follows no redirect', async () => {
  const redirect = {
    response: { status: 302, headers: [['location', `${ORIGIN}/next`]] },
  };
  cassette = await openCassette({
    path: 'memory',
    interactions: [call('/a', 0, 90, redirect), call('/b', 1, 50), call('/next', 95, 10)],
  });
  const controller = new AbortController();
  const given = fetch(`${ORIGIN}/a`, { signal: controller.signal });
  controller.abort();
  await expect(given).rejects.toThrow('aborted');
  expect(await withFetch('/b')).toBe('/b');
  const { unused } = await cassette.close();
  expect(unused).toEqual(['/next 95']);
});

test('what has no time of its own does not move the others', () => {
  const judged = call('', 0, 0, { id: 'judge', timing: undefined });
  const numbered = numberInteractions(
    [judged, call('/b', 3_600_050.2, 10.1), call('/a', 3_600_000.4, 20)],
    3_599_995.4,
  );
  expect(numbered.map(({ timing }) => timing)).toEqual([
    { started_ms: 5, duration_ms: 20 },
    { started_ms: 55, duration_ms: 10 },
    undefined,
  ]);
});
