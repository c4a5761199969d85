import { describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const LISTEN = `
  import http from 'node:http'; import net from 'node:net'; import dgram from 'node:dgram'; import { once } from 'node:events';
  const ends = (emitter) => new Promise((done) => {
    emitter.on('error', (error) => done(error.code)).on('listening', () => (done('listens'), emitter.close()));
  });
  const udp = (...at) => ends(dgram.createSocket('udp4').bind(...at));`;

describe.each(['strict', 'cassette'])('a server in %s', (mode) => {
  test('listens on loopback, also where it asks for every address', async () => {
    const run = await runGuarded(
      `${LISTEN}
       const at = async (emitter) => {
         await once(emitter, 'listening');
         const { address } = emitter.address();
         emitter.close();
         return address;
       };
       for (const host of ['127.0.0.1', '::1', '0.0.0.0', undefined, '0:0:0::0'])
         console.log(host, await at(net.createServer().listen(0, host)));
       console.log(await at(net.createServer().listen({ port: 0, host: '::', ipv6Only: true })),
         await at(http.createServer().listen(0)), await at(dgram.createSocket('udp4').bind(0)),
         await at(dgram.createSocket({ type: 'udp6', ipv6Only: true }).bind(0)));`,
      { mode },
    );
    expect(run.out.trim().split('\n')).toEqual([
      '127.0.0.1 127.0.0.1',
      '::1 ::1',
      '0.0.0.0 127.0.0.1',
      'undefined ::ffff:127.0.0.1',
      '0:0:0::0 ::ffff:127.0.0.1',
      '::1 ::ffff:127.0.0.1 127.0.0.1 ::1',
    ]);
    expect(run.code).toBe(0);
  });

  test('may name localhost, as what looks it up may, and nothing that is asked of others', async () => {
    const run = await runGuarded(
      `${LISTEN}
       import dns from 'node:dns';
       const code = (promise) => promise.then(() => 'answered', (error) => error.code);
       console.log(await ends(http.createServer().listen(0, 'localhost')), await ends(net.createServer().listen(0, 'LOCALHOST')));
       console.log(await code(dns.promises.lookup('localhost')), await code(dns.promises.lookup('localhost.example.com')), await code(dns.promises.resolve4('localhost')));`,
      { mode },
    );
    expect(run.out.trim().split('\n')).toEqual([
      'listens listens',
      'answered ERR_REPLAY_BLOCKED ERR_REPLAY_BLOCKED',
    ]);
  });

  test('is refused for the address of another network', async () => {
    const run = await runGuarded(
      `${LISTEN}
       console.log(await ends(net.createServer().listen(0, '192.0.2.1')), await ends(http.createServer().listen(80, '2001:db8::1')), await udp(53, '192.0.2.1'));
       console.log(globalThis[Symbol.for('agent-replay.guard')].entries().map(({ operation, target }) => operation + ' ' + target).join(', '));`,
      { mode },
    );
    expect(run.out.trim().split('\n')).toEqual([
      'ERR_REPLAY_BLOCKED ERR_REPLAY_BLOCKED ERR_REPLAY_BLOCKED',
      'listen 192.0.2.1:0, listen [2001:db8::1]:80, listen 192.0.2.1:53',
    ]);
    expect(run.code).toBe(97);
  });

  test('may listen where a rule says so', async () => {
    const run = await runGuarded(
      `${LISTEN}
       const server = http.createServer().listen(0);
       console.log(await ends(dgram.createSocket('udp4').bind(0)), server.address().address);
       server.close();`,
      { mode, allow: ['listen:[::]:*', 'listen:0.0.0.0:0'] },
    );
    expect(run).toMatchObject({ code: 0, out: 'listens ::\n' });
  });
});

test('a datagram socket that only sends listens for nobody', async () => {
  const run = await runGuarded(
    `import dgram from 'node:dgram';
     const socket = dgram.createSocket('udp4');
     socket.send('x', 9, '127.0.0.1', (error) => (console.log(error), socket.close()));`,
    { mode: 'strict', allow: ['udp:127.0.0.1:9'] },
  );
  expect(run).toMatchObject({ code: 0, out: 'null\n' });
});

test('the inspector is opened for this machine only', async () => {
  const run = await runGuarded(
    `import inspector from 'node:inspector';
     try { inspector.open(0, '0.0.0.0') } catch ({ code }) { console.log(code) }`,
    { mode: 'cassette' },
  );
  expect(run).toMatchObject({ code: 97, out: 'ERR_REPLAY_BLOCKED\n' });
});
