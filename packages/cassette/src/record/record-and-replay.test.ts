import { mkdtemp, rm } from 'node:fs/promises';
import {
  Agent,
  createServer,
  get,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { sha256 } from '@agent-replay/contracts';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainBody } from '../http/plain-body.ts';
import { loadCassette } from '../load-cassette.ts';
import { openCassette } from '../open-cassette.ts';

const text = 'pack me äö '.repeat(4000);
const binary = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) >>> 3));
const frame = Buffer.from('data: ü€\n\n');

const ROUTES: Record<string, RequestListener> = {
  json: (_, response) => response.setHeader('Content-Type', 'application/json').end('{"a":1, "b":[1,2]}'),
  gzip: (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(text)),
  br: (_, response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync(text)),
  zstd: (_, response) => response.setHeader('content-encoding', 'zstd').end(zstdCompressSync(text)),
  'gzip without its end': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(text).subarray(0, 200)),
  'br without its end': (_, response) =>
    response.setHeader('content-encoding', 'br').end(brotliCompressSync(binary).subarray(0, 70_000)),
  binary: (_, response) => response.end(binary),
  empty: (_, response) => response.end(),
  // What no file of ours may hold as JSON of its own.
  'half a character': (_, response) => response.end('{"a":"\\ud83d"}'),
  'a prototype': (_, response) => response.end('{"__proto__":{"x":1}}'),
  deep: (_, response) => response.end(`${'['.repeat(700)}${']'.repeat(700)}`),
  nothing: (_, response) => response.writeHead(204).end(),
  'not-modified': (_, response) => response.writeHead(304, { ETag: '"x"' }).end(),
  busy: (_, response) => response.writeHead(529, 'Too Busy').end('busy'),
  repeated: (_, response) => response.writeHead(200, ['X-Dup', '1', 'Other', 'a', 'x-dup', '2']).end('c'),
  redirect: (_, response) => response.writeHead(302, { location: '/json' }).end('moved'),
  trailers(_, response) {
    response.writeHead(200, { trailer: 'x-sum' });
    response.write('body');
    response.addTrailers({ 'x-sum': '1' });
    response.end();
  },
  hints(_, response) {
    response.writeProcessing();
    response.writeEarlyHints({ link: '</a.css>; rel=preload', 'x-hint': '1' });
    response.end('hinted');
  },
  'until-close': ({ socket }) =>
    socket.end('HTTP/1.1 200 OK\r\nX-A: b\r\nconnection: close\r\n\r\nuntil close'),
  reset: ({ socket }) => void socket.resetAndDestroy(),
  cut(_, response) {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.socket?.end());
  },
  'reset-in-body': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  },
  'cut-head': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.flushHeaders();
    setTimeout(() => response.socket?.end(), 20);
  },
  'cut-chunk': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nA\r\nhalf'),
  deflate: (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateSync(text)),
  reset205: (_, response) => response.writeHead(205).end(),
  latin1: (_, response) => response.writeHead(200, ['X-Name', 'caf\xe9', 'x-empty', '']).end('c'),
  'raw-deflate': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateRawSync(text)),
  async stream(_, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of [frame.subarray(0, 7), frame.subarray(7), frame]) {
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    response.end();
  },
};

let server: Server;
let origin: string;
let folder: string;
let hits = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    ROUTES[decodeURIComponent((request.url ?? '').slice(1))]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'record-'));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

it('gives every client what it was given live, through msw and nock alike', async () => {
  const recorder = await openCassette({ path: folder, mode: 'record' });
  const live = await transcript();
  await recorder.close();
  const before = hits;
  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path: folder, interceptor });
    expect(await transcript()).toEqual(live);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [], blocked: [] });
  }
  expect(hits).toBe(before);
});

it('reads what a client packs, so that a call is the same however it was packed', async () => {
  const path = join(folder, 'packed');
  const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
  const send = async (packed: (coding: keyof typeof packers) => Buffer): Promise<void> => {
    for (const coding of Object.keys(packers) as (keyof typeof packers)[]) {
      const headers = { 'content-type': 'application/json', 'content-encoding': coding };
      const init = { method: 'POST', headers, body: packed(coding) };
      await fetch(`${origin}/json`, { ...init, body: new Uint8Array(init.body) });
      await (await undiciRequest(`${origin}/json`, init as never)).body.text();
    }
  };
  const said = (coding: string) => JSON.stringify({ coding, text });
  const recorder = await openCassette({ path, mode: 'record' });
  await send((coding) => packers[coding](said(coding)));
  await recorder.close();
  const { interactions } = loadCassette(path);
  expect(interactions.at(0)).toMatchObject({ request: { body: { json: { coding: 'gzip' } } } });

  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path, interceptor, mode: 'strict' });
    const other = { gzip: { level: 1 }, deflate: { level: 1 } } as Record<string, object>;
    await send((coding) => (packers[coding] as typeof gzipSync)(said(coding), other[coding] ?? {}));
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [], blocked: [] });
  }
});

it('takes no plain body for a packed one, whatever it begins with', () => {
  const headers: [string, string][] = [['content-encoding', 'deflate']];
  for (let index = 0; index < 2000; index += 1) {
    const body = Buffer.from(JSON.stringify({ q: sha256(String(index)).slice(0, 1 + (index % 40)) }));
    expect(plainBody(body, headers)).toBe(body);
    expect(Buffer.from(plainBody(deflateSync(body), headers))).toEqual(body);
  }
});

it('gives a body into memory of the reader, and in pieces', async () => {
  const path = join(folder, 'byob');
  const read = async (): Promise<string> => {
    const reader = (await fetch(`${origin}/stream`)).body?.getReader({ mode: 'byob' });
    let found = '';
    for (;;) {
      const { done, value } = (await reader?.read(new Uint8Array(5))) ?? { done: true };
      found += Buffer.from(value ?? []).toString('latin1');
      if (done) return found;
    }
  };
  const recorder = await openCassette({ path, mode: 'record' });
  const live = await read();
  await recorder.close();
  const cassette = await openCassette({ path });
  expect(await read()).toBe(live);
  await cassette.close();
});

it('treats what fetch is given, and gives, as live', async () => {
  const path = join(folder, 'treats');
  const told = (work: () => unknown): Promise<unknown> =>
    Promise.resolve()
      .then(work)
      .catch((error: Error) => [String(error), String(error.cause)]);
  const send = async (start: (controller: ReadableStreamDefaultController) => void) => {
    const init = { method: 'POST', body: new ReadableStream({ start }), duplex: 'half' };
    return (await fetch(`${origin}/json`, init)).status;
  };
  const observe = async (): Promise<unknown[]> => {
    const response = await fetch(`${origin}/json`);
    const local = URL.createObjectURL(new Blob(['of the process']));
    return [
      await told(() => response.headers.set('a', 'b')),
      await told(() => response.clone().headers.delete('content-type')),
      await told(() => new Response(response.body, response).headers.append('a', 'b')),
      await told(() => send((controller) => controller.error(new RangeError('unreadable')))),
      await told(() =>
        send((controller) => {
          controller.enqueue('a text');
          controller.close();
        }),
      ),
      await told(async () => (await fetch(local)).text()),
      await told(async () => (await fetch('data:text/plain,here')).text()),
    ];
  };
  const plain = await observe();
  const recorder = await openCassette({ path, mode: 'record' });
  expect(await observe()).toEqual(plain);
  await recorder.close();
  const before = hits;
  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path, interceptor, mode: 'strict' });
    expect(await observe()).toEqual(plain);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [], blocked: [] });
  }
  expect(hits).toBe(before);
});

async function transcript(): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  for (const route of Object.keys(ROUTES)) {
    // On an intercepted socket the head of such an answer does not go out: undici fails before it.
    const clients =
      route === 'cut-head' ? [throughFetch, throughHttp] : [throughFetch, throughHttp, throughUndici];
    for (const client of clients)
      seen[`${client.name} ${route}`] = await client(`${origin}/${route}`).catch(errorOf);
  }
  seen['own host'] = await throughHttp(`${origin}/json`, { host: 'other.test' });
  seen['header list'] = await throughHttp(`${origin}/json`, ['Host', new URL(origin).host, 'X-A', '1']);
  seen['refused'] = await throughHttp('http://127.0.0.1:1/').catch(errorOf);
  return seen;
}

async function throughFetch(url: string) {
  const response = await fetch(url);
  const body = await readAll(response.body ?? [], url);
  const { status, statusText, redirected } = response;
  return {
    status,
    statusText,
    redirected,
    url: response.url,
    headers: stable([...response.headers]),
    ...body,
  };
}

function throughHttp(url: string, sent: OutgoingHttpHeaders | string[] = {}) {
  return new Promise((resolve, reject) => {
    const informational: unknown[] = [];
    const request = get(url, { agent: new Agent(), headers: sent }, (response) => {
      const { statusCode, statusMessage, rawHeaders } = response;
      const headers = rawHeaders.flatMap((name, at): [string, string][] =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
      );
      void readAll(response, url).then((body) =>
        resolve({
          informational,
          statusCode,
          statusMessage,
          headers: stable(headers),
          trailers: { ...response.trailers },
          ...body,
        }),
      );
    });
    request.on('information', (info: InformationEvent) =>
      informational.push([info.statusCode, info.statusMessage, info.rawHeaders]),
    );
    request.on('error', reject);
  });
}

async function throughUndici(url: string) {
  const { statusCode, headers, body } = await undiciRequest(url);
  const { error, ...rest } = await readAll(body, url);
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  // Its error says how it found the connection closed, which is not the same on an intercepted one.
  return { statusCode, headers: stable(pairs), ...rest, isCut: error !== null };
}

async function readAll(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, url: string) {
  const chunks: Buffer[] = [];
  let error: unknown = null;
  try {
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
  } catch (caught) {
    error = errorOf(caught);
  }
  const bytes = Buffer.concat(chunks);
  return {
    bytes: bytes.length,
    sha256: sha256(bytes),
    error,
    ...(url.endsWith('/stream') && { chunks: chunks.map((chunk) => chunk.toString('hex')) }),
  };
}

/** Without what a server makes anew for each answer, or a connection for itself. */
function stable(headers: [string, string][]): [string, string][] {
  return headers.filter(([name]) => !/^(?:date|keep-alive|connection)$/i.test(name));
}

function errorOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return null;
  const { name, code, message, cause } = error as Record<string, unknown>;
  return { name, code, message, cause: errorOf(cause) };
}
