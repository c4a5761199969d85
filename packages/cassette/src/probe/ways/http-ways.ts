import { EventEmitter } from 'node:events';
import http, { Agent, get, request, type RequestOptions } from 'node:http';
import * as httpNamespace from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { wayOut } from '../way-out.ts';

/** `node:http` and `node:https`, by every kind of import, agent and connection. */
export const httpWays = [
  wayOut({
    name: 'http.get (default import)',
    answerable: true,
    run: ({ targets }) => read(http.get(`${targets.http}/get`)),
  }),
  wayOut({
    name: 'http.request (default import)',
    answerable: true,
    run: ({ targets }) => read(http.request(`${targets.http}/request`)),
  }),
  wayOut({
    name: 'http.get (named import)',
    answerable: true,
    run: ({ targets }) => read(get(`${targets.http}/named`)),
  }),
  wayOut({
    name: 'http.request (named import)',
    answerable: true,
    run: ({ targets }) => read(request(`${targets.http}/named`)),
  }),
  wayOut({
    name: 'http.get (namespace import)',
    answerable: true,
    run: ({ targets }) => read(httpNamespace.get(`${targets.http}/space`)),
  }),
  wayOut({
    name: 'http.ClientRequest',
    answerable: true,
    run: ({ targets }) => read(new http.ClientRequest(`${targets.http}/class`)),
  }),
  wayOut({
    name: 'http.request captured before',
    answerable: true,
    before: () => http.request,
    run: ({ targets }, captured) => read(captured(`${targets.http}/captured`)),
  }),
  wayOut({
    name: 'http keep-alive agent',
    answerable: true,
    run: ({ targets }) => read(http.get(`${targets.http}/keep`, { agent: new Agent({ keepAlive: true }) })),
  }),
  wayOut({
    name: 'http keep-alive agent opened before',
    answerable: true,
    before: async ({ targets }) => {
      const agent = new Agent({ keepAlive: true });
      await read(http.get(`${targets.http}/warm`, { agent })).catch(() => '');
      return agent;
    },
    run: ({ targets }, agent) => read(http.get(`${targets.http}/keep`, { agent })),
  }),
  wayOut({
    name: 'http.globalAgent replaced',
    answerable: true,
    run: ({ targets }) => {
      http.globalAgent = new Agent({ keepAlive: true, maxSockets: 1 });
      return read(http.get(`${targets.http}/global-agent`));
    },
  }),
  wayOut({
    name: 'http custom createConnection',
    answerable: true,
    run: ({ targets }) =>
      read(
        http.get(`${targets.http}/create`, {
          createConnection: (options) => net.connect(options as net.NetConnectOpts),
        }),
      ),
  }),
  wayOut({
    name: 'http with no agent',
    answerable: true,
    run: ({ targets }) => read(http.get(`${targets.http}/no-agent`, { agent: false })),
  }),
  wayOut({
    name: 'http with a lookup of its own',
    answerable: true,
    run: ({ targets }) =>
      read(
        http.get(`http://probe.example.com:${new URL(targets.http).port}/lookup`, {
          lookup: (_name, _options, done) => done(null, [{ address: targets.host, family: 4 }]),
        }),
      ),
  }),
  wayOut({
    name: 'http agent with a proxy from the environment',
    answerable: true,
    run: ({ targets }) =>
      read(
        http.get(`${targets.http}/env-proxy`, {
          agent: new Agent({ proxyEnv: { http_proxy: targets.proxy } }),
        }),
      ),
  }),
  wayOut({
    name: 'http unix socket',
    answerable: true,
    run: ({ targets }) => read(http.get({ socketPath: targets.unixHttp, path: '/unix' })),
  }),
  wayOut({
    name: 'http Expect: 100-continue',
    run: ({ targets }) => {
      const sent = http.request(`${targets.http}/expect`, {
        method: 'POST',
        headers: { expect: '100-continue' },
      });
      sent.on('continue', () => sent.end('body'));
      sent.flushHeaders();
      return answer(sent);
    },
  }),
  wayOut({
    name: 'http CONNECT',
    run: ({ targets }) => {
      const sent = http.request(targets.proxy, { method: 'CONNECT', path: new URL(targets.http).host });
      sent.end();
      return EventEmitter.once(sent, 'connect').then(() => 'connect');
    },
  }),
  wayOut({
    name: 'http CONNECT with a body',
    run: ({ targets }) => {
      const sent = http.request(targets.proxy, { method: 'CONNECT', path: new URL(targets.http).host });
      sent.end('body');
      return EventEmitter.once(sent, 'connect').then(() => 'connect');
    },
  }),
  wayOut({
    name: 'http Upgrade',
    run: ({ targets }) => {
      const sent = http.get(`${targets.http}/upgrade`, {
        headers: { connection: 'upgrade', upgrade: 'probe' },
      });
      return Promise.race([EventEmitter.once(sent, 'upgrade').then(() => 'upgrade'), answer(sent)]);
    },
  }),
  wayOut({
    name: 'https.get',
    answerable: true,
    run: ({ targets }) => read(https.get(`${targets.https}/get`, { rejectUnauthorized: false })),
  }),
  wayOut({
    name: 'https.request captured before',
    answerable: true,
    before: () => https.request,
    run: ({ targets }, captured) =>
      read(captured(`${targets.https}/captured`, { rejectUnauthorized: false })),
  }),
  wayOut({
    name: 'https through a CONNECT agent',
    run: ({ targets }) =>
      read(
        https.get(`${targets.https}/tunnel`, {
          rejectUnauthorized: false,
          agent: tunnelAgent(targets.proxy),
        }),
      ),
  }),
];

function read(sent: http.ClientRequest): Promise<string> {
  sent.end();
  return answer(sent);
}

async function answer(sent: http.ClientRequest): Promise<string> {
  const [response] = (await EventEmitter.once(sent, 'response')) as [http.IncomingMessage];
  return (await response.setEncoding('utf8').toArray()).join('');
}

function tunnelAgent(proxy: string): https.Agent {
  const agent = new https.Agent();
  Reflect.set(
    agent,
    'createConnection',
    (options: RequestOptions, done: (error: Error | null, socket?: net.Socket) => void) => {
      const connect = http.request(proxy, { method: 'CONNECT', path: `${options.host}:${options.port}` });
      connect.on('error', done);
      connect.on('connect', (_response, socket) =>
        done(null, tls.connect({ socket, rejectUnauthorized: false })),
      );
      connect.end();
    },
  );
  return agent;
}
