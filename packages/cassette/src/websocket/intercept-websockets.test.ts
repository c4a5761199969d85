import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { WebSocketResponse } from '@agent-replay/contracts';
import { WebSocket as UndiciWebSocket } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { interceptWebSockets } from './intercept-websockets.ts';
import { asRecorded, compareFrames } from './compare-frames.ts';
import { openSession } from './session.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

function intercept(recording: WebSocketResponse, refuse?: Error) {
  const opened: UpgradeRequest[] = [];
  const misses: unknown[] = [];
  undo.push(
    interceptWebSockets({
      isAllowed: () => false,
      connect(request, peer) {
        opened.push(request);
        if (refuse !== undefined) throw refuse;
        return openSession(recording, {
          deliver: peer.send,
          close: peer.close,
          accept({ index, recorded, data }) {
            const differences = compareFrames(recorded, asRecorded(recorded, data), []);
            if (differences.length === 0) return true;
            misses.push({ index, differences });
            peer.fail(new Error('miss'));
            return false;
          },
        });
      },
    }),
  );
  return { opened, misses };
}

function event(socket: WebSocket, type: 'open' | 'message' | 'error' | 'close'): Promise<CloseEvent> {
  return new Promise((resolve) => {
    socket.addEventListener(type, (happened) => resolve(happened as CloseEvent), { once: true });
  });
}

const BINARY = Buffer.from([0, 255, 7]);
const RECORDING: WebSocketResponse = {
  frames: [
    { direction: 'received', at_ms: 0, data: { json: { type: 'hello', text: 'é' } } },
    { direction: 'sent', at_ms: 1, data: { json: { type: 'ask' } } },
    { direction: 'received', at_ms: 2, data: { text: 'x'.repeat(70_000) } },
    { direction: 'sent', at_ms: 3, data: { base64: BINARY.toString('base64') } },
    { direction: 'received', at_ms: 4, data: { base64: BINARY.toString('base64') } },
  ],
  close: { code: 4001, reason: 'done' },
};

const clients = {
  'the global WebSocket': () => globalThis.WebSocket,
  "undici's WebSocket": () => UndiciWebSocket as unknown as typeof WebSocket,
  'the WebSocket of ws': () => WsWebSocket as unknown as typeof WebSocket,
};

describe.each(Object.entries(clients))('%s', (_, pick) => {
  it.each(['ws://api.test/realtime?model=m', 'wss://api.test:8443/realtime?model=m'])(
    'replays a session with %s',
    async (url) => {
      const { opened } = intercept(RECORDING);
      const Client = pick();
      const socket = new Client(url, ['realtime', 'other']);
      socket.binaryType = 'arraybuffer';
      const log: unknown[] = [];
      socket.addEventListener('open', () => log.push(`open ${socket.protocol}`));
      socket.addEventListener('message', ({ data }) => {
        log.push(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer));
        if (log.length === 2) socket.send('{ "type": "ask" }');
        if (log.length === 3) socket.send(BINARY);
      });
      const { code, reason } = await event(socket, 'close');
      expect(log).toEqual(['open realtime', '{"type":"hello","text":"é"}', 'x'.repeat(70_000), BINARY]);
      expect([code, reason]).toEqual([4001, 'done']);
      expect(opened).toMatchObject([{ url, protocols: ['realtime', 'other'] }]);
    },
  );

  it('opens and gets what came before, when the server breaks off', async () => {
    const hello: WebSocketResponse['frames'] = [
      { direction: 'received', at_ms: 0, data: { text: 'x'.repeat(70_000) } },
    ];
    for (const frames of [[], hello]) {
      intercept({ frames, close: { code: 1006, reason: '' } });
      const socket = new (pick())('ws://api.test/');
      const events: string[] = [];
      for (const type of ['open', 'message']) socket.addEventListener(type, () => events.push(type));
      socket.addEventListener('error', () => {});
      const { code } = await event(socket, 'close');
      expect([...events, code]).toEqual(['open', ...frames.map(() => 'message'), 1006]);
      for (const each of undo.splice(0)) each();
    }
  });

  it('is answered when it closes first', async () => {
    intercept({ frames: [{ direction: 'received', at_ms: 0, data: { text: 'hi' } }] });
    const socket = new (pick())('wss://api.test/');
    await event(socket, 'message');
    socket.close(4002, 'enough');
    const { code } = await event(socket, 'close');
    expect(code).toBe(4002);
  });

  it('fails when it sends what was not recorded', async () => {
    const { misses } = intercept({ frames: [{ direction: 'sent', at_ms: 0, data: { text: 'a' } }] });
    const socket = new (pick())('wss://api.test/');
    socket.addEventListener('error', () => {});
    await event(socket, 'open');
    socket.send('b');
    const { code } = await event(socket, 'close');
    expect(code).toBe(1006);
    expect(misses).toHaveLength(1);
  });

  it('fails to open when the session is refused', async () => {
    intercept({ frames: [] }, new Error('no such session'));
    const socket = new (pick())('wss://api.test/');
    const events: string[] = [];
    for (const type of ['open', 'error', 'close']) socket.addEventListener(type, () => events.push(type));
    // Node 22's own class says no more of a session that never was.
    await event(socket, 'error');
    expect(events[0]).toBe('error');
    expect(events).not.toContain('open');
  });
});

it('shows a break only after what came before it, however late a client reads', async () => {
  intercept({
    frames: [{ direction: 'received', at_ms: 0, data: { text: 'hi' } }],
    close: { code: 1006, reason: '' },
  });
  const socket = connect(80, 'api.test');
  socket.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n');
  await new Promise((resolve) => socket.once('connect', resolve));
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  const [head, rest] = (await buffer(socket)).toString('latin1').split('\r\n\r\n', 2);
  expect(head).toMatch(/^HTTP\/1\.1 101 /);
  expect(Buffer.from(rest ?? '', 'latin1')).toEqual(Buffer.from([0x81, 2, ...Buffer.from('hi')]));
});

it('leaves the global WebSocket and the socket prototype as they were', async () => {
  const { Socket } = await import('node:net');
  const state = () => [globalThis.WebSocket, Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')];
  const before = state();
  intercept({ frames: [] });
  expect(state()).not.toEqual(before);
  for (const each of undo.splice(0)) each();
  expect(state()).toEqual(before);
});
