import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Interaction, laneOf } from '@agent-replay/contracts';
import { Agent, fetch as undiciFetch, Pool, ProxyAgent, request } from 'undici';
import { Agent as Agent7, ProxyAgent as ProxyAgent7, request as request7 } from 'undici7';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTap } from './start-tap.ts';

let url: string;
let close: () => void;
beforeEach(async () => {
  const server = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.url === '/gzip') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello'));
    } else if (incoming.url === '/cut') {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      setImmediate(() => response.destroy());
    } else if (incoming.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    } else response.writeHead(201, 'Fine', { 'X-Case': '1', 'x-case': '2' }).end('{"a":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

async function tapped(run: () => Promise<unknown>): Promise<Interaction[]> {
  const calls: Interaction[] = [];
  const stop = startTap(({ interaction }) => calls.push(interaction));
  await run();
  await stop();
  return calls;
}

it('names the server that a proxy is asked for, and not the proxy', async () => {
  const calls = await tapped(async () => {
    const dispatcher = new ProxyAgent(url);
    await (await request('http://elsewhere.example/a?b=1', { dispatcher })).body.text();
    await dispatcher.close();
  });
  expect(calls.map(laneOf)).toEqual(['GET http://elsewhere.example/a']);
});

it('tells of what goes through a tunnel, and not of the tunnel', async () => {
  const proxy = createServer().on('connect', (_, client: Socket) => {
    const { port } = new URL(url);
    const server = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      pipeline(client, server, client, () => {});
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const uri = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const calls = await tapped(async () => {
    for (const [ask, Proxy] of [[request, ProxyAgent] as const, [request7, ProxyAgent7] as const]) {
      const dispatcher = new Proxy({ uri, proxyTunnel: true });
      await (await ask(`${url}/a`, { dispatcher: dispatcher as ProxyAgent & ProxyAgent7 })).body.text();
      await dispatcher.close();
    }
  });
  proxy.close();
  expect(calls.map(laneOf)).toEqual([`GET ${url}/a`, `GET ${url}/a`]);
});

it("observes undici's request, Pool and fetch, and counts the global fetch once", async () => {
  const calls = await tapped(async () => {
    await (
      await request(`${url}/a`, { method: 'POST', body: '{"q":1}', headers: { 'X-Y': 'z' } })
    ).body.text();
    const pool = new Pool(url);
    await (await pool.request({ path: '/b', method: 'GET' })).body.text();
    await pool.close();
    await (await undiciFetch(`${url}/c`)).text();
    await (await fetch(`${url}/d`)).text();
  });
  expect(calls.map((call) => laneOf(call).replace(url, ''))).toEqual([
    'POST /a',
    'GET /b',
    'GET /c',
    'GET /d',
  ]);
  expect(calls[0]).toMatchObject({
    request: { method: 'POST', url: `${url}/a`, headers: [['X-Y', 'z']], body: { json: { q: 1 } } },
    response: { status: 201, reason: 'Fine', body: { json: { a: 1 } } },
  });
  expect(calls[0]).toHaveProperty(['response', 'headers', 0], ['X-Case', '1']);
});

it('keeps a packed body as it came', async () => {
  const [call] = await tapped(async () => (await request(`${url}/gzip`)).body.arrayBuffer());
  expect(call).toMatchObject({ response: { body: { base64: gzipSync('hello').toString('base64') } } });
});

it('keeps a body that was cut off as cut off, and a connection that failed as an error', async () => {
  const calls = await tapped(async () => {
    const { body } = await request(`${url}/cut`, { dispatcher: new Agent() });
    await body.text().catch(() => undefined);
    await request('http://127.0.0.1:1/').catch(() => undefined);
  });
  expect(calls).toMatchObject([
    { response: { status: 200, truncated: true, body: { text: 'half' } } },
    { error: { code: 'ECONNREFUSED' } },
  ]);
});

it('keeps bodies also of a version that tells nobody of their pieces, as the one in Node 22', async () => {
  const pieces = ['bodyChunkSent', 'bodyChunkReceived'].map((name) => channel(`undici:request:${name}`));
  const [call] = await tapped(async () => {
    for (const each of pieces)
      Object.defineProperty(each, 'hasSubscribers', { get: () => false, configurable: true });
    try {
      const { body } = await request7(`${url}/a`, {
        method: 'POST',
        dispatcher: new Agent7(),
        body: (async function* () {
          yield 'two ';
          yield 'pieces';
        })(),
      });
      await body.text();
    } finally {
      for (const each of pieces) Reflect.deleteProperty(each, 'hasSubscribers');
    }
  });
  expect(call).toMatchObject({
    request: { body: { text: 'two pieces' } },
    response: { body: { json: { a: 1 } } },
  });
});

it.each([
  ['fetch', async () => (await fetch(`${url}/stream`)).body?.getReader().read()],
  ['undici', async () => once((await request(`${url}/stream`)).body, 'data')],
  [
    'node:http',
    async () => {
      const [response] = (await once(get(`${url}/stream`), 'response')) as [IncomingMessage];
      await once(response, 'data');
    },
  ],
] as const)('keeps a stream of %s that is open still as cut off', async (_, read) => {
  const calls = await tapped(read);
  expect(calls).toMatchObject([
    { response: { status: 200, truncated: true, body: { text: 'data: 1\n\n' } } },
  ]);
});

it('lets a reader of fetch leave a stream, and gives what fetch gave', async () => {
  let answer: Response | undefined;
  const calls = await tapped(async () => {
    answer = await fetch(`${url}/stream`);
    for await (const piece of answer.body ?? []) {
      expect(Buffer.from(piece).toString()).toBe('data: 1\n\n');
      break;
    }
  });
  expect(answer).toMatchObject({ url: `${url}/stream`, status: 200, type: 'basic', redirected: false });
  expect(() => answer?.headers.set('a', 'b')).toThrow(TypeError);
  expect(calls).toMatchObject([{ response: { truncated: true, body: { text: 'data: 1\n\n' } } }]);
});
