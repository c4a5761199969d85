import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Headers } from '@agent-replay/contracts';
import { toSessionInteraction } from '../import/session-interaction.ts';
import { withinCall } from '../running-call.ts';
import { listen } from '../tap/listen.ts';
import type { TapOptions } from '../tap/observed-call.ts';
import { observeSession } from './observe-session.ts';

/**
 * Observes the WebSocket sessions of a live process, whichever client holds them: on its connection,
 * without touching what passes. A session is published when it ends, or when the tap stops.
 *
 * @returns its own undo
 */
export function tapWebSockets({ publish }: TapOptions): () => void {
  const open = new Set<() => void>();
  const observe = (socket: Socket, url: string, headers: Headers): void => {
    const inCallersContext = AsyncLocalStorage.snapshot();
    const started = performance.now();
    const place = withinCall();
    const session = observeSession(() => performance.now());
    const copied = copyTraffic(socket, session);
    const end = (): void => {
      if (!open.delete(end)) return;
      copied.restore();
      const response = session.end(copied.isEnded() || socket.errored != null);
      if (response === undefined) return;
      const { request, ...call } = toSessionInteraction(url, response.frames, response.close);
      const timing = {
        started_ms: Math.round(started),
        duration_ms: Math.round(performance.now() - started),
      };
      const interaction = { id: '', ...place, ...call, request: { ...request, headers }, timing };
      inCallersContext(() => publish({ interaction, source: 'live' }));
    };
    open.add(end);
    socket.once('close', end);
  };
  const listeners: [string, (message: unknown) => void][] = [
    [
      'http.client.request.created',
      (message) => fromHttp((message as { request: ClientRequest }).request, observe),
    ],
    ['undici:client:sendHeaders', (message) => fromUndici(message as UndiciMessage, observe)],
  ];
  const undo = listeners.map(([name, listener]) => listen(name, listener));
  return () => {
    for (const step of undo) step();
    for (const end of open) end();
  };
}

type Observe = (socket: Socket, url: string, headers: Headers) => void;

interface UndiciMessage {
  request: { origin: string | URL; path: string; upgrade?: unknown };
  /** The head as it goes out. */
  headers: string;
  socket: Socket;
}

/** `ws` opens its sessions with node:http. */
function fromHttp(request: ClientRequest, observe: Observe): void {
  if (String(request.getHeader('upgrade')).toLowerCase() !== 'websocket') return;
  const headers = request
    .getRawHeaderNames()
    .flatMap((name) =>
      [request.getHeader(name) ?? []].flat().map((value): [string, string] => [name, String(value)]),
    );
  const host = String(request.getHeader('host') ?? request.host);
  const url = `${request.protocol === 'https:' ? 'wss' : 'ws'}://${host}${request.path}`;
  request.prependOnceListener('socket', (socket) => observe(socket, url, headers));
}

function fromUndici({ request, headers, socket }: UndiciMessage, observe: Observe): void {
  if (request.upgrade !== 'websocket') return;
  const fields = headers
    .split('\r\n')
    .slice(1)
    .filter((line) => line.includes(':'))
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
  observe(socket, `${new URL(request.origin).origin.replace(/^http/, 'ws')}${request.path}`, fields);
}

/** Copies what is written to a socket and what it reads, and sees whether its peer ended it. */
function copyTraffic(
  socket: Socket,
  session: { sent: (chunk: Uint8Array) => void; received: (chunk: Uint8Array) => void },
): { isEnded: () => boolean; restore: () => void } {
  const write = socket.write.bind(socket);
  const push = socket.push.bind(socket);
  let isEnded = false;
  Object.assign(socket, {
    write(...args: Parameters<Socket['write']>) {
      const [chunk, encoding] = args as [unknown, unknown];
      if (typeof chunk === 'string')
        session.sent(
          Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'),
        );
      else if (chunk instanceof Uint8Array) session.sent(chunk);
      return Reflect.apply<undefined, typeof args, boolean>(write, undefined, args);
    },
    push(chunk: unknown, encoding?: BufferEncoding) {
      if (chunk instanceof Uint8Array) session.received(chunk);
      if (chunk === null) isEnded = true;
      return push(chunk, encoding);
    },
  });
  const restore = (): void => {
    delete (socket as Partial<Socket>).write;
    delete (socket as Partial<Socket>).push;
  };
  return { isEnded: () => isEnded, restore };
}
