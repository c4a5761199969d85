import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AsyncLocalStorage } from 'node:async_hooks';
import { callThroughTape } from '@agent-replay/cassette';
import { normalize, type Json } from '@agent-replay/contracts';

/** A loopback server through which the HTTP of another process is made in this one. */
export interface Proxy {
  origin: string;
  close: () => Promise<void>;
}

/** Headers that belong to one connection (RFC 9110 §7.6.1), and those that `fetch` has undone. */
const HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'content-encoding',
  'expect',
]);

/**
 * Opens a proxy: requests in absolute form (`GET http://host/path`), and those that name their target in
 * the path (`/https/host/path`), are made with `fetch` here, where the tape answers. Tools are called by
 * `POST /tools` with `{ name, arguments }`.
 */
export async function openProxy(): Promise<Proxy> {
  const inCallersContext = AsyncLocalStorage.snapshot();
  const server = createServer((request, response) => {
    void inCallersContext(() => answer(request, response)).catch((error: unknown) =>
      fail(response, 502, error),
    );
  });
  server.on('connect', (request, socket) => {
    const text = `agent-replay cannot look into TLS: use the base URL /https/${request.url} of this proxy\n`;
    socket.end(
      `HTTP/1.1 501 Not Implemented\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Environment with which common clients send their requests to the proxy. */
export function baseUrls(origin: string): Record<string, string> {
  return {
    AGENT_REPLAY_PROXY: origin,
    AGENT_REPLAY_TOOLS: `${origin}/tools`,
    HTTP_PROXY: origin,
    http_proxy: origin,
    ANTHROPIC_BASE_URL: `${origin}/https/api.anthropic.com`,
    OPENAI_BASE_URL: `${origin}/https/api.openai.com/v1`,
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bytesOf(request);
  const url = withoutOwnOrigin(request);
  if (url === '/tools') {
    await answerTool(body, response);
    return;
  }
  const target = targetOf(url);
  if (target === null) {
    fail(response, 400, new Error(`"${url}" names no target: ask for /https/<host>/<path>`));
    return;
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  const reply = await fetch(target, {
    method,
    headers: forwarded(request),
    redirect: 'manual',
    ...(hasBody && { body: new Uint8Array(body) }),
  });
  const headers = [...reply.headers].filter(([name]) => !HOP.has(name));
  response.writeHead(reply.status, reply.statusText, headers.flat());
  if (reply.body === null) response.end();
  else await pipeline(Readable.fromWeb(reply.body as never), response);
}

async function answerTool(body: Buffer, response: ServerResponse): Promise<void> {
  const { name, arguments: args = null } = JSON.parse(body.toString('utf8')) as {
    name: string;
    arguments?: Json;
  };
  const run = (): never => {
    throw new Error(`tool "${name}" has no recorded answer, and runs in another process`);
  };
  const result = await callThroughTape(
    { kind: 'tool', name, arguments: args, effect: 'write' },
    run as () => Json,
  );
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ result: normalize(result) }));
}

/** Clients that obey `HTTP_PROXY` ask for this server's own addresses through it: `POST http://127.0.0.1:<port>/tools`. */
function withoutOwnOrigin({ url = '/', socket }: IncomingMessage): string {
  const own = new RegExp(String.raw`^http://(?:127\.0\.0\.1|localhost):${socket.localPort}(?=/)`);
  return url.replace(own, '');
}

function targetOf(url: string): string | null {
  if (/^https?:\/\//.test(url)) return url;
  const match = /^\/(https?)\/([^/]+)(\/.*)?$/s.exec(url);
  return match === null ? null : `${match[1]}://${match[2]}${match[3] ?? '/'}`;
}

function forwarded(request: IncomingMessage): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name, value] = request.rawHeaders.slice(at, at + 2) as [string, string];
    if (!HOP.has(name.toLowerCase())) pairs.push([name, value]);
  }
  return pairs;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function fail(response: ServerResponse, status: number, error: unknown): void {
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: String(error) }));
}
