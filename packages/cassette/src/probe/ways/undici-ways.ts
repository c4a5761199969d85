import net from 'node:net';
import { wayOut, type WayOut } from '../way-out.ts';

type Undici = typeof import('undici');

/** undici from npm, in both current majors: its own copy, which no patch of the global `fetch` reaches. */
export const undiciWays = [...waysOf('undici@7', 'undici 7'), ...waysOf('undici@8', 'undici 8')];

function waysOf(packageName: string, label: string): WayOut[] {
  const needs = [packageName];
  const body = async ({ body: content }: { body: { text: () => Promise<string> } }) => content.text();
  const way = (
    name: string,
    run: (undici: Undici, targets: Parameters<WayOut['run']>[0]['targets']) => Promise<unknown>,
  ) =>
    wayOut({
      name: `${label} ${name}`,
      needs,
      answerable: true,
      run: async ({ load, targets }) => run((await load(packageName)) as Undici, targets),
    });
  return [
    way('fetch', async (undici, { http }) => (await undici.fetch(`${http}/u-fetch`)).text()),
    way('request', async (undici, { http }) => body(await undici.request(`${http}/u-request`))),
    way('stream', async (undici, { http }) => {
      const chunks: Buffer[] = [];
      const { Writable } = process.getBuiltinModule('node:stream');
      await undici.stream(
        `${http}/u-stream`,
        { method: 'GET' },
        () => new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(chunk), done()) }),
      );
      return Buffer.concat(chunks).toString();
    }),
    way('Agent', async (undici, { http }) =>
      body(await new undici.Agent().request({ origin: http, path: '/u-agent', method: 'GET' })),
    ),
    way('Pool', async (undici, { http }) =>
      body(await new undici.Pool(http).request({ path: '/u-pool', method: 'GET' })),
    ),
    way('Client', async (undici, { http }) =>
      body(await new undici.Client(http).request({ path: '/u-client', method: 'GET' })),
    ),
    way('https', async (undici, { https }) =>
      body(
        await new undici.Agent({ connect: { rejectUnauthorized: false } }).request({
          origin: https,
          path: '/u-https',
          method: 'GET',
        }),
      ),
    ),
    way('unix socket', async (undici, { unixHttp }) =>
      body(
        await new undici.Client('http://localhost', { socketPath: unixHttp }).request({
          path: '/u-unix',
          method: 'GET',
        }),
      ),
    ),
    way('RetryAgent', async (undici, { http }) =>
      body(
        await new undici.RetryAgent(new undici.Agent(), { maxRetries: 0 }).request({
          origin: http,
          path: '/u-retry',
          method: 'GET',
        }),
      ),
    ),
    way('BalancedPool', async (undici, { http }) =>
      body(await new undici.BalancedPool([http]).request({ path: '/u-balanced', method: 'GET' })),
    ),
    way('Client with a connection of its own', async (undici, { http }) => {
      const connect = (_options: unknown, done: (error: Error | null, socket: net.Socket | null) => void) => {
        const { hostname, port } = new URL(http);
        const socket = net.connect(Number(port), hostname, () => done(null, socket));
        socket.on('error', (error) => done(error, null));
      };
      const client = new undici.Client(http, { connect: connect as never });
      return body(await client.request({ path: '/u-own', method: 'GET' }));
    }),
    way('pipeline', async (undici, { http }) => {
      const answer = undici.pipeline(
        `${http}/u-pipeline`,
        { method: 'POST' },
        ({ body: content }) => content,
      );
      const chunks: Buffer[] = [];
      for await (const chunk of answer.end('x')) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    }),
    wayOut({
      name: `${label} connect`,
      needs,
      run: async ({ load, targets }) => {
        const { connect } = (await load(packageName)) as Undici;
        await connect(`${targets.http}/u-connect`);
        return 'connected';
      },
    }),
    wayOut({
      name: `${label} H2CClient`,
      needs,
      run: async ({ load, targets }) => {
        const { H2CClient } = (await load(packageName)) as Undici;
        return body(await new H2CClient(targets.h2c).request({ path: '/u-h2c', method: 'GET' }));
      },
    }),
    wayOut({
      name: `${label} WebSocketStream`,
      needs,
      run: async ({ load, targets }) => {
        const { WebSocketStream } = (await load(packageName)) as Undici;
        const stream = new WebSocketStream(`${targets.ws}/u-ws-stream`);
        stream.closed.catch(() => undefined);
        await stream.opened;
        return 'open';
      },
    }),
    wayOut({
      name: `${label} EnvHttpProxyAgent`,
      needs,
      run: async ({ load, targets }) => {
        const { EnvHttpProxyAgent, request } = (await load(packageName)) as Undici;
        const dispatcher = new EnvHttpProxyAgent({
          httpProxy: targets.proxy,
          noProxy: '',
          proxyTunnel: true,
        });
        return body(await request(`${targets.http}/u-env-proxy`, { dispatcher }));
      },
    }),
    wayOut({
      name: `${label} upgrade`,
      needs,
      run: async ({ load, targets }) => {
        const { upgrade } = (await load(packageName)) as Undici;
        await upgrade(`${targets.http}/u-upgrade`, { protocol: 'probe' });
        return 'upgraded';
      },
    }),
    wayOut({
      name: `${label} Agent opened before`,
      needs,
      answerable: true,
      before: async ({ load, targets }) => {
        const { Agent } = (await load(packageName)) as Undici;
        const agent = new Agent({ keepAliveTimeout: 60_000 });
        await agent.request({ origin: targets.http, path: '/warm', method: 'GET' }).then(body, () => '');
        return agent;
      },
      run: async ({ targets }, agent) =>
        body(await agent.request({ origin: targets.http, path: '/u-warm', method: 'GET' })),
    }),
    wayOut({
      name: `${label} ProxyAgent`,
      needs,
      run: async ({ load, targets }) => {
        const { ProxyAgent, request } = (await load(packageName)) as Undici;
        const dispatcher = new ProxyAgent({ uri: targets.proxy, proxyTunnel: true });
        return body(await request(`${targets.http}/u-proxy`, { dispatcher }));
      },
    }),
    wayOut({
      name: `${label} HTTP/2`,
      needs,
      run: async ({ load, targets }) => {
        const { Agent } = (await load(packageName)) as Undici;
        const agent = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
        return body(await agent.request({ origin: targets.h2, path: '/u-h2', method: 'GET' }));
      },
    }),
    wayOut({
      name: `${label} WebSocket`,
      needs,
      run: async ({ load, targets }) => {
        const { WebSocket: Socket } = (await load(packageName)) as Undici;
        return opened(new Socket(`${targets.ws}/u-ws`));
      },
    }),
    wayOut({
      name: `${label} EventSource`,
      needs,
      run: async ({ load, targets }) => {
        const { EventSource } = (await load(packageName)) as Undici;
        return opened(new EventSource(`${targets.http}/sse`));
      },
    }),
  ];
}

/** Settles with the first thing that an event target says about its connection. */
export function opened(target: EventTarget): Promise<string> {
  return new Promise((resolve, reject) => {
    target.addEventListener('open', () => resolve('open'));
    target.addEventListener('error', (event) =>
      reject((Reflect.get(event, 'error') as Error) ?? new Error('error event')),
    );
    target.addEventListener('close', () => reject(new Error('close event')));
  });
}
