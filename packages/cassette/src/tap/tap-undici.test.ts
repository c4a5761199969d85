import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Interaction } from '@agent-replay/contracts';
import { Agent, fetch as undiciFetch, Pool, request } from 'undici';
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
  expect(calls.map(({ lane }) => lane.replace(url, ''))).toEqual(['POST /a', 'GET /b', 'GET /c', 'GET /d']);
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
