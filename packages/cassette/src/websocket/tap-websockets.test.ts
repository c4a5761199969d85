import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Interaction } from '@agent-replay/contracts';
import { WebSocket as UndiciWebSocket } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket as WsWebSocket, WebSocketServer } from 'ws';
import type { OpenCall } from '../open-calls.ts';
import { openCassette } from '../open-cassette.ts';
import { tapWebSockets } from './tap-websockets.ts';

let url: string;
let close: () => void;
beforeEach(async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: { threshold: 0 } });
  server.on('connection', (socket) => {
    socket.send('{"type":"hello"}');
    socket.on('message', (data: Buffer, isBinary) => {
      if (String(data) === 'bye') socket.close(4001, 'done');
      else if (String(data) === 'drop') socket.terminate();
      else socket.send(data, { binary: isBinary });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/live?x=1`;
  close = () => {
    for (const socket of server.clients) socket.terminate();
    http.close();
  };
});
afterEach(() => close());

const clients = {
  'the global WebSocket': () => globalThis.WebSocket,
  "undici's WebSocket": () => UndiciWebSocket as unknown as typeof WebSocket,
  'the WebSocket of ws': () => WsWebSocket as unknown as typeof WebSocket,
};
const LONG = JSON.stringify({ text: 'déjà vu '.repeat(3000) });

/** Sends each text once an answer has come to the one before; gives what came, and how it closed. */
async function talk(Client: typeof WebSocket, say: readonly string[]): Promise<unknown[]> {
  const socket = new Client(url, 'realtime');
  socket.binaryType = 'arraybuffer';
  const log: unknown[] = [];
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.addEventListener('close', (event) => resolve(event));
  });
  socket.addEventListener('error', () => {});
  const queue = [...say];
  socket.addEventListener('message', ({ data }) => {
    log.push(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('hex'));
    const next = queue.shift();
    if (next === undefined) socket.close(4002);
    else socket.send(next.startsWith('hex:') ? Buffer.from(next.slice(4), 'hex') : next);
  });
  const { code } = await closed;
  return [...log, code];
}

async function tapped(run: () => Promise<unknown>): Promise<Interaction[]> {
  const seen: Interaction[] = [];
  const stop = tapWebSockets({
    publish: ({ interaction }) => seen.push(interaction),
    track: () => undefined,
  });
  await run();
  stop();
  return seen;
}

describe.each(Object.entries(clients))('%s', (_, pick) => {
  it.each([
    ['the server closes', ['{"a":1}', LONG, LONG, 'hex:00ff', 'bye'], { code: 4001, reason: 'done' }],
    ['the client closes', ['plain'], undefined],
    ['the connection drops', ['plain', 'drop'], { code: 1006, reason: '' }],
  ])('is recorded, packed frames and all, and replays the same when %s', async (_ending, say, ending) => {
    let live: unknown[] = [];
    const recorded = await tapped(async () => (live = await talk(pick(), say)));
    expect(recorded).toMatchObject([{ kind: 'websocket', request: { url } }]);
    const [session] = recorded as [Extract<Interaction, { kind: 'websocket' }>];
    expect(session.response?.close).toEqual(ending);
    expect(session.response?.frames[0]).toMatchObject({
      direction: 'received',
      data: { json: { type: 'hello' } },
    });

    const cassette = await openCassette({ path: 'tape', interactions: [{ ...session, id: '1' }] });
    expect(await talk(pick(), say)).toEqual(live);
    expect(await cassette.close()).toMatchObject({ served: ['1'], misses: [] });
  });
});

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('the opening of a session', () => {
  const origin = () => new URL(url).origin;
  /** What a client is told from the handshake on, when it offers `protocols` and closes with a reason. */
  const open = (Client: typeof WebSocket, place: string, protocols: string[]): Promise<unknown[]> =>
    new Promise((resolve) => {
      const socket = new Client(place, protocols);
      const log: unknown[] = [];
      socket.addEventListener('open', () => {
        log.push(socket.protocol);
        socket.close(4100, 'enough');
      });
      // The global one of Node 22 tells no end of what was never opened.
      socket.addEventListener('error', (event) => resolve([...log, (event as ErrorEvent).message]));
      socket.addEventListener('close', ({ code, reason }) => resolve([...log, code, reason]));
    });
  const live = createServer((_, response) => response.end());
  const sockets = new Set<Socket>();
  live.on('connection', (socket) => void sockets.add(socket));
  beforeEach(async () => {
    const server = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => offered.has('b') && 'b',
    });
    live.removeAllListeners('upgrade').on('upgrade', (request, socket, head) => {
      if (request.url === '/refused')
        socket.end('HTTP/1.1 403 Not You\r\nContent-Length: 2\r\nX-Why: none\r\n\r\nno');
      else if (request.url === '/dropped') socket.destroy();
      else server.handleUpgrade(request, socket, head, () => undefined);
    });
    await new Promise<void>((resolve) => live.listen(0, '127.0.0.1', resolve));
    url = `ws://127.0.0.1:${(live.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    // A client that refuses what the server chose may leave its connection open.
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => live.close(resolve));
  });

  it.each(Object.entries(clients))('replays for %s as it was live, refused or not', async (_, pick) => {
    const all = async () => {
      const seen: unknown[] = [];
      for (const [place, protocols] of [
        ['/', ['a', 'b']],
        ['/?none', ['a']],
        ['/?unasked', []],
        ['/refused', []],
        ['/dropped', []],
      ] as const)
        seen.push(await open(pick(), `${origin()}${place}`, [...protocols]));
      return [...seen, await open(pick(), 'ws://127.0.0.1:1/', [])];
    };
    let seen: unknown[] = [];
    const recorded = await tapped(async () => (seen = await all()));
    const interactions = recorded.map((each, index) => Object.assign({}, each, { id: String(index + 1) }));
    expect(seen[0]).toEqual(['b', 4100, 'enough']);
    const urlOf = ({ request }: Interaction) => ('url' in request ? request.url : '');
    expect(interactions.find((each) => urlOf(each).endsWith('/refused'))).toMatchObject({
      response: { refused: { status: 403, reason: 'Not You', body: { text: 'no' } } },
    });
    for (const interceptor of ['msw', 'nock'] as const) {
      const cassette = await openCassette({ path: 'tape', interactions, interceptor });
      expect(await all()).toEqual(seen);
      expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
    }
  });

  it.each([
    ['in chunks', 'Transfer-Encoding: chunked\r\n', ['\r\n{"token":"t', 'ok"}', ''].map(chunk).join('')],
    ['packed', 'Content-Encoding: gzip\r\n', gzipSync('{"token":"tok"}')],
    ['of bytes', 'Content-Length: 2\r\n', Buffer.of(255, 254)],
    ['of nothing', 'Content-Length: 0\r\n', ''],
  ])('holds the body of a refusal %s as it was meant', async (how, fields, body) => {
    live.removeAllListeners('upgrade').on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
      socket.write(`HTTP/1.1 403 Forbidden\r\n${fields}\r\n`);
      socket.end(body);
    });
    const [call] = await tapped(async () => {
      const socket = new WsWebSocket(`${origin()}/`);
      await new Promise((resolve) => socket.once('error', resolve));
    });
    const bytes = Buffer.from(body);
    const meant = {
      'in chunks': { text: '\r\n{"token":"tok"}' },
      packed: { json: { token: 'tok' } },
      'of bytes': { base64: bytes.toString('base64') },
    };
    expect(call).toMatchObject({ kind: 'websocket', response: { frames: [], refused: { status: 403 } } });
    expect((call as { response: { refused: { body?: unknown } } }).response.refused.body).toEqual(
      meant[how as keyof typeof meant],
    );
  });

  it.each(Object.entries(clients))('keeps for %s that no answer came, and gives none', async (_, pick) => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    live.removeAllListeners('upgrade').on('upgrade', () => onAsked());
    const calls: OpenCall[] = [];
    const hear = (call: unknown): void => void calls.push(call as OpenCall);
    subscribe('agent-replay:call-opened', hear);
    const told = await tapped(async () => {
      new (pick())(`${origin()}/hangs`).addEventListener('error', () => undefined);
      await asked;
    });
    unsubscribe('agent-replay:call-opened', hear);
    expect(told).toEqual([]);
    const [call] = calls.map(({ soFar }) => soFar({ name: 'Error', message: 'unanswered', by: 'run' }));
    expect(call).toMatchObject({
      kind: 'websocket',
      request: { url: `${origin()}/hangs` },
      error: { by: 'run' },
    });
    expect(call).not.toHaveProperty('response');

    const path = 'tape';
    const cassette = await openCassette({ path, interactions: [{ ...(call as Interaction), id: '1' }] });
    const socket = new WsWebSocket(`${origin()}/hangs`, { handshakeTimeout: 20 });
    const error = await new Promise<Error>((resolve) => void socket.once('error', resolve));
    expect(error.message).toBe('Opening handshake has timed out');
    expect(await cassette.close()).toMatchObject({ served: ['1'], misses: [] });
  });

  it('gives ws the answer of a server that refused', async () => {
    const ask = () =>
      new Promise((resolve) => {
        const socket = new WsWebSocket(`${origin()}/refused`);
        socket.on('error', () => undefined);
        socket.on('unexpected-response', (request, response) => {
          response.setEncoding('utf8').on('data', (body) => {
            resolve([response.statusCode, response.statusMessage, response.headers['x-why'], body]);
            request.destroy();
          });
        });
      });
    let seen: unknown;
    const recorded = await tapped(async () => (seen = await ask()));
    expect(seen).toEqual([403, 'Not You', 'none', 'no']);
    const interactions = recorded.map((each) => Object.assign({}, each, { id: '1' }));
    const cassette = await openCassette({ path: 'tape', interactions });
    expect(await ask()).toEqual(seen);
    expect(await cassette.close()).toMatchObject({ served: ['1'], misses: [] });
  });
});

it('publishes a session that is still open when the tap stops', async () => {
  let socket: WebSocket | undefined;
  const [session] = await tapped(async () => {
    socket = new WebSocket(url);
    await new Promise((resolve) => socket?.addEventListener('message', resolve));
  });
  expect(session).toMatchObject({ response: { frames: [{ data: { json: { type: 'hello' } } }] } });
  // Nobody broke it off.
  expect(session).not.toHaveProperty('response.close');
  socket?.close();
});
