import { mkdtemp, rm } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import * as undici from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import { selfSigned } from '../probe/self-signed.ts';

const servers: http.Server[] = [];
const listen = async (server: http.Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

let origin: string;
let secure: string;
let refused: string;
let named: string;
let folder: string;
let hits = 0;
/** Ends the connection whose client has read a part; the tape needs none. */
let cut: () => void = () => undefined;
beforeAll(async () => {
  const server = http.createServer((request, response) => {
    hits += 1;
    if (request.url === '/reset') request.socket.resetAndDestroy();
    if (request.url === '/quick') response.end('quick');
    if (request.url?.startsWith('/part') === true) {
      const { socket } = request;
      cut = () => (request.url?.startsWith('/part/reset') === true ? socket.resetAndDestroy() : socket.end());
      response.writeHead(200, { 'content-length': '9' }).write('part');
    }
    if (request.url === '/stall') response.writeHead(200, { 'content-length': '9' }).write('part');
  });
  origin = `http://127.0.0.1:${await listen(server)}`;
  secure = `https://127.0.0.1:${await listen(https.createServer(selfSigned()))}`;
  const closed = http.createServer();
  refused = `http://127.0.0.1:${await listen(closed)}`;
  named = refused.replace('127.0.0.1', 'localhost');
  await new Promise((resolve) => servers.pop()?.close(resolve));
  folder = await mkdtemp(join(tmpdir(), 'errors-'));
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true });
});

const noSuchName = (_: string, __: object, done: (error: Error, address: string, family: number) => void) =>
  done(
    Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.test'), {
      code: 'ENOTFOUND',
      errno: -3008,
      syscall: 'getaddrinfo',
    }),
    '',
    4,
  );

const throughFetch = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return response.text();
};

const readPart = async (body: AsyncIterable<Uint8Array> | null) => {
  for await (const _ of body ?? []) cut();
  return 'whole';
};

/** `stop` is what a client does once it has waited long enough. */
const throughHttp = (
  url: string,
  options: https.RequestOptions = {},
  stop?: (request: http.ClientRequest) => void,
) =>
  new Promise<string>((resolve, reject) => {
    const { get } = url.startsWith('https') ? https : http;
    const request = get(url, { agent: false, ...options }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('error', reject);
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    request.on('timeout', () => stop?.(request));
  });

/** How long a client waits, in milliseconds; a tape does not let it. */
let patience = 100;

const timedOut = Object.assign(new Error('waited too long'), { code: 'ECONNABORTED' });

/** Every way in which a call fails, by name. */
const FAILURES: Record<string, () => Promise<string>> = {
  'fetch refused': () => throughFetch(refused),
  'http refused': () => throughHttp(refused),
  'fetch refused at each address of a name': () => throughFetch(named),
  'http refused at each address of a name': () => throughHttp(named),
  'fetch reset': () => throughFetch(`${origin}/reset`),
  'http reset': () => throughHttp(`${origin}/reset`),
  'fetch reset within the body': async () => readPart((await fetch(`${origin}/part/reset`)).body),
  'fetch closed within the body': async () => readPart((await fetch(`${origin}/part/close`)).body),
  'undici reset within the body': async () => readPart((await undici.request(`${origin}/part/reset?1`)).body),
  'undici closed within the body': async () =>
    readPart((await undici.request(`${origin}/part/close?1`)).body),
  "undici's fetch reset within the body": async () =>
    readPart((await undici.fetch(`${origin}/part/reset?2`)).body),
  'undici timeout before the head': async () =>
    (await undici.request(`${origin}/never-3`, { headersTimeout: patience })).body.text(),
  'undici abort before the head': async () =>
    (await undici.request(`${origin}/never-4`, { signal: AbortSignal.timeout(patience) })).body.text(),
  'fetch TLS': () => throughFetch(secure),
  'http TLS': () => throughHttp(secure),
  'http DNS': () => throughHttp('http://nowhere.test/', { lookup: noSuchName }),
  'fetch timeout before the head': () =>
    throughFetch(`${origin}/never`, { signal: AbortSignal.timeout(patience) }),
  'http timeout before the head': () =>
    throughHttp(`${origin}/never`, { timeout: patience }, (request) => request.destroy(timedOut)),
  'fetch abort before the head': () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), patience).unref();
    return throughFetch(`${origin}/never-2`, { signal: abort.signal });
  },
  'http abort before the head': () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), patience).unref();
    return throughHttp(`${origin}/never-2`, { signal: abort.signal });
  },
  'fetch timeout within the body': () =>
    throughFetch(`${origin}/stall`, { signal: AbortSignal.timeout(patience) }),
  'http timeout within the body': () =>
    throughHttp(`${origin}/stall`, { timeout: patience }, (request) => request.destroy(timedOut)),
};

it('fails each client as it failed live: same name, code, causes and address', async () => {
  const recorder = await openCassette({ path: folder, mode: 'record' });
  const live = await failures();
  await recorder.close();
  expect(Object.values(live).filter((failure) => failure === 'no failure')).toEqual([]);
  const before = hits;
  patience = 60_000;
  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path: folder, interceptor });
    expect(await failures()).toEqual(live);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [], blocked: [] });
  }
  expect(hits).toBe(before);
});

/** What libraries make of their own patience, which no error of a connection tells them. */
const IMPATIENT: Record<string, () => Promise<unknown>> = {
  axios: () => axios.get(`${origin}/never-axios`, { timeout: 100 }),
  got: () => got(`${origin}/never-got`, { timeout: { request: 100 }, retry: { limit: 0 } }),
  'got within the body': () => got(`${origin}/stall`, { timeout: { request: 100 }, retry: { limit: 0 } }),
  ky: () => ky.get(`${origin}/never-ky`, { timeout: 100, retry: 0 }),
  'node-fetch': () => nodeFetch(`${origin}/never-node`, { signal: AbortSignal.timeout(100) }),
  'node-fetch within the body': async () =>
    (await nodeFetch(`${origin}/stall`, { signal: AbortSignal.timeout(100) })).text(),
};

it('lets a client that gave up by itself do so again, through msw and nock alike', async () => {
  const path = join(folder, 'impatient');
  const recorder = await openCassette({ path, mode: 'record' });
  const live = await failures(IMPATIENT);
  await recorder.close();
  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path, interceptor });
    expect(await failures(IMPATIENT)).toEqual(live);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
  }
  expect(live).toMatchObject({ got: { name: 'TimeoutError' }, 'node-fetch': { name: 'AbortError' } });
});

it('lets the call win that won, of two of which the other one was given up', async () => {
  const path = join(folder, 'hedged');
  const hedge = async () => {
    const rest = new AbortController();
    const { signal } = rest;
    const slow = fetch(`${origin}/never-slow`, { signal }).then(() => 'slow');
    const quick = fetch(`${origin}/quick`).then(() => 'quick');
    try {
      return await Promise.race([slow, quick]);
    } finally {
      rest.abort();
      await slow.catch(() => undefined);
    }
  };
  const recorder = await openCassette({ path, mode: 'record' });
  expect(await hedge()).toBe('quick');
  await recorder.close();
  const cassette = await openCassette({ path });
  expect(await hedge()).toBe('quick');
  expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
});

async function failures(
  ways: Record<string, () => Promise<unknown>> = FAILURES,
): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  for (const [name, fail] of Object.entries(ways)) {
    seen[name] = await fail().then(() => 'no failure', describe);
  }
  return seen;
}

function describe(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, message, code, syscall, address, port, hostname, cause, errors } = error as Record<
    string,
    unknown
  >;
  return {
    name,
    message,
    code,
    syscall,
    address,
    port,
    hostname,
    ...(cause !== undefined && { cause: describe(cause) }),
    ...(Array.isArray(errors) && { errors: errors.map(describe) }),
  };
}
