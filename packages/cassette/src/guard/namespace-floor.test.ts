import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';
import { netnsState } from './spawn-in-namespace.ts';
import type floors = require('./namespace-floor.cts');

const built = new URL('../../dist/bundle/index.js', import.meta.url).href;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'floor-test-'));
const [hidden, allowed] = [path.join(folder, 'hidden.sock'), path.join(folder, 'allowed.sock')];
let hits = 0;
const servers = [0, hidden, allowed].map((at) => ({
  at,
  server: http.createServer((_request, response) => {
    if (at !== allowed) hits += 1;
    response.end('live');
  }),
}));
let port = 0;

beforeAll(async () => {
  for (const { at, server } of servers) {
    await new Promise<void>((resolve) =>
      server.listen(at === 0 ? { port: 0, host: '127.0.0.1' } : { path: at as string }, resolve),
    );
    if (at === 0) port = (server.address() as AddressInfo).port;
  }
});
afterAll(() => {
  for (const { server } of servers) server.close();
  fs.rmSync(folder, { recursive: true });
});

/** Runs code with a cassette open, in a process as a runner has it; prints what `say` was told, and the ledger. */
async function withCassette(code: string, allow: readonly string[] = []) {
  const run = await runGuarded(
    `import { spawn, spawnSync, execSync } from 'node:child_process';
     import { openCassette } from ${JSON.stringify(built)};
     const cassette = await openCassette({ path: 'nothing', interactions: [], allow: ${JSON.stringify(allow)} });
     const said = [];
     const say = (what) => said.push(what);
     ${code}
     const { blocked, unguarded } = await cassette.close();
     console.log(JSON.stringify({ said, blocked, unguarded }));`,
    { mode: 'cassette', allow, exit: false },
  );
  return JSON.parse(run.out) as {
    said: unknown[];
    blocked: { operation: string; target: string; call_site: string | null }[];
    unguarded: { channel: string }[];
  };
}

test('an attempt of a program to leave is in the ledger with who started it, although it was swallowed', async () => {
  const { blocked, unguarded } = await withCassette(
    `try { execSync('exec 3<>/dev/tcp/127.0.0.1/${port}', { shell: 'bash', stdio: 'ignore' }) } catch {}`,
  );
  if (netnsState().active)
    expect(blocked).toEqual([
      {
        code: 'ERR_REPLAY_BLOCKED',
        operation: 'route',
        target: 'the network: one attempt by programs that no hook sees: bash',
        call_site: expect.stringContaining('[eval1]') as string,
      },
    ]);
  else expect(unguarded).toHaveLength(1);
  expect(hits).toBe(0);
});

test('an attempt is told with the programs of its own tape', async () => {
  const { blocked } = await withCassette(
    `spawnSync('true');
     await cassette.close();
     const next = await openCassette({ path: 'nothing', interactions: [] });
     try { execSync('exec 3<>/dev/tcp/127.0.0.1/${port}', { shell: 'bash', stdio: 'ignore' }) } catch {}
     cassette.close = next.close;`,
  );
  if (netnsState().active)
    expect(blocked.map(({ target }) => target)).toEqual([
      'the network: one attempt by programs that no hook sees: bash',
    ]);
  expect(hits).toBe(0);
});

test('programs reach each other on loopback, each in its own folder, and end by the signal that they get', async () => {
  const { said, blocked } = await withCassette(
    `const server = spawn(process.execPath, ['-e', \`
       require('node:http').createServer((q, r) => r.end('sibling')).listen(0, '127.0.0.1', function () { console.log(this.address().port) });\`]);
     const [port] = await server.stdout.setEncoding('utf8').take(1).toArray();
     say(spawnSync('bash', ['-c', 'pwd; exec 3<>/dev/tcp/127.0.0.1/' + Number(port) + '; printf "GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n" >&3; tail -n 1 <&3'], { cwd: ${JSON.stringify(folder)}, encoding: 'utf8' }).stdout);
     server.kill('SIGTERM');
     say(await new Promise((resolve) => server.on('exit', (_code, signal) => resolve(signal))));`,
  );
  expect(said).toEqual([`${fs.realpathSync(folder)}\nsibling`, 'SIGTERM']);
  expect(blocked).toEqual([]);
});

test('a program reaches the ports of loopback that are allowed, from the first on', async () => {
  const ask = `say(spawnSync('bash', ['-c', 'exec 3<>/dev/tcp/127.0.0.1/${port}; printf "GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n" >&3; tail -n 1 <&3'], { encoding: 'utf8' }).stdout);`;
  const { said, blocked } = await withCassette(ask + ask, [`tcp:127.0.0.1:${port}`]);
  expect([said, blocked]).toEqual([['live', 'live'], []]);
  hits = 0;
});

test('a program does not reach the unix sockets of this machine, but those that are allowed', async () => {
  const ask = (socket: string) => `
    const client = \`require('node:http').get({ socketPath: '${socket}' }, (r) => r.pipe(process.stdout)).on('error', (e) => console.log(e.code))\`;
    say(spawnSync('sh', ['-c', 'AGENT_REPLAY_GUARD= NODE_OPTIONS= exec "$0" -e "$1"', process.execPath, client], { encoding: 'utf8' }).stdout.trim());`;
  const [one, other] = [
    await withCassette(ask(hidden)),
    await withCassette(ask(allowed), [`unix:${allowed}`]),
  ];
  if (!netnsState().active) return expect(one.unguarded).toHaveLength(1);
  expect([one.said, other.said]).toEqual([['ECONNRESET'], ['live']]);
  expect([one, other].map(({ blocked }) => blocked.map(({ target }) => target))).toEqual([
    ['the network: one attempt by programs that no hook sees: sh'],
    [],
  ]);
  expect(hits).toBe(0);
});

test('a program that hangs up at once on a hidden socket is in the ledger all the same', async () => {
  const { blocked, unguarded } = await withCassette(
    `say(spawnSync('perl', ['-MSocket', '-e', 'socket(S,AF_UNIX,SOCK_STREAM,0);connect(S,sockaddr_un(shift))', ${JSON.stringify(hidden)}]).status);`,
  );
  if (!netnsState().active) return expect(unguarded).toHaveLength(1);
  expect(blocked.map(({ target }) => target)).toEqual([
    'the network: one attempt by programs that no hook sees: perl',
  ]);
  expect(hits).toBe(0);
});

test('a program that sends much to a hidden socket before it reads does not wait for ever', async () => {
  const sends = `local $SIG{PIPE} = 'IGNORE'; alarm 20; socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,sockaddr_un(shift));
    for (1..64) { syswrite(S, 'x' x 65536) or exit 3 } exit(sysread(S, my $got, 9) == 0 ? 0 : 4)`;
  const { said, blocked } = await withCassette(
    `say(spawnSync('perl', ['-MSocket', '-e', ${JSON.stringify(sends)}, ${JSON.stringify(hidden)}]).status);`,
  );
  if (!netnsState().active) return;
  expect([said, blocked.length, hits]).toEqual([[0], 1, 0]);
});

test('a program that tries a hidden socket again and again makes no later tape clean', async () => {
  const tries = (count: number): string =>
    `spawnSync('perl', ['-MSocket', '-e', 'for (1..${count}) { socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,sockaddr_un($ARGV[0])); close S }', ${JSON.stringify(hidden)}]);`;
  const { said, blocked } = await withCassette(
    `const targets = async (tape) => say((await tape.close()).blocked.map(({ target }) => target));
     ${tries(100)} await targets(cassette);
     const next = await openCassette({ path: 'nothing', interactions: [] });
     ${tries(1)} await targets(next);
     const many = await openCassette({ path: 'nothing', interactions: [] });
     ${tries(300)} await targets(many);
     const last = await openCassette({ path: 'nothing', interactions: [] });
     ${tries(1)}
     cassette.close = last.close;`,
  );
  if (!netnsState().active) return;
  const told = (what: string): string => `the network: ${what} by programs that no hook sees: perl`;
  expect([...said, blocked.map(({ target }) => target)]).toEqual([
    [told('100 attempts')],
    [told('one attempt')],
    [told('more attempts than can be counted')],
    [told('more attempts than can be counted')],
  ]);
  expect(hits).toBe(0);
});

test('what the C library asks for names is hidden, and no attempt', () => {
  const floor = createRequire(import.meta.url)('../../dist/guard/namespace-floor.cjs') as typeof floors;
  const asked = [
    '/run/nscd/socket',
    '/var/run/systemd/userdb/io.systemd.Machine',
    '/run/nslcd/socket',
    '/var/run/samba/winbindd/pipe',
    '/var/lib/sss/pipes/nss',
  ];
  const others = ['/run/docker.sock', '/run/samba/nmbd/unexpected'];
  expect(floor.decoys.coverSockets([...asked, ...others], '/decoy')).toEqual([
    ...asked.flatMap((file) => ['/dev/null', file]),
    ...others.flatMap((file) => ['/decoy', file]),
  ]);
});

test('a program does not undo its namespace, not even as root', async () => {
  const { said, blocked } = await withCassette(
    `const sh = (script) => spawnSync('sh', ['-c', script + ' 2>/dev/null; perl -MSocket -e "socket(S,AF_UNIX,SOCK_STREAM,0);connect(S,sockaddr_un(shift))" ${hidden}']).status;
     sh('umount ${hidden}');
     say(spawnSync('nsenter', ['--net=/proc/${process.pid}/ns/net', 'true']).status === 0);
     say(spawnSync('unshare', ['--mount', 'true']).status === 0);`,
  );
  if (!netnsState().active) return;
  expect([said, blocked.length, hits]).toEqual([[false, false], 1, 0]);
});
