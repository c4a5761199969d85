import { execSync, spawn, spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { lookup, Resolver } from 'node:dns';
import { lookup as lookUp, Resolver as PromisesResolver } from 'node:dns/promises';
import { once } from 'node:events';
import { Agent as HttpAgent, createServer as createHttpServer, get, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fetch as undiciFetch, ProxyAgent, request } from 'undici';
import { request as request7 } from 'undici7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocketClient, { WebSocketServer } from 'ws';
import { tool } from '../tool.ts';
import type { SideChannel } from './side-channel.ts';
import { startTap } from './start-tap.ts';
import { tapSideChannels } from './tap-side-channels.ts';

let raw: Server;
let rawPort: number;
let web: ReturnType<typeof createHttpServer>;
let webPort: number;
let sessions: WebSocketServer;
beforeAll(async () => {
  raw = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  web = createHttpServer((_, response) => void response.end('ok'));
  sessions = new WebSocketServer({ server: web });
  web.on('connect', (_, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    const peer = connect(webPort, '127.0.0.1');
    socket.pipe(peer).pipe(socket);
  });
  web.listen(0, '127.0.0.1');
  await Promise.all([once(raw, 'listening'), once(web, 'listening')]);
  rawPort = (raw.address() as AddressInfo).port;
  webPort = (web.address() as AddressInfo).port;
});
afterAll(() => {
  raw.close();
  sessions.close();
  web.closeAllConnections();
  web.close();
});

/** What is told within a call, and not recorded in the end. */
async function told(act: () => unknown, allow?: readonly string[]): Promise<SideChannel[]> {
  const heard: SideChannel[] = [];
  const listen = (message: unknown) => void heard.push(message as SideChannel);
  subscribe('agent-replay:side-channel', listen);
  const stop = startTap(() => undefined, allow === undefined ? {} : { allow });
  try {
    await act();
  } finally {
    await stop();
    unsubscribe('agent-replay:side-channel', listen);
  }
  return heard
    .filter(({ isRecorded }) => isRecorded?.() !== true)
    .map(({ channel, isLocal }) => (isLocal === undefined ? { channel } : { channel, isLocal }));
}

async function talk(socket: Socket): Promise<void> {
  socket.resume();
  await once(socket, 'close');
}

test('native code and UDP are told while the tap is there, and work all the same', async () => {
  const load = () => process.dlopen({ exports: {} }, '/nowhere/side.node');
  const open = () => {
    expect(load).toThrow(/side\.node/);
    dgram.createSocket('udp4').close();
  };
  expect(await told(open)).toEqual([{ channel: 'addon:side.node' }, { channel: 'udp' }]);
  open();
});

test('a connection that no recorded client holds is told, however it is opened', async () => {
  const tcp = { channel: `tcp:127.0.0.1:${rawPort}` };
  expect(await told(() => talk(connect(rawPort, '127.0.0.1')))).toEqual([tcp]);
  expect(await told(() => talk(connect({ port: rawPort, host: '127.0.0.1' })))).toEqual([tcp]);
  expect(await told(() => talk(new Socket().connect(rawPort, '127.0.0.1')))).toEqual([tcp]);
  expect(await told(() => talk(connect(rawPort)))).toEqual([{ channel: `tcp:localhost:${rawPort}` }]);
  expect(
    await told(async () => {
      const session = connectHttp2(`http://127.0.0.1:${webPort}`).on('error', () => undefined);
      session.once('connect', () => session.destroy());
      await once(session, 'close');
    }),
  ).toEqual([{ channel: `tcp:127.0.0.1:${webPort}` }]);
});

test('a connection to a unix socket is told by its path', async () => {
  const path = join(tmpdir(), `side-${process.pid}.sock`);
  const server = createServer((socket) => socket.end()).listen(path);
  await once(server, 'listening');
  expect(await told(() => talk(connect(path)))).toEqual([{ channel: `unix:${path}` }]);
  server.close();
});

test.each([
  ['fetch', async () => (await fetch(`http://localhost:${webPort}/`)).text()],
  ["undici's fetch", async () => (await undiciFetch(`http://localhost:${webPort}/`)).text()],
  ['undici', async () => (await request(`http://127.0.0.1:${webPort}/`)).body.text()],
  ['undici 7', async () => (await request7(`http://127.0.0.1:${webPort}/`)).body.text()],
  [
    'undici through a proxy',
    async () => {
      const dispatcher = new ProxyAgent(`http://127.0.0.1:${webPort}`);
      await (await request(`http://localhost:${webPort}/`, { dispatcher })).body.text();
      await dispatcher.close();
    },
  ],
  ['node:http', () => ask({ host: 'localhost', port: webPort })],
  ['node:http with an agent', () => ask({ port: webPort, agent: new HttpAgent({ keepAlive: true }) })],
  ['fetch of a port where nobody listens', () => fetch('http://127.0.0.1:1/').catch(() => undefined)],
  ['node:http of a port where nobody listens', () => ask({ port: 1 }).catch(() => undefined)],
  ['WebSocket', () => hangUp(new WebSocket(`ws://127.0.0.1:${webPort}`))],
  ['ws', () => hangUp(new WebSocketClient(`ws://127.0.0.1:${webPort}`))],
])('a connection of %s is not told', async (_, act) => {
  expect(await told(act)).toEqual([]);
});

test('a question to a resolver is told by its name, and one for the machine itself is not', async () => {
  // A name server that knows nobody (RFC 1035, 4.1.1). What spells an address in another way, the system answers by itself.
  const server = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  server.on('message', (message, { port }) => {
    message.writeUInt16BE(0x8183, 2);
    server.send(message, port, '127.0.0.1');
  });
  await once(server, 'listening');
  const [plain, promising] = [new Resolver(), new PromisesResolver()];
  for (const each of [plain, promising]) each.setServers([`127.0.0.1:${server.address().port}`]);
  const asked = await told(async () => {
    lookup('127.1', () => undefined);
    plain.resolve4('Other.Invalid', () => undefined);
    await Promise.allSettled([lookUp('127.0.1'), promising.resolve4('fourth.invalid')]);
    await Promise.all([lookUp('localhost'), lookUp('127.0.0.1')]);
  });
  server.close();
  expect(asked).toEqual([
    { channel: 'dns:127.1' },
    { channel: 'dns:other.invalid' },
    { channel: 'dns:127.0.1' },
    { channel: 'dns:fourth.invalid' },
  ]);
});

test('a program is named, and is unknown where it lives by the network', async () => {
  expect(
    await told(async () => {
      const child = spawn('true');
      await once(child, 'close');
      spawnSync('true');
      execSync('cd / && true; curl --version > /dev/null || true');
      spawnSync('git', ['fetch', '--help-nothing'], { cwd: '/' });
    }),
  ).toEqual([
    { channel: 'spawn:true', isLocal: true },
    { channel: 'spawn:true', isLocal: true },
    { channel: 'spawn:curl' },
    { channel: 'spawn:git fetch' },
  ]);
});

test('a worker is named', async () => {
  const run = async () => once(new Worker('', { eval: true }), 'exit');
  expect(await told(run)).toContainEqual({ channel: 'worker', isLocal: true });
});

test('what the config allows in a replay is not unknown', async () => {
  const act = async () => {
    await talk(connect(rawPort, '127.0.0.1'));
    lookup('127.1', () => undefined);
    spawnSync('curl', ['--version']);
  };
  const allow = [`tcp:127.0.0.1:${rawPort}`, 'tcp:127.1:5432', 'spawn:curl'];
  expect(await told(act, allow)).toEqual([{ channel: 'spawn:curl', isLocal: true }]);
});

test.each([['addon:side.node'], ['addon:/nowhere/side.node'], ['addon:*']])(
  'native code that the config allows by %s is not unknown',
  async (rule) => {
    const load = () => expect(() => process.dlopen({ exports: {} }, '/nowhere/side.node')).toThrow();
    expect(await told(load, [rule])).toEqual([]);
    expect(await told(load, ['addon:other.node'])).toEqual([{ channel: 'addon:side.node' }]);
  },
);

test('an endpoint is allowed by the rules that let a replay reach it', async () => {
  const dial = () => talk(connect(rawPort, '127.0.0.1'));
  for (const rule of [`tcp:localhost:${rawPort}`, 'tcp:localhost:*', 'tcp:127.0.0.1:*'])
    expect(await told(dial, [rule])).toEqual([]);
  for (const rule of [`udp:127.0.0.1:${rawPort}`, 'tcp:127.0.0.2:*', 'tcp:localhost:1'])
    expect(await told(dial, [rule])).toEqual([{ channel: `tcp:127.0.0.1:${rawPort}` }]);
  expect(await told(() => lookup('127.1', () => undefined), ['dns:127.1'])).toEqual([]);
  const start = () => spawnSync('curl', ['--version']);
  for (const rule of ['spawn:*', 'spawn:curl'])
    expect(await told(start, [rule])).toEqual([{ channel: 'spawn:curl', isLocal: true }]);
});

test('what a recorded tool does is part of its answer', async () => {
  const read = tool('read', async () => {
    await talk(connect(rawPort, '127.0.0.1'));
    spawnSync('curl', ['--version']);
    return 'read';
  });
  expect(await told(read)).toEqual([]);
});

test('a socket that is ours is not told', async () => {
  const own = Object.assign(new Socket(), { [Symbol.for('agent-replay.own-socket')]: true });
  expect(await told(() => talk(own.connect(rawPort, '127.0.0.1')))).toEqual([]);
});

test('what the tap put in place is gone when it stops', () => {
  const connectOf = () => Object.getOwnPropertyDescriptor(Socket.prototype, 'connect');
  const dlopenOf = () => Object.getOwnPropertyDescriptor(process, 'dlopen');
  const there = [connectOf(), dlopenOf()];
  const undo = tapSideChannels();
  expect([connectOf(), dlopenOf()]).not.toEqual(there);
  undo();
  expect([connectOf(), dlopenOf()]).toEqual(there);
});

async function ask(options: Parameters<typeof get>[0]): Promise<void> {
  const [response] = (await once(get(options), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'close');
}

async function hangUp(socket: WebSocket | WebSocketClient): Promise<void> {
  const target = socket as EventTarget;
  const closed = Promise.withResolvers<unknown>();
  target.addEventListener('open', () => socket.close());
  target.addEventListener('close', closed.resolve);
  await closed.promise;
}
