import { timingSince } from '../timing-since.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Headers, Interaction, RecordedError, WebSocketResponse } from '@agent-replay/contracts';
import { toRecordedError } from '../http/recorded-error.ts';
import { toSessionInteraction } from '../import/session-interaction.ts';
import { withinCall } from '../running-call.ts';
import { fieldsOf, isUpgrade } from '../tap/client-request.ts';
import { listen } from '../tap/listen.ts';
import { endCall, openCall } from '../open-calls.ts';
import type { TapOptions } from '../tap/observed-call.ts';
import { observeSession } from './observe-session.ts';
import { readFields } from '../http/header-text.ts';

/**
 * Observes the WebSocket sessions of a live process, whichever client holds them: on its connection,
 * without touching what passes. A session is published when it ends, or when the tap stops; one that was never
 * opened with what kept it from that.
 *
 * @returns its own undo
 */
export function tapWebSockets(options: TapOptions): () => void {
  const open = new Set<() => void>();
  const calls = new WeakMap<object, Opening>();
  const begin = (request: object, url: string): void =>
    void calls.set(request, observeOpening(url, options, open));
  const listeners: [string, (message: Message) => void][] = [
    [
      'http.client.request.created',
      ({ request }) => {
        if (!isUpgrade(request as ClientRequest)) return;
        const { protocol, host, path } = request as ClientRequest;
        const named = String((request as ClientRequest).getHeader('host') ?? host);
        begin(request, `${protocol === 'https:' ? 'wss' : 'ws'}://${named}${path}`);
        (request as ClientRequest).prependOnceListener('socket', (socket) =>
          calls.get(request)?.observe(socket, fieldsOf(request as ClientRequest)),
        );
      },
    ],
    [
      'undici:request:create',
      ({ request }) => {
        const { upgrade, origin, path } = request as UndiciRequest;
        if (upgrade === 'websocket')
          begin(request, `${new URL(origin).origin.replace(/^http/, 'ws')}${path}`);
      },
    ],
    [
      'undici:client:sendHeaders',
      ({ request, headers, socket }) => {
        const lines = headers.split('\r\n').slice(1);
        calls.get(request)?.observe(socket, readFields(lines.filter((line) => line.includes(':'))));
      },
    ],
    ['http.client.request.error', ({ request, error }) => calls.get(request)?.fail(error)],
    ['undici:request:error', ({ request, error }) => calls.get(request)?.fail(error)],
  ];
  const undo = listeners.map(([name, listener]) => listen(name, listener as (message: unknown) => void));
  return () => {
    for (const step of undo) step();
    for (const end of open) end();
  };
}

interface Message {
  request: object;
  error: unknown;
  /** The head as it goes out. */
  headers: string;
  socket: Socket;
}

interface UndiciRequest {
  origin: string | URL;
  path: string;
  upgrade?: unknown;
}

/** A session from the first that its client does for it. */
interface Opening {
  observe: (socket: Socket, headers: Headers) => void;
  /** The client gives it up; says nothing new of one whose end was seen. */
  fail: (error: unknown) => void;
}

/** @param open the sessions that are to be ended when the tap stops */
function observeOpening(url: string, { publish }: TapOptions, open: Set<() => void>): Opening {
  const inCallersContext = AsyncLocalStorage.snapshot();
  const started = performance.now();
  const place = withinCall();
  let headers: Headers = [];
  let end = (): void => undefined;
  let isOver = false;
  let soFar = (): WebSocketResponse | undefined => undefined;
  const interactionOf = (
    outcome: { response: WebSocketResponse } | { error: RecordedError },
  ): Interaction => {
    const { request, response: _, ...call } = toSessionInteraction(url, []);
    const timing = timingSince(started);
    return { id: '', ...place, ...call, request: { ...request, headers }, ...outcome, timing };
  };
  const call = openCall((error) => {
    const response = soFar();
    return interactionOf(response === undefined ? { error } : { response });
  });
  const finish: (outcome: Parameters<typeof interactionOf>[0]) => void = (outcome) => {
    if (isOver) return;
    isOver = true;
    const kept = endCall(call);
    inCallersContext(() => publish({ interaction: interactionOf(outcome), source: 'live', ...kept }));
  };
  return {
    observe(socket, sent) {
      headers = sent;
      const session = observeSession(
        () => performance.now(),
        () => end(),
      );
      const copied = copyTraffic(socket, session);
      end = () => {
        if (!open.delete(end)) return;
        copied.restore();
        const response = session.end(copied.isEnded() || socket.errored != null);
        if (response !== undefined) finish({ response });
      };
      open.add(end);
      // It goes on: what comes later is none of what is kept of it now.
      soFar = () => structuredClone(session.end(false));
      socket.once('close', end);
    },
    fail(error) {
      end();
      finish({ error: toRecordedError(error) });
    },
  };
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
