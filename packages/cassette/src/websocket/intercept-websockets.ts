import { AsyncLocalStorage } from 'node:async_hooks';
import { Interceptor } from '@mswjs/interceptors';
import { SocketInterceptor } from '@mswjs/interceptors/net';
import { serveConnection } from './serve-connection.ts';
import { splitConnection } from './split-connection.ts';
import { readUpgradeRequest } from './upgrade-request.ts';
import type { Connect } from './connect.ts';

export interface InterceptWebSocketsOptions {
  /** Answers a session, or leaves it `unanswered`; throws the error that its client is to see. */
  connect: Connect;
  /** Sessions that are let out. */
  isAllowed: (url: URL) => boolean;
}

/**
 * Intercepts WebSocket sessions below every client: the global class, undici's, `ws`. It sees each
 * connection before the HTTP interceptors do, takes those that open with a WebSocket handshake, and
 * leaves the others to them; so it works under msw and under nock, and replaces no global.
 *
 * @returns its own undo
 */
export function interceptWebSockets(options: InterceptWebSocketsOptions): () => void {
  const interceptor = Interceptor.singleton(SocketInterceptor);
  const owner = {};
  const stop = new AbortController();
  interceptor.apply(owner);
  // Public `on` would put this listener behind those of interceptors that a user has already enabled.
  const { emitter } = interceptor as unknown as { emitter: { earlyOn: typeof interceptor.on } };
  emitter.earlyOn(
    'connection',
    (event) => {
      const { socket, controller, connectionOptions } = event;
      const origin = originOf(connectionOptions, socket);
      const inCallersContext = AsyncLocalStorage.snapshot();
      event.socket = splitConnection(socket, (chunk) => {
        const request = readUpgradeRequest(chunk, origin);
        if (request === undefined || options.isAllowed(new URL(request.url))) return undefined;
        controller.claim();
        return serveConnection(socket, request, (...asked) => inCallersContext(options.connect, ...asked));
      });
    },
    { signal: stop.signal },
  );
  return () => {
    // Without a reason a DOMException is made, with a stack that nobody reads.
    stop.abort('closed');
    interceptor.dispose(owner);
  };
}

interface Target {
  host?: unknown;
  servername?: unknown;
  port?: unknown;
}

function originOf({ host, servername, port }: Target, socket: object): string {
  const secure = 'encrypted' in socket && socket.encrypted === true;
  const [name = 'localhost'] = [servername, host].filter(
    (each) => typeof each === 'string' && each !== '',
  ) as string[];
  const usual = secure ? 443 : 80;
  const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  return `${secure ? 'wss' : 'ws'}://${authority}${Number(port ?? usual) === usual ? '' : `:${Number(port)}`}`;
}
