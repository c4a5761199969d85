import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { netnsState, spawnInNamespace } from './spawn-in-namespace.ts';

let hits = 0;
const allowed = net.createServer((socket) => socket.on('error', () => {}).end('pong'));
const other = net.createServer((socket) => {
  hits += 1;
  socket.on('error', () => {}).end('leak');
});
const port = (server: net.Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  for (const server of [allowed, other])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  for (const server of [allowed, other]) server.close();
});

test('a tree in a namespace reaches allowed ports, its own loopback and nothing else, whatever it starts', async () => {
  const code = `
    import net from 'node:net'; import { spawnSync } from 'node:child_process';
    const ask = (port) => new Promise((done) => { const s = net.connect(port, '127.0.0.1'); s.on('data', (d) => done(String(d))); s.on('error', (e) => done(e.code)); });
    console.log(await ask(${port(allowed)}), await ask(${port(other)}));
    const bash = (port) => spawnSync('bash', ['-c', 'cat < /dev/tcp/127.0.0.1/' + port]);
    console.log(String(bash(${port(allowed)}).stdout), bash(${port(other)}).status);
    spawnSync('bash', ['-c', 'exec 3<>/dev/udp/192.0.2.1/9; echo x >&3']);`;
  const { child, netns, attempts, close } = await spawnInNamespace(
    process.execPath,
    ['--input-type=module', '-e', `${code}\nprocess.stdin.resume();`],
    {
      policy: { mode: 'cassette', allow: [`tcp:127.0.0.1:${port(allowed)}`] },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  expect(netns).toEqual(netnsState());
  const lines: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.trim().split('\n'));
    if (lines.length > 1) child.stdin?.end();
  });
  let refused: number | null = null;
  child.stdin?.on('finish', () => {
    refused = attempts();
  });
  await new Promise((resolve) => child.on('close', resolve));
  await close();
  expect(lines).toEqual(['pong ERR_REPLAY_BLOCKED', netns.active ? 'pong 1' : expect.any(String)]);
  if (netns.active) {
    expect(hits).toBe(0);
    expect(refused).toBeTypeOf('number');
  }
});

test('a connection to a hidden socket is counted, of whoever made it', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hidden-test-'));
  const socket = path.join(folder, 'service.sock');
  let isReached = false;
  const service = net.createServer(() => {
    isReached = true;
  });
  await new Promise<void>((resolve) => service.listen(socket, resolve));
  const code = `const attempts = () => globalThis[Symbol.for('agent-replay.guard')].attempts();
    const before = attempts();
    require('node:child_process').spawnSync('perl', ['-MSocket', '-e', 'socket(S,AF_UNIX,SOCK_STREAM,0);connect(S,sockaddr_un(shift))', ${JSON.stringify(socket)}]);
    console.log(attempts() - before);`;
  const { child, netns, close } = await spawnInNamespace(process.execPath, ['-e', code], {
    policy: { mode: 'cassette' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = await child.stdout?.setEncoding('utf8').toArray();
  await close();
  service.close();
  fs.rmSync(folder, { recursive: true });
  if (netns.active) expect({ lines, isReached }).toEqual({ lines: ['1\n'], isReached: false });
});
