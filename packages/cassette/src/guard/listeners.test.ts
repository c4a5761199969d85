import { describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const LISTEN = `
  import http from 'node:http'; import net from 'node:net'; import dgram from 'node:dgram';
  const ends = (emitter) => new Promise((done) => {
    emitter.on('error', (error) => done(error.code)).on('listening', () => (done('listens'), emitter.close()));
  });
  const udp = (...at) => ends(dgram.createSocket('udp4').bind(...at));`;

describe.each(['strict', 'cassette'])('a server in %s', (mode) => {
  test('listens on loopback, and for other machines it is refused', async () => {
    const run = await runGuarded(
      `${LISTEN}
       console.log(await ends(net.createServer().listen(0, '127.0.0.1')), await ends(net.createServer().listen(0, '::1')),
         await udp(0, '127.0.0.1'));
       console.log(await ends(net.createServer().listen(0, '0.0.0.0')), await ends(http.createServer().listen(0)), await udp(0));
       console.log(globalThis[Symbol.for('agent-replay.guard')].entries().map(({ operation, target }) => operation + ' ' + target).join(', '));`,
      { mode },
    );
    expect(run.out.trim().split('\n')).toEqual([
      'listens listens listens',
      'ERR_REPLAY_BLOCKED ERR_REPLAY_BLOCKED ERR_REPLAY_BLOCKED',
      'listen 0.0.0.0:0, listen [::]:0, listen 0.0.0.0:0',
    ]);
    expect(run.code).toBe(97);
  });

  test('may listen where a rule says so', async () => {
    const run = await runGuarded(
      `${LISTEN}
       console.log(await ends(http.createServer().listen(0)), await udp(0), await ends(net.createServer().listen(0, '0.0.0.0')));`,
      { mode, allow: ['listen:[::]:*', 'listen:0.0.0.0:0'] },
    );
    expect(run).toMatchObject({ code: 0, out: 'listens listens listens\n' });
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
