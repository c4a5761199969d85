import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onFirstConnection } from './on-first-connection.ts';

let server: Server;
let port: number;
let received: string[];
beforeEach(async () => {
  received = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received.push(String(chunk));
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const connectOf = (): unknown => Reflect.get(Socket.prototype, 'connect');

it('installs once, before the first connections, which lose nothing of what was written', async () => {
  const original = connectOf();
  let installs = 0;
  let removals = 0;
  const undo = onFirstConnection(async () => {
    await new Promise(setImmediate);
    expect(received).toEqual([]);
    installs += 1;
    return async () => void (removals += 1);
  });
  expect(installs).toBe(0);
  const sockets = ['one', 'two'].map((text) => connect(port, '127.0.0.1').end(text));
  await Promise.all(sockets.map((socket) => once(socket.resume(), 'close')));
  expect(received.toSorted()).toEqual(['one', 'two']);
  const [response] = (await once(get({ port, host: '127.0.0.1' }), 'response')) as [{ statusCode: number }];
  expect(response.statusCode).toBe(200);
  await undo();
  expect([installs, removals]).toEqual([1, 1]);
  expect(connectOf()).toBe(original);
});

it('lets no connection out that was made while it was closed', async () => {
  const original = connectOf();
  let finish: (() => void) | undefined;
  const undo = onFirstConnection(async () => {
    await new Promise<void>((resolve) => (finish = resolve));
    return async () => undefined;
  });
  connect(port, '127.0.0.1').destroy();
  const closing = undo();
  const late = connect(port, '127.0.0.1');
  late.write('late');
  finish?.();
  const [error] = (await once(late, 'error')) as [Error];
  expect(error).toMatchObject({ code: 'CASSETTE_CLOSED' });
  await closing;
  expect(received).toEqual([]);
  expect(connectOf()).toBe(original);
});

it('fails the connections when nothing can be installed', async () => {
  const undo = onFirstConnection(() => Promise.reject(new Error('no such library')));
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [Error];
    expect(error.message).toBe('no such library');
  }
  await undo();
  expect(received).toEqual([]);
});
