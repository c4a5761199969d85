import { once } from 'node:events';
import fs from 'node:fs';
import http2 from 'node:http2';
import dgram from 'node:dgram';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

/** What was written to servers outside of the process under test. */
let heard = '';
const at = { tcp: 0, h2: 0, udp: 0, unix: '' };

beforeAll(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'established-test-'));
  at.unix = path.join(folder, 'unix');
  const hear = (socket: net.Socket): void => {
    socket
      .on('error', () => {})
      .on('data', (data) => {
        heard += String(data);
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
  };
  const tcp = net.createServer(hear).listen(0, '127.0.0.1');
  const unix = net.createServer(hear).listen(at.unix);
  const h2 = http2.createServer().listen(0, '127.0.0.1');
  h2.on('session', (session) => session.on('error', () => {}));
  h2.on('stream', (stream, headers) => {
    heard += String(headers[':path']);
    stream.on('error', () => {}).on('data', (data) => (heard += String(data)));
    stream.respond({ ':status': 200 });
    stream.write('ok');
  });
  const udp = dgram.createSocket('udp4').on('message', (message) => (heard += String(message)));
  udp.bind(0, '127.0.0.1');
  await Promise.all([tcp, unix, h2, udp].map((each) => once(each, 'listening')));
  at.tcp = (tcp.address() as AddressInfo).port;
  at.h2 = (h2.address() as AddressInfo).port;
  at.udp = udp.address().port;
  return () => {
    for (const each of [tcp, unix, h2, udp]) each.close();
    fs.rmSync(folder, { recursive: true });
  };
});

/** Opens something while no policy stands, and says something to it under one. */
async function attempt(open: string, say: string, policy: object = {}) {
  heard = '';
  const run = await runGuarded(
    `import { once } from 'node:events'; import cp from 'node:child_process'; import dgram from 'node:dgram'; import fs from 'node:fs';
     import http from 'node:http'; import http2 from 'node:http2'; import net from 'node:net'; import threads from 'node:worker_threads';
     import { createRequire } from 'node:module';
     const require = createRequire(${JSON.stringify(import.meta.filename)});
     const at = ${JSON.stringify(at)};
     const calm = (emitter) => emitter.on('error', () => {});
     process.on('uncaughtException', () => {});
     ${open}
     const { adopt, entries, unguarded } = globalThis[Symbol.for('agent-replay.guard')];
     adopt(${JSON.stringify({ mode: 'cassette', ...policy })});
     try { ${say} } catch {}
     await new Promise((done) => setTimeout(done, 50));
     console.log(JSON.stringify({ rows: entries().map(({ operation, target }) => operation + ' ' + target), unguarded: unguarded().map(({ channel }) => channel) }));
     process.exit();`,
    { mode: 'off', exit: false },
    { args: ['--no-warnings'] },
  );
  return { ...(JSON.parse(run.out || '{}') as { rows: string[]; unguarded: string[] }), heard, err: run.err };
}

const CONNECTED = `const socket = calm(net.connect(at.tcp, '127.0.0.1')); await once(socket, 'connect');`;

describe('what was opened while no policy stood says nothing under one', () => {
  test.each([
    ['a socket', CONNECTED, `socket.write('leak');`, () => `tcp 127.0.0.1:${at.tcp}`],
    [
      'a socket by its handle',
      CONNECTED,
      `const { WriteWrap } = process.binding('stream_wrap'); socket._handle.writeUtf8String(new WriteWrap(), 'leak');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a socket by its descriptor',
      CONNECTED,
      `fs.writeSync(socket._handle.fd, 'leak');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a socket that a program gets',
      CONNECTED,
      `await once(cp.spawn('sh', ['-c', 'echo leak >&3'], { stdio: ['ignore', 'ignore', 'ignore', socket] }), 'exit');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a socket that a program gets by its number',
      CONNECTED,
      `await once(cp.spawn('sh', ['-c', 'echo leak >&3'], { stdio: ['ignore', 'ignore', 'ignore', socket._handle.fd] }), 'exit');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a socket that a child gets',
      CONNECTED,
      `const child = cp.fork('-e', ["process.on('message', (_, to) => { to?.write('leak'); setTimeout(() => process.exit(), 50) })"], { execArgv: ['-e'] });
       child.on('error', () => {});
       child.send('take', socket, () => {}); await once(child, 'exit');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a unix socket',
      `const socket = calm(net.connect(at.unix)); await once(socket, 'connect');`,
      `socket.write('leak');`,
      () => `unix ${at.unix}`,
    ],
    [
      'a keep-alive agent',
      `const agent = new http.Agent({ keepAlive: true });
       const get = (path) => new Promise((done) => calm(http.get({ port: at.tcp, host: '127.0.0.1', path, agent }, (got) => got.resume().on('end', done))).on('error', done));
       await get('/warm');`,
      `await get('/leak');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a pool of undici',
      `const pool = new (require('undici').Pool)('http://127.0.0.1:' + at.tcp);
       const get = async (path) => (await pool.request({ path, method: 'GET' })).body.dump();
       await get('/warm');`,
      `await get('/leak');`,
      () => `tcp 127.0.0.1:${at.tcp}`,
    ],
    [
      'a session of HTTP/2',
      `const session = calm(http2.connect('http://127.0.0.1:' + at.h2)); await once(session, 'remoteSettings');`,
      `calm(session.request({ ':path': '/leak' })).end();`,
      () => `tcp 127.0.0.1:${at.h2}`,
    ],
    [
      'a stream of HTTP/2',
      `const session = calm(http2.connect('http://127.0.0.1:' + at.h2));
       const stream = calm(session.request({ ':path': '/warm', ':method': 'POST' })); await once(stream, 'data');`,
      `stream.write('leak');`,
      () => `tcp 127.0.0.1:${at.h2}`,
    ],
    [
      'a connected datagram socket',
      `const socket = calm(dgram.createSocket('udp4')); socket.connect(at.udp, '127.0.0.1'); await once(socket, 'connect');`,
      `socket.send('leak');`,
      () => `udp 127.0.0.1:${at.udp}`,
    ],
  ])('%s', async (_what, open, say, row) => {
    const told = await attempt(open, say);
    expect(told, told.err).toMatchObject({ rows: [row()], heard: expect.not.stringContaining('leak') });
  });
});

test('a connection that the policy lets pass by its name speaks on, as one that was opened under it', async () => {
  const open = `const socket = calm(net.connect(at.tcp, 'localhost')); await once(socket, 'connect');`;
  const say = `socket.write('first'); const other = net.connect(at.tcp, 'localhost'); await once(other, 'connect'); other.write('second');
    await once(other, 'data');`;
  const told = await attempt(open, say, { allow: [`tcp:localhost:${at.tcp}`] });
  expect(told, told.err).toMatchObject({
    rows: [],
    heard: expect.stringMatching(/first.*second|second.*first/),
  });
});

test('programs and workers that run without the guard are told of when they are used', async () => {
  const open = `const cat = calm(cp.spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] }));
    const idle = calm(cp.spawn('tail', ['-f', '/dev/null'], { stdio: 'pipe' }));
    const worker = new threads.Worker("require('worker_threads').parentPort.on('message', () => {})", { eval: true });
    await once(worker, 'online');`;
  const told = await attempt(
    open,
    `cat.stdin.write('x'); await once(cat.stdout, 'data'); cat.kill(); idle.kill();`,
  );
  expect(told, told.err).toMatchObject({ rows: [], unguarded: ['worker', 'spawn:cat'] });
});

test('in strict a program that runs without the guard is told nothing', async () => {
  const open = `const cat = calm(cp.spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] })); calm(cat.stdin);`;
  const told = await attempt(open, `cat.stdin.write('x');`, { mode: 'strict' });
  expect(told, told.err).toMatchObject({ rows: ['spawn cat'], unguarded: [] });
});

test.skipIf(process.platform !== 'linux').each([
  ['a descriptor', `const file = fs.openSync(place, 'a');`, `fs.writeSync(file, 'x')`],
  [
    'a stream',
    `const file = calm(fs.createWriteStream(place)); await once(file, 'open');`,
    `file.write('x')`,
  ],
  ['a handle', `const file = await fs.promises.open(place, 'a');`, `await file.writeFile('x')`],
])('in strict, a file outside of the workspace is not written by %s of before', async (_what, open, say) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'established-file-')));
  const place = path.join(folder, 'log');
  fs.mkdirSync(path.join(folder, 'workspace'));
  const policy = { mode: 'strict', workspace: path.join(folder, 'workspace') };
  const opened = `const place = ${JSON.stringify(place)}; ${open}`;
  const { rows } = await attempt(opened, say, policy);
  expect({ rows, text: fs.readFileSync(place, 'utf8') }).toEqual({ rows: [`fs ${place}`], text: '' });
  await attempt(opened, say, { ...policy, allow: [`fs:${folder}`] });
  expect(fs.readFileSync(place, 'utf8')).toBe('x');
  fs.rmSync(folder, { recursive: true });
});
