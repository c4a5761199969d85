import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ORIGIN = 'http://api.example.com';

/** Puts the calls on the tape of one variant; the origin to ask, and how, where that is particular. */
export async function openTape(variant, { items, client, load, path }) {
  switch (variant) {
    case 'ours':
    case 'ours-scale':
      return ours('msw', items);
    case 'ours-file':
      return ofFile(path);
    case 'ours-nock':
      return ours('nock', items);
    case 'loopback':
      return { origin: await loopback(items) };
    case 'nock':
      return withNock(items, await load('nock'));
    case 'msw':
      return withMsw(items, load);
    case 'polly':
      return withPolly(items, client, load);
    case 'vcr-test':
      return withVcr(items, load);
    case 'mock-agent':
      return withMockAgent(items, load);
    default:
      throw new Error(`no variant ${variant}`);
  }
}

export function toInteraction(origin, { method, path, body, response }, index) {
  return {
    id: String(index + 1).padStart(6, '0'),
    lane: `${method} ${origin}${path.replace(/\?.*$/, '')}`,
    kind: 'http',
    effect: method === 'GET' ? 'read' : 'write',
    request: {
      method,
      url: `${origin}${path}`,
      headers: [],
      ...(body !== undefined && { body: { text: body } }),
    },
    response: { status: 200, headers: [['content-type', 'application/json']], body: { text: response } },
  };
}

async function ours(interceptor, items) {
  const { openCassette } = await import('../../packages/cassette/dist/bundle/index.js');
  const interactions = items.map((item, index) => toInteraction(ORIGIN, item, index));
  await openCassette({ path: 'bench', interceptor, interactions });
  return { origin: ORIGIN };
}

async function ofFile(path) {
  const { openCassette } = await import('../../packages/cassette/dist/bundle/index.js');
  await openCassette({ path });
  return { origin: ORIGIN };
}

/** A real server, in a process of its own so that its work is not counted. */
async function loopback(items) {
  const child = fork(new URL('serve-calls.mjs', import.meta.url), {
    env: { ...process.env, COUNT: String(items.length) },
  });
  const [port] = await once(child, 'message');
  return `http://127.0.0.1:${port}`;
}

function withNock(items, { default: nock }) {
  const scope = nock(ORIGIN);
  for (const { method, path, body, response } of items) {
    const interceptor = method === 'GET' ? scope.get(path) : scope.post(path, body);
    interceptor.reply(200, response, { 'content-type': 'application/json' });
  }
  return { origin: ORIGIN };
}

async function withMsw(items, load) {
  const [{ http, HttpResponse }, { setupServer }] = await Promise.all([load('msw'), load('msw/node')]);
  const byKey = new Map(
    items.map((item) => [`${item.method} ${ORIGIN}${item.path} ${item.body ?? ''}`, item]),
  );
  setupServer(
    http.all('*', async ({ request }) => {
      const text = request.method === 'GET' ? '' : await request.text();
      const found = byKey.get(`${request.method} ${request.url} ${text}`);
      return new HttpResponse(found?.response ?? 'none', { headers: { 'content-type': 'application/json' } });
    }),
  ).listen({ onUnhandledFrame: 'error' });
  return { origin: ORIGIN };
}

/** Polly records what it replays, so it is given a server once. */
async function withPolly(items, client, load) {
  const [{ Polly }, { default: FsPersister }, { default: Adapter }] = await Promise.all([
    load('@pollyjs/core'),
    load('@pollyjs/persister-fs'),
    load(client === 'fetch' ? '@pollyjs/adapter-fetch' : '@pollyjs/adapter-node-http'),
  ]);
  Polly.register(Adapter);
  Polly.register(FsPersister);
  const origin = await loopback(items);
  const options = {
    adapters: [client === 'fetch' ? 'fetch' : 'node-http'],
    persister: 'fs',
    persisterOptions: { fs: { recordingsDir: await mkdtemp(join(tmpdir(), 'bench-polly-')) } },
    recordIfMissing: false,
    matchRequestsBy: { headers: false },
    logLevel: 'silent',
  };
  const recorder = new Polly('calls', { ...options, mode: 'record' });
  await askAll(origin, items, client);
  await recorder.stop();
  const polly = new Polly('calls', { ...options, mode: 'replay' });
  void polly;
  return { origin };
}

async function withVcr(items, load) {
  const { RecordMode, VCR } = await load('vcr-test');
  const origin = ORIGIN;
  const calls = items.map(({ method, path, body, response }) => ({
    request: { url: `${origin}${path}`, method, headers: {}, body: body ?? '' },
    response: {
      status: 200,
      statusText: 'OK',
      headers: { 'content-type': 'application/json' },
      body: response,
    },
  }));
  const vcr = new VCR({ load: async () => calls, save: async () => undefined });
  vcr.mode = RecordMode.none;
  vcr.matcher.compareHeaders = false;
  // Runs until the process ends: `useCassette` closes when its function returns.
  await new Promise((resolve) => {
    void vcr.useCassette('calls', () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  return { origin };
}

async function withMockAgent(items, load) {
  const { MockAgent, fetch: undiciFetch, setGlobalDispatcher } = await load('undici');
  const agent = new MockAgent();
  agent.disableNetConnect();
  setGlobalDispatcher(agent);
  const pool = agent.get(ORIGIN);
  for (const { method, path, body, response } of items) {
    pool
      .intercept({ path, method, ...(body !== undefined && { body }) })
      .reply(200, response, { headers: { 'content-type': 'application/json' } });
  }
  return {
    origin: ORIGIN,
    ask: async (origin, { method, path, body }) =>
      (await undiciFetch(`${origin}${path}`, { method, ...(body !== undefined && { body }) })).text(),
  };
}

async function askAll(origin, items, client) {
  const { default: http } = await import('node:http');
  for (const { method, path, body } of items) {
    if (client === 'fetch') {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      await (
        await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) })
      ).text();
    } else {
      await new Promise((resolve, reject) => {
        const headers =
          body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const sent = http.request(`${origin}${path}`, { method, headers }, (response) => {
          response.resume().on('end', resolve);
        });
        sent.on('error', reject);
        sent.end(body);
      });
    }
  }
}
