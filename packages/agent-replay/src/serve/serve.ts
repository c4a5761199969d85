import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MonitorArtifact } from '@agent-replay/contracts';
import { checkGate, type GateFacts } from '../gate/check-gate.ts';
import { mergeMonitors } from '../monitor/merge-monitors.ts';
import { OPEN_METRICS_TYPE, openMetrics } from '../monitor/open-metrics.ts';
import { healthResponse } from './health-response.ts';
import { remember } from './remember.ts';

export interface ServeOptions {
  /** What the gate is asked about. */
  facts: () => Promise<GateFacts>;
  /** The report's HTML; without it `/` is not found. */
  report?: (facts: GateFacts) => string | Promise<string>;
  /** For how long what was read is good, in milliseconds. @default 1000 */
  cacheMs?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** @default 0, any free port */
  port?: number;
  /** When set, every path but `/readyz` asks for `Authorization: Bearer <token>`. */
  token?: string;
}

/** How long a client may take to end what it has begun. */
const CLOSE_LIMIT_MS = 5000;

/** A server that is up. */
export interface Serving {
  url: string;
  /** Takes no new request, ends the open ones, and resolves when all are done. */
  close: () => Promise<void>;
}

/** Serves health as HTTP: `/healthz` (200 or 503 with reasons), `/readyz`, `/metrics` and the report at `/`. */
export async function serve(given: ServeOptions): Promise<Serving> {
  const options = answersOf(given);
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      sendJson(response, 503, { error: (error as Error).message });
    });
  });
  await listen(server, options);
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () => close(server),
  };
}

interface Answers extends ServeOptions {
  health: () => Promise<{ status: number; text: string }>;
  metrics: () => Promise<string>;
}

/** What is answered is made once for all who ask within a short time. */
function answersOf(given: ServeOptions): Answers {
  const ms = given.cacheMs ?? 1000;
  const facts = remember(given.facts, ms);
  return {
    ...given,
    facts,
    health: remember(async () => {
      const { status, body } = await healthResponse(facts);
      return { status, text: `${JSON.stringify(body)}\n` };
    }, ms),
    metrics: remember(async () => {
      const known = await facts();
      return openMetrics(artifactOf(known), checkGate(known));
    }, ms),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: Answers): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendJson(response, 405, { error: 'method not allowed' });
  }
  if (path === '/readyz') return sendJson(response, 200, { status: 'ready' });
  if (!isAuthorised(request, options.token)) {
    response.setHeader('www-authenticate', 'Bearer');
    return sendJson(response, 401, { error: 'a bearer token is required' });
  }
  if (path === '/healthz') {
    const { status, text } = await options.health();
    return send(response, status, JSON_TYPE, text);
  }
  if (path === '/metrics') return send(response, 200, OPEN_METRICS_TYPE, await options.metrics());
  if (path === '/' && options.report !== undefined) {
    return send(response, 200, 'text/html; charset=utf-8', await options.report(await options.facts()));
  }
  return sendJson(response, 404, { error: 'not found' });
}

/** As it is now: what was fresh when it was written may be stale since. */
function artifactOf({ artifact, now }: GateFacts): MonitorArtifact | null {
  return 'fixtures' in artifact ? mergeMonitors([artifact], now) : null;
}

function isAuthorised(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const JSON_TYPE = 'application/json; charset=utf-8';

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, JSON_TYPE, `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function listen(server: Server, { host = '127.0.0.1', port = 0 }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
    server.close((error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
