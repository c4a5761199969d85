import * as http from 'node:http';
import * as https from 'node:https';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { HttpResponse, Interaction } from '@agent-replay/contracts';
import { afterEach, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import type { Cassette } from '../cassette-options.ts';

let cassette: Cassette | undefined;
afterEach(async () => {
  await cassette?.close();
  cassette = undefined;
});

const open = async (method: string, url: string, response: Partial<HttpResponse>, body?: string) => {
  const request = { method, url, headers: [], ...(body !== undefined && { body: { text: body } }) };
  const interaction: Interaction = {
    id: '1',
    lane: `${method} ${url}`,
    kind: 'http',
    effect: 'read',
    request,
    response: { status: 200, headers: [], ...response },
  };
  cassette = await openCassette({ path: 'memory', interactions: [interaction] });
};

async function answerTo(
  request: http.ClientRequest,
): Promise<{ response: http.IncomingMessage; text: string }> {
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { response, text };
}

it('reads a request written in pieces, with a length, in chunks and with none', async () => {
  const text = 'ä'.repeat(50_000);
  await open('POST', 'http://a.test/x', { body: { text: 'got it' } }, text);
  const request = http.request('http://a.test/x', { method: 'POST' });
  for (let at = 0; at < text.length; at += 9000) request.write(text.slice(at, at + 9000));
  request.end();
  expect((await answerTo(request)).text).toBe('got it');
  await cassette?.close();

  await open('PUT', 'http://a.test/x', { body: { text: 'whole' } }, 'body');
  const whole = http.request('http://a.test/x', { method: 'PUT', headers: { 'Content-Length': 4 } });
  whole.write('bo');
  setImmediate(() => whole.end('dy'));
  expect((await answerTo(whole)).text).toBe('whole');
  await cassette?.close();

  await open('DELETE', 'http://a.test/x', { status: 204 });
  expect(
    (await answerTo(http.request('http://a.test/x', { method: 'DELETE' }).end())).response.statusCode,
  ).toBe(204);
});

it('keeps a call that its client gives up before it has ended it, where nothing recorded is like it', async () => {
  await open('POST', 'http://a.test/taped', {}, 'body');
  for (const place of ['taped', 'other']) {
    const request = http.request(`http://a.test/${place}`, { method: 'POST' });
    request.on('error', () => {}).write('bo');
    setImmediate(() => setImmediate(() => request.destroy()));
    await new Promise((resolve) => request.on('close', resolve));
  }
  // Before anything of it is on its way, nobody has heard of it.
  http
    .request('http://a.test/never', { method: 'POST' })
    .on('error', () => {})
    .destroy();
  const ledger = await cassette?.close();
  expect(ledger?.misses.map(({ call }) => call)).toEqual(['POST http://a.test/other']);
});

it('keeps a call that has not come to its end when the tape closes, where nothing recorded is like it', async () => {
  await open('POST', 'http://a.test/taped', {}, 'body');
  const requests = ['taped', 'other'].map((place) =>
    http.request(`http://a.test/${place}`, { method: 'POST', headers: { expect: '100-continue' } }),
  );
  for (const request of requests) request.on('error', () => {}).flushHeaders();
  await new Promise((resolve) => void setImmediate(resolve));
  const ledger = await cassette?.close();
  for (const request of requests) request.destroy();
  expect(ledger?.misses.map(({ call }) => call)).toEqual(['POST http://a.test/other']);
});

it('says of its connections where they begin and end', async () => {
  await open('GET', 'https://a.test:8443/x', {});
  const request = https.get('https://a.test:8443/x');
  const [socket] = (await once(request, 'socket')) as [Socket];
  expect(socket).toMatchObject({
    remoteAddress: '127.0.0.1',
    remoteFamily: 'IPv4',
    remotePort: 8443,
    localAddress: '127.0.0.1',
    localFamily: 'IPv4',
    localPort: expect.any(Number),
    connecting: false,
    pending: false,
  });
  expect(socket.address()).toEqual({ address: '127.0.0.1', family: 'IPv4', port: socket.localPort });
  await answerTo(request);
});

it('tells a client that expects 100 to go on', async () => {
  await open('POST', 'https://a.test/x', { body: { text: 'done' } }, 'body');
  const request = https.request('https://a.test/x', {
    method: 'POST',
    headers: { expect: '100-continue', 'content-length': 4 },
  });
  request.flushHeaders();
  await once(request, 'continue');
  request.end('body');
  expect((await answerTo(request)).text).toBe('done');
});

it('gives head, trailers and joined fields as node:http derives them', async () => {
  await open('GET', 'http://a.test/x', {
    reason: 'Just So',
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['content-length', '999'],
      ['transfer-encoding', 'chunked'],
      ['x-control', 'a\r\nb'],
      ['x-wide', '→'],
      ['bad name', 'x'],
    ],
    body: { text: 'abc' },
    trailers: [['X-Sum', '7']],
  });
  const { response, text } = await answerTo(http.get('http://a.test/x'));
  expect(text).toBe('abc');
  expect(response.statusMessage).toBe('Just So');
  expect(response.headers).toMatchObject({ 'x-a': '1, 2', 'set-cookie': ['a=1', 'b=2'], 'x-wide': '→' });
  expect(response.headersDistinct['x-a']).toEqual(['1', '2']);
  expect(response.rawHeaders.slice(0, 4)).toEqual(['X-A', '1', 'x-a', '2']);
  expect(response.trailers).toEqual({ 'x-sum': '7' });
});

it('lets timeouts and aborts of the client strike while a stream waits', async () => {
  const body = {
    chunks: [
      { at_ms: 0, text: 'a' },
      { at_ms: 60_000, text: 'b' },
    ],
  };
  await open('GET', 'http://a.test/x', { body });
  await cassette?.close();
  cassette = await openCassette({
    path: 'memory',
    speed: 1,
    interactions: ['1', '2'].map((id) => ({
      id,
      lane: 'GET http://a.test/x',
      kind: 'http',
      effect: 'read',
      request: { method: 'GET', url: 'http://a.test/x', headers: [] },
      response: { status: 200, headers: [], body },
    })),
  });
  const late = http.get('http://a.test/x', { timeout: 30 });
  late.on('response', (response) => response.on('error', () => undefined).resume());
  await once(late, 'timeout');
  late.destroy();

  const abort = new AbortController();
  const aborted = http.get('http://a.test/x', { signal: abort.signal });
  const [response] = (await once(aborted, 'response')) as [http.IncomingMessage];
  setImmediate(() => abort.abort());
  await expect(once(response, 'end')).rejects.toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
});

it('answers the same through agents of every kind, and gives addRequest back', async () => {
  const before = Object.getOwnPropertyDescriptor(http.Agent.prototype, 'addRequest')?.value as unknown;
  class OwnAgent extends http.Agent {}
  for (const agent of [new OwnAgent({ keepAlive: true }), false as const, undefined]) {
    await open('GET', 'http://a.test/x', { body: { text: 'abc' } });
    expect((await answerTo(http.get('http://a.test/x', agent === undefined ? {} : { agent }))).text).toBe(
      'abc',
    );
    await cassette?.close();
  }
  expect(Object.getOwnPropertyDescriptor(http.Agent.prototype, 'addRequest')?.value).toBe(before);
});

it('leaves upgrades to whoever answers those, and lets nothing out', async () => {
  const server = createServer(() => expect.unreachable('something left'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await open('GET', 'http://a.test/x', {});
  const options = { port, headers: ['Host', 'a.test', 'Upgrade', 'h2c', 'Connection', 'upgrade'] };
  await expect(once(http.get(options), 'response')).rejects.toMatchObject({ code: 'MISS' });
  await new Promise((resolve) => server.close(resolve));
});

it('keeps a connection for the next request, without what the last one set on it, until the tape is closed', async () => {
  const interactions = ['1', '2', '3'].map((id): Interaction => ({
    id,
    lane: 'GET http://a.test/x',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'http://a.test/x', headers: [] },
    response: {
      status: 200,
      headers: [],
      body: {
        chunks: [
          { at_ms: 0, text: id },
          { at_ms: 1, text: '.' },
        ],
      },
    },
  }));
  cassette = await openCassette({ path: 'memory', interactions });
  const sockets = new Set<http.IncomingMessage['socket']>();
  const left: unknown[] = [];
  for (const timeout of [5000, 0, 0]) {
    const request = http.get('http://a.test/x', { timeout });
    request.on('socket', (socket) => sockets.add(socket));
    expect((await answerTo(request)).text).toMatch(/^\d\.$/);
    await new Promise(setImmediate);
    left.push(...[...sockets].map((socket) => [socket.timeout, socket.listenerCount('close')]));
  }
  expect(left).toEqual([left[0], left[0], left[0]]);
  expect(left[0]).toEqual([0, expect.any(Number)]);
  await cassette.close();
  expect([...sockets].map(({ destroyed }) => destroyed)).toEqual([true]);
});
