import { spawn } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http, { createServer, get, type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import http2 from 'node:http2';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import type { Interaction } from '@agent-replay/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openCassette } from './open-cassette.ts';
import { selfSigned } from './probe/self-signed.ts';

const MODEL = 'https://api.example.com/v1/ask';
const ASKED: Interaction = {
  id: '0001',
  lane: `GET ${MODEL}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: MODEL, headers: [] },
  response: { status: 200, headers: [['content-type', 'text/plain']], body: { text: 'taped' } },
};

async function serve(answer: RequestListener, host?: string): Promise<{ server: Server; port: number }> {
  const server = createServer(answer);
  onTestFinished(() => void server.close());
  if (host === undefined) server.listen(0);
  else server.listen(0, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

const throughFetch = async (url: string): Promise<string> => (await fetch(url)).text();
const throughHttp = async (url: string): Promise<string> => {
  const [response] = (await once(get(url), 'response')) as [NodeJS.ReadableStream];
  return text(response);
};
const passOn: RequestListener = (_, response) =>
  void throughFetch(MODEL).then((answer) => response.end(`own, ${answer}`));

describe.each(['msw', 'nock'] as const)('through %s, a server that the agent starts', (interceptor) => {
  test.each([
    ['fetch', throughFetch, '127.0.0.1', '127.0.0.1'],
    ['node:http', throughHttp, '127.0.0.1', '127.0.0.1'],
    ['fetch', throughFetch, undefined, 'localhost'],
    ['node:http', throughHttp, undefined, 'localhost'],
  ])(
    'answers itself what %s asks, and its own calls are answered from the tape',
    async (_, ask, host, name) => {
      const cassette = await openCassette({ path: 'own', interceptor, interactions: [ASKED] });
      const answer = cassette.run(async () => {
        const { port } = await serve(passOn, host);
        return ask(`http://${name}:${port}/x`);
      });
      expect(await answer).toBe('own, taped');
      expect(await cassette.close()).toMatchObject({ served: ['0001'], misses: [], blocked: [] });
    },
  );

  test('is there while a request to what is no host is refused as any other one', async () => {
    const cassette = await openCassette({ path: 'own', interceptor, interactions: [] });
    const code = await cassette.run(async () => {
      await serve(passOn);
      const request = get({ host: 'foo bar', path: '/x' });
      const [error] = (await once(request, 'error', { signal: AbortSignal.timeout(20_000) }).catch(
        (thrown: unknown) => [thrown],
      )) as [Error];
      return String((error as { code?: string }).code);
    });
    expect(code).toBe('MISS');
    await cassette.close();
  });

  test.each(['https', 'a unix socket'])(
    'is asked over %s, one request after the other, and sees nothing of the tape',
    async (way) => {
      const folder = mkdtempSync(join(tmpdir(), 'own-servers-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const client = way === 'https' ? https : http;
      const agent = new client.Agent({ maxSockets: 1 });
      const ask = async (more: object): Promise<string> => {
        const request = client.get({ agent, path: '/x', rejectUnauthorized: false, ...more });
        const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
        return text(response);
      };
      const cassette = await openCassette({ path: 'own', interceptor, interactions: [] });
      const answers = await cassette.run(async () => {
        const answer: RequestListener = ({ headers }, response) =>
          void response.end(Object.keys(headers).join());
        const server = way === 'https' ? https.createServer(selfSigned(), answer) : createServer(answer);
        onTestFinished(() => void server.close());
        server.listen(way === 'https' ? { port: 0, host: '127.0.0.1' } : { path: join(folder, 'own') });
        await once(server, 'listening');
        const address = server.address() as AddressInfo | string;
        const place =
          typeof address === 'string' ? { socketPath: address } : { host: '127.0.0.1', port: address.port };
        return Promise.all([ask(place), ask(place)]);
      });
      expect(answers).toEqual(['host,connection', 'host,connection']);
      expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
    },
  );

  test('is none of those that the process had before', async () => {
    const { port } = await serve((_, response) => response.end('live'), '127.0.0.1');
    const cassette = await openCassette({ path: 'own', interceptor, interactions: [] });
    await cassette.run(async () => {
      await serve(passOn, '127.0.0.1');
      await expect(throughFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    });
    expect((await cassette.close()).misses).toHaveLength(1);
  });

  test('has no address once it is closed', async () => {
    const cassette = await openCassette({ path: 'own', interceptor, interactions: [ASKED] });
    await cassette.run(async () => {
      const { server, port } = await serve(passOn, '127.0.0.1');
      const url = `http://127.0.0.1:${port}/`;
      expect(await throughFetch(url)).toBe('own, taped');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await expect(throughFetch(url)).rejects.toThrow();
    });
    expect((await cassette.close()).misses).toHaveLength(1);
  });
});

test('it may be asked over a WebSocket', async () => {
  const cassette = await openCassette({ path: 'own', interactions: [] });
  const heard = await cassette.run(async () => {
    const { server, port } = await serve(passOn, '127.0.0.1');
    new WebSocketServer({ server }).on('connection', (socket) => socket.send('hello'));
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    const [message] = (await once(client, 'message')) as [Buffer];
    client.terminate();
    return message.toString();
  });
  expect(heard).toBe('hello');
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
});

const heardFrom = async (socket: Socket): Promise<string> => {
  const [said] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return said.toString();
};

test.each([
  ['an address', '127.0.0.1'],
  ['a name', 'localhost'],
])('it may speak a protocol of its own, at %s', async (_, host) => {
  const cassette = await openCassette({ path: 'own', interactions: [] });
  const heard = await cassette.run(async () => {
    const server = createTcpServer((socket) => socket.end('hello')).listen(0, host);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return heardFrom(connect((server.address() as AddressInfo).port, host));
  });
  expect(heard).toBe('hello');
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
});

test.each(['msw', 'nock'] as const)(
  'through %s, it may have the first word, and be sent none',
  async (interceptor) => {
    const cassette = await openCassette({ path: 'own', interceptor, interactions: [] });
    const heard = await cassette.run(async () => {
      const server = createTcpServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const listener = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const [words] = await Promise.all([text(listener), once(listener, 'close')]);
      return words;
    });
    expect(heard).toBe('hello');
    expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
  },
);

test('it may listen on a unix socket, and others are the outside', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-servers-'));
  const outside = createTcpServer((socket) => socket.end('foreign')).listen(join(folder, 'outside'));
  onTestFinished(() => (outside.close(), rmSync(folder, { recursive: true })));
  await once(outside, 'listening');
  const cassette = await openCassette({ path: 'own', interactions: [] });
  await cassette.run(async () => {
    const server = createTcpServer((socket) => socket.end('hello')).listen(join(folder, 'own'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(await heardFrom(connect(join(folder, 'own')))).toBe('hello');
    const [error] = (await once(connect(join(folder, 'outside')), 'error')) as [Error];
    expect(error).toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
  });
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [{ operation: 'unix' }] });
});

const inFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'own-servers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};
const listenOn = async (file: string, says: string): Promise<void> => {
  const server = createTcpServer((socket) => socket.end(says)).listen(file);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
};

test('a unix socket that takes the place of its own is the outside', async () => {
  const folder = inFolder();
  await listenOn(join(folder, 'outside'), 'foreign');
  const cassette = await openCassette({ path: 'own', interactions: [] });
  await cassette.run(async () => {
    await listenOn(join(folder, 'own'), 'hello');
    renameSync(join(folder, 'own'), join(folder, 'moved'));
    symlinkSync(join(folder, 'outside'), join(folder, 'own'));
    const [error] = (await once(connect(join(folder, 'own')), 'error')) as [Error];
    expect(error).toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
    await expect(
      new Promise(
        (resolve, reject) => void get({ socketPath: join(folder, 'own') }, resolve).on('error', reject),
      ),
    ).rejects.toThrow();
    expect(await heardFrom(connect(join(folder, 'moved')))).toBe('hello');
  });
  expect(await cassette.close()).toMatchObject({ misses: [{}], blocked: [{ operation: 'unix' }] });
});

test('its unix socket is the same by any path', async () => {
  const folder = inFolder();
  const cassette = await openCassette({ path: 'own', interactions: [] });
  await cassette.run(async () => {
    await listenOn(relative(process.cwd(), join(folder, 'own')), 'hello');
    symlinkSync('own', join(folder, 'link'));
    for (const name of ['own', 'link', '../' + basename(folder) + '/own'])
      expect(await heardFrom(connect(`${folder}/${name}`))).toBe('hello');
  });
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
});

test('it may speak HTTP/2', async () => {
  const cassette = await openCassette({ path: 'own', interactions: [] });
  const heard = await cassette.run(async () => {
    const server = http2.createServer((_, response) => void response.end('hello')).listen(0);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const session = http2.connect(`http://localhost:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => session.destroy());
    return text(session.request({ ':path': '/' }));
  });
  expect(heard).toBe('hello');
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
});

test('it may speak gRPC, whose client brings a connection of its own', async () => {
  const toText = { serialize: (value: string) => Buffer.from(value), deserialize: String };
  const cassette = await openCassette({ path: 'own', interactions: [] });
  const heard = await cassette.run(async () => {
    const server = new grpc.Server();
    onTestFinished(() => server.forceShutdown());
    const say = { path: '/probe/say', requestStream: false, responseStream: false } as const;
    server.addService(
      {
        say: {
          ...say,
          requestSerialize: toText.serialize,
          requestDeserialize: toText.deserialize,
          responseSerialize: toText.serialize,
          responseDeserialize: toText.deserialize,
        },
      },
      { say: (_: unknown, answer: (error: null, said: string) => void) => answer(null, 'hello') },
    );
    const bind = promisify(server.bindAsync.bind(server));
    const port = await bind('127.0.0.1:0', grpc.ServerCredentials.createInsecure());
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    onTestFinished(() => client.close());
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(say.path, toText.serialize, toText.deserialize, 'hi', (error, said) =>
        error === null ? resolve(said) : reject(error),
      );
    });
  });
  expect(heard).toBe('hello');
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [] });
});

test('in strict it is refused as anything else', async () => {
  const cassette = await openCassette({ path: 'own', mode: 'strict', interactions: [] });
  await cassette.run(async () => {
    const { port } = await serve(passOn, '127.0.0.1');
    await expect(throughFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
  expect((await cassette.close()).blocked).toHaveLength(1);
});

test('what a program says of its servers opens no port of another process', async () => {
  const code = `require('node:http').createServer((_, r) => r.end('foreign')).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const port = Number(String((await once(child.stdout, 'data'))[0]));
  const cassette = await openCassette({ path: 'own', interactions: [] });
  await cassette.run(async () => {
    const server = { listening: true, address: () => ({ address: '127.0.0.1', port, family: 'IPv4' }) };
    for (const when of ['asyncStart', 'asyncEnd'])
      channel(`tracing:net.server.listen:${when}`).publish({ server });
    await expect(throughFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [Error];
    expect(error).toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
  });
  expect(await cassette.close()).toMatchObject({ misses: [{}], blocked: [{ operation: 'tcp' }] });
});

test('its port is the outside again as soon as it is closed', async () => {
  const cassette = await openCassette({ path: 'own', interactions: [ASKED] });
  await cassette.run(async () => {
    const { server, port } = await serve(passOn, '127.0.0.1');
    await throughHttp(`http://127.0.0.1:${port}/`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [Error];
    expect(error).toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
  });
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [{ operation: 'tcp' }] });
});
