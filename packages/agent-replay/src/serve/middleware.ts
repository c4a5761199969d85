import type { IncomingMessage, ServerResponse } from 'node:http';
import { loadConfig } from '../config/load-config.ts';
import type { GateFacts } from '../gate/check-gate.ts';
import { gateFactsForMany } from '../gate/run-gate.ts';
import { healthResponse } from './health-response.ts';
import { remember } from './remember.ts';

export interface HealthGateOptions {
  /** The folder whose config holds. @default the working directory */
  root?: string;
  /** What the gate is asked about. @default the artifact and the fixtures of the config */
  facts?: () => Promise<GateFacts>;
  /** For how long an answer is good. @default 1000 */
  cacheMs?: number;
}

/** Answers 503 with reasons while the gate refuses; else hands on to `next`, or answers 200 where there is none. */
export type HealthMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

/**
 * A middleware for a service's own health check, so that it refuses when the gate does: for Express,
 * Connect and a bare `http` server.
 *
 * @example
 * app.get('/healthz', healthGate(), (request, response) => response.send('ok'));
 */
export function healthGate(options: HealthGateOptions = {}): HealthMiddleware {
  const ask = responder(options);
  return async (_, response, next) => {
    const { status, body } = await ask();
    if (status === 200 && next !== undefined) return next();
    const text = `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    response.end(text);
  };
}

/** As much of Fastify's reply as is needed. */
interface Reply {
  code(status: number): { header(name: string, value: string): { send(body: unknown): unknown } };
}

/**
 * The same as a `preHandler` for Fastify: the route's own handler answers while the gate is open.
 *
 * @example
 * app.get('/healthz', { preHandler: healthGateHook() }, async () => 'ok');
 */
export function healthGateHook(
  options: HealthGateOptions = {},
): (request: unknown, reply: Reply) => Promise<unknown> {
  const ask = responder(options);
  return async (_, reply) => {
    const { status, body } = await ask();
    if (status !== 200) return reply.code(status).header('cache-control', 'no-store').send(body);
    return undefined;
  };
}

function responder({ root, facts, cacheMs = 1000 }: HealthGateOptions) {
  let known: Promise<() => Promise<GateFacts>> | null = null;
  const read = async (): Promise<GateFacts> => {
    if (facts !== undefined) return facts();
    known ??= loadConfig(root).then(gateFactsForMany);
    known.catch(() => (known = null));
    return (await known)();
  };
  return remember(() => healthResponse(read), cacheMs);
}
