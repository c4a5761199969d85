import { AgentReplayError } from '@agent-replay/contracts';
import type { Session } from '../session.ts';
import { REQUEST_TAG } from './tag-requests.ts';

interface RequestEvent {
  request: Request;
  controller: { passthrough: () => unknown; errorWith: (reason: Error) => unknown };
  stopImmediatePropagation: () => void;
}

interface ResponseEvent {
  request: Request;
  response: Response;
  responseType: 'mock' | 'original';
}

interface Source {
  readyState: string;
  emitter: {
    earlyOn: (type: 'request', listener: (event: RequestEvent) => void, options: object) => void;
    on: (type: 'response', listener: (event: ResponseEvent) => void, options: object) => void;
  };
}

const SOURCE = Symbol.for('node-http-request-source');

/**
 * Stands before msw and nock, for what neither can do alike: lets single requests out, without the tag
 * they were given, and refuses tunnels, which both would let pass.
 *
 * @returns its undo, and whether someone else was intercepting before
 */
export async function openGate(
  sessionOf: (headers: Headers) => Session | undefined,
): Promise<{ isShared: boolean; undo: () => void }> {
  const { HttpRequestInterceptor } = await import('@mswjs/interceptors/http');
  const isShared = sourceOf()?.readyState === 'ACTIVE';
  const interceptor = new HttpRequestInterceptor();
  interceptor.apply();
  const stop = new AbortController();
  const { signal } = stop;
  const emitter = sourceOf()?.emitter;
  const sessions = new WeakMap<Request, Session>();
  const watch = once(() =>
    emitter?.on(
      'response',
      ({ request, response, responseType }) => {
        if (responseType === 'original') sessions.get(request)?.http?.observe(request, response);
      },
      { signal },
    ),
  );
  emitter?.earlyOn(
    'request',
    (event) =>
      onRequest(event, sessionOf, (session) => {
        sessions.set(event.request, session);
        watch();
      }),
    { signal },
  );
  return {
    isShared,
    undo() {
      stop.abort();
      interceptor.dispose();
    },
  };
}

/** The one place through which every interceptor of the process sees requests. */
function sourceOf(): Source | undefined {
  const registry = (globalThis as { __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, unknown> })
    .__MSW_INTERCEPTORS_REGISTRY;
  return registry?.get(SOURCE) as Source | undefined;
}

/** A listener for responses makes interceptors copy every one, so there is none until a call goes out. */
function once(fn: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) fn();
    isDone = true;
  };
}

function onRequest(
  event: RequestEvent,
  sessionOf: (headers: Headers) => Session | undefined,
  onOut: (session: Session) => void,
): void {
  const { request, controller } = event;
  const session = sessionOf(request.headers);
  if (request.method === 'CONNECT') {
    event.stopImmediatePropagation();
    controller.errorWith(refuseTunnel(request.url, session));
  } else if (session?.http?.letsOut(request.method, request.url) === true) {
    request.headers.delete(REQUEST_TAG);
    onOut(session);
    event.stopImmediatePropagation();
    controller.passthrough();
  } else {
    // nock lets a request pass that expects `100 Continue`.
    request.headers.delete('expect');
  }
}

function refuseTunnel(url: string, session: Session | undefined): Error {
  session?.block({ code: 'ERR_REPLAY_BLOCKED', operation: 'tunnel', target: url, call_site: null });
  const error = new AgentReplayError(
    'BLOCKED',
    `Failed to replay "CONNECT ${url}": what goes through a tunnel cannot be seen.`,
    { lines: [['fix', 'take the proxy away: a replay needs no way to the network']] },
  );
  return Object.assign(error, { errno: -1 });
}
