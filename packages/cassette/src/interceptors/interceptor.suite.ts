import * as https from 'node:https';
import { createRequire } from 'node:module';
import * as net from 'node:net';
import { gzipSync, brotliCompressSync, zstdCompressSync } from 'node:zlib';
import type { HttpResponse, Interaction } from '@agent-replay/contracts';
import * as undici from 'undici';
import * as undici7 from 'undici7';
import { afterEach, describe, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import type { Cassette } from '../cassette-options.ts';
import { ANSWERS, packed } from './answers.suite.ts';
import {
  identities,
  lower,
  ORIGIN,
  recorded,
  throughCapturedFetch,
  throughFetch,
  throughHttp,
  throughHttps,
} from './clients.suite.ts';

/** Its versions in turn; the AI SDK brings the oldest. */
const UNDICIS = [
  createRequire(createRequire(import.meta.url).resolve('@ai-sdk/openai'))('undici'),
  undici7,
  undici,
] as (typeof undici)[];

/** What every interceptor must do, the same for each client. */
export function testInterceptor(name: 'msw' | 'nock'): void {
  let cassette: Cassette | undefined;
  afterEach(async () => {
    await cassette?.close();
    cassette = undefined;
  });
  const open = async (interactions: Interaction[], options: { speed?: number; mode?: 'strict' } = {}) => {
    cassette = await openCassette({ path: 'memory', interceptor: name, interactions, ...options });
    return cassette;
  };

  describe(`replays through ${name}`, () => {
    it.each(ANSWERS)('%s, byte for byte, with fetch and node:http', async (path, response, body) => {
      await open([recorded(path, response), recorded(path, response), recorded(path, response)]);
      for (const ask of [throughFetch, throughCapturedFetch, throughHttps]) {
        const seen = await ask(`${ORIGIN}/${path}`);
        expect({ ...seen, headers: lower(seen.headers) }).toEqual({
          status: response.status ?? 200,
          reason: seen.reason,
          headers: lower(response.headers ?? []),
          body,
        });
      }
    });

    it.each<[string, Buffer]>([
      ['gzip', gzipSync(packed)],
      ['br', brotliCompressSync(packed)],
      ['zstd', zstdCompressSync(packed)],
    ])('%s over 16 KiB: unpacked for fetch, packed for node:http', async (coding, bytes) => {
      const response = {
        headers: [['content-encoding', coding]] as [string, string][],
        body: { base64: bytes.toString('base64') },
      };
      await open([recorded(coding, response), recorded(coding, response)]);
      expect((await throughFetch(`${ORIGIN}/${coding}`)).body.equals(packed)).toBe(true);
      expect((await throughHttps(`${ORIGIN}/${coding}`)).body.equals(bytes)).toBe(true);
    });

    it('packs a body again that was kept unpacked', async () => {
      const response = {
        headers: [['content-encoding', 'gzip']] as [string, string][],
        body: { text: 'plain' },
        unpacked: true,
      };
      await open([recorded('u', response), recorded('u', response)]);
      expect((await throughFetch(`${ORIGIN}/u`)).body.toString()).toBe('plain');
      expect((await throughHttps(`${ORIGIN}/u`)).body.equals(gzipSync('plain'))).toBe(true);
    });

    it('names the length of the body that is there, where that was redacted or is packed again', async () => {
      const length: [string, string] = ['Content-Length', '999'];
      const chunks = [
        { at_ms: 0, text: GONE },
        { at_ms: 1, text: 'ü' },
      ];
      const packing: [string, string] = ['content-encoding', 'gzip'];
      const each: [string, Partial<HttpResponse>, number][] = [
        ['text', { headers: [length], body: { text: `${GONE}ü` } }, GONE.length + 2],
        ['json', { headers: [length], body: { json: { a: GONE } } }, GONE.length + 8],
        ['wrong', { headers: [length], body: { text: 'abc' } }, 999],
        ['pieces', { headers: [length], body: { chunks } }, GONE.length + 2],
        [
          'packed',
          { headers: [packing, length], body: { text: 'plain' }, unpacked: true },
          gzipSync('plain').byteLength,
        ],
      ];
      await open(each.flatMap(([path, response]) => [recorded(path, response), recorded(path, response)]));
      for (const [path, response, bytes] of each) {
        const seen = await throughHttps(`${ORIGIN}/${path}`);
        expect([path, seen.headers]).toEqual([
          path,
          response.headers?.with(-1, ['Content-Length', String(bytes)]),
        ]);
        if (path !== 'wrong') expect(seen.body.byteLength).toBe(bytes);
        const fetched = await fetch(`${ORIGIN}/${path}`);
        if (path !== 'packed') expect(fetched.headers.get('content-length')).toBe(String(bytes));
      }
    });

    it('field names in their case and order, repeated ones, Set-Cookie and the reason phrase', async () => {
      const headers: [string, string][] = [
        ['X-Second', '2'],
        ['x-first', '1'],
        ['Set-Cookie', 'a=1'],
        ['X-Second', '3'],
        ['Set-Cookie', 'b=2'],
      ];
      await open([
        recorded('h', { headers, reason: 'Fine By Me' }),
        recorded('h', { headers, reason: 'Fine By Me' }),
      ]);
      const seen = await throughHttps(`${ORIGIN}/h`);
      expect(seen.headers).toEqual(headers);
      expect(seen.reason).toBe('Fine By Me');
      const response = await fetch(`${ORIGIN}/h`);
      expect(response.statusText).toBe('Fine By Me');
      expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
      expect(response.headers.get('x-second')).toBe('2, 3');
    });

    it('a HEAD with the length of what it does not carry', async () => {
      const head = recorded('big', { headers: [['content-length', '12345']] }, { method: 'HEAD' });
      await open([{ ...head, lane: `HEAD ${ORIGIN}/big` }]);
      const seen = await throughHttps(`${ORIGIN}/big`, { method: 'HEAD' });
      expect(seen.headers).toEqual([['content-length', '12345']]);
    });

    it('redirects, followed and by hand', async () => {
      const from = recorded('from', { status: 302, headers: [['location', '/to']] });
      await open([from, from, recorded('to', { body: { text: 'here' } })]);
      const manual = await fetch(`${ORIGIN}/from`, { redirect: 'manual' });
      expect(manual.status).toBe(302);
      const followed = await fetch(`${ORIGIN}/from`);
      expect([await followed.text(), followed.url, followed.redirected]).toEqual([
        'here',
        `${ORIGIN}/to`,
        true,
      ]);
    });

    it('streams chunk for chunk, a character split between two kept split', async () => {
      const smile = Buffer.from('\u{1F600}');
      const chunks = [
        { at_ms: 0, base64: smile.subarray(0, 2).toString('base64') },
        { at_ms: 100, base64: smile.subarray(2).toString('base64') },
        { at_ms: 200, text: 'data: x\n\n' },
      ];
      await open([recorded('sse', { headers: [['content-type', 'text/event-stream']], body: { chunks } })]);
      const seen: Buffer[] = [];
      for await (const chunk of (await fetch(`${ORIGIN}/sse`)).body ?? []) seen.push(Buffer.from(chunk));
      expect(seen).toEqual([smile.subarray(0, 2), smile.subarray(2), Buffer.from('data: x\n\n')]);
    });

    it('a body that was cut off as cut off, never as complete', async () => {
      const response = {
        headers: [['content-length', '10']] as [string, string][],
        body: { text: 'half' },
        truncated: true,
      };
      await open([recorded('cut', response), recorded('cut', response)]);
      const fetched = await fetch(`${ORIGIN}/cut`);
      await expect(fetched.text()).rejects.toMatchObject({
        name: 'TypeError',
        message: 'terminated',
        cause: { code: 'ECONNRESET' },
      });
      await expect(throughHttps(`${ORIGIN}/cut`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    });

    it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'])(
      'a recorded %s with its code, for fetch and node:http',
      async (code) => {
        const error = { name: 'Error', message: `connect ${code}`, code, errno: -111, syscall: 'connect' };
        await open([recorded('e', { error }), recorded('e', { error })]);
        await expect(fetch(`${ORIGIN}/e`)).rejects.toMatchObject({
          name: 'TypeError',
          message: 'fetch failed',
          cause: { code, errno: -111 },
        });
        await expect(throughHttps(`${ORIGIN}/e`)).rejects.toMatchObject({
          code,
          errno: -111,
          message: `connect ${code}`,
        });
      },
    );

    it('npm undici and the keep-alive agent', async () => {
      await open([recorded('u', { body: { text: '1' } }), recorded('u', { body: { text: '2' } })]);
      const { statusCode, body } = await undici.request(`${ORIGIN}/u`);
      expect([statusCode, await body.text()]).toEqual([200, '1']);
      const agent = new https.Agent({ keepAlive: true });
      expect((await throughHttps(`${ORIGIN}/u`, { agent })).body.toString()).toBe('2');
      agent.destroy();
    });

    it('several calls that undici would write to one connection at once', async () => {
      const all = ['a', 'b', 'c', 'd'];
      for (const { Client } of UNDICIS) {
        await open(all.map((path) => recorded(path, { body: { text: path } })));
        const client = new Client(ORIGIN, { pipelining: all.length });
        const seen = all.map(async (path) =>
          (await client.request({ path: `/${path}`, method: 'GET' })).body.text(),
        );
        expect(await Promise.all(seen)).toEqual(all);
        await client.close();
        await cassette?.close();
      }
    });

    it('what undici would ask a proxy for, by a tunnel or not', async () => {
      for (const { ProxyAgent, request } of UNDICIS) {
        for (const proxyTunnel of [true, false]) {
          const opened = await open([recorded('u', { body: { text: '1' } })]);
          const dispatcher = new ProxyAgent({ uri: 'http://127.0.0.1:9', proxyTunnel });
          expect(await (await request(`${ORIGIN}/u`, { dispatcher })).body.text()).toBe('1');
          await dispatcher.close();
          expect((await opened.close()).unused).toEqual([]);
        }
      }
    });

    it('the same call in the recorded order, each answer once, and names the call too many', async () => {
      const opened = await open(
        ['pending', 'pending', 'done'].map((text) => recorded('poll', { body: { text } })),
      );
      const answers = [];
      for (let call = 0; call < 3; call += 1) answers.push(await (await fetch(`${ORIGIN}/poll`)).text());
      expect(answers).toEqual(['pending', 'pending', 'done']);
      await expect(fetch(`${ORIGIN}/poll`)).rejects.toMatchObject({
        cause: { code: 'MISS', message: expect.stringContaining('recorded 3, call 4') },
      });
      expect(opened.ledger().misses).toMatchObject([{ cause: 'exhausted' }]);
    });

    it('eight equal calls at once, each answer to one', async () => {
      const all = Array.from({ length: 8 }, (_, index) => String(index));
      await open(all.map((text) => recorded('p', { body: { text } })));
      const seen = await Promise.all(all.map(async () => (await fetch(`${ORIGIN}/p`)).text()));
      expect(seen.toSorted()).toEqual(all);
    });

    it('nothing that is not on the tape: the client fails, and the ledger knows', async () => {
      const server = net.createServer(() => expect.unreachable('something left'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as net.AddressInfo;
      const opened = await open([recorded('known', {})]);
      await expect(fetch(`http://127.0.0.1:${port}/x`)).rejects.toMatchObject({ cause: { code: 'MISS' } });
      await expect(throughHttp(`http://127.0.0.1:${port}/x`)).rejects.toMatchObject({ code: 'MISS' });
      await expect(undici.request(`http://127.0.0.1:${port}/x`)).rejects.toMatchObject({ code: 'MISS' });
      expect(opened.ledger().misses.map((miss) => miss.cause)).toEqual(['new-call', 'new-call', 'new-call']);
      expect(opened.ledger().unused).toEqual(['known']);
      await new Promise((resolve) => server.close(resolve));
    });

    it('refuses in strict as a blocked operation', async () => {
      const opened = await open([], { mode: 'strict' });
      await expect(fetch(`${ORIGIN}/x`)).rejects.toThrow('fetch failed');
      expect(opened.ledger()).toMatchObject({
        misses: [],
        blocked: [{ operation: 'http', target: `GET ${ORIGIN}/x` }],
      });
    });

    it('ends at once when the caller aborts', async () => {
      const body = {
        chunks: [
          { at_ms: 0, text: 'a' },
          { at_ms: 60_000, text: 'b' },
        ],
      };
      await open([recorded('slow', { body })], { speed: 1 });
      const abort = new AbortController();
      const response = await fetch(`${ORIGIN}/slow`, { signal: abort.signal });
      const reader = response.body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('a');
      abort.abort();
      await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('and leaves everything as it was', async () => {
      const before = identities();
      const opened = await open([]);
      await opened.close();
      expect(identities().every((each, index) => each === before[index])).toBe(true);
    });

    it('and leaves everything as it was when a client has made a connection', async () => {
      const before = identities();
      const opened = await open([recorded('connected', {})]);
      await (await undici.request(`${ORIGIN}/connected`)).body.dump();
      await opened.close();
      expect(identities().every((each, index) => each === before[index])).toBe(true);
    });
  });
}

const GONE = '[REDACTED:token:0a1b2c3d]';
