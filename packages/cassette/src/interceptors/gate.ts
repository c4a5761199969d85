import { HttpRequestInterceptor } from '@mswjs/interceptors/http';
import { AgentReplayError } from '@agent-replay/contracts';
import type { Session } from '../session.ts';
import type { WireResponse } from '../http/wire-response.ts';
import { answerTheRest, type Controller, PENDING } from './answer-the-rest.ts';
import type { HttpTape } from './http-tape.ts';
import { askUnread, whenSlow } from './read-within.ts';
import { sourceOf } from './is-intercepted.ts';
import { REQUEST_TAG } from './tag-requests.ts';

interface RequestEvent {
  request: Request;
  controller: Controller;
  stopImmediatePropagation: () => void;
}

/**
 * Stands before msw and nock, for what neither can do alike: lets single requests out, without the tag
 * they were given, and refuses tunnels, which both would let pass.
 *
 * @param isShared someone else was intercepting before; `answer` answers what they leave
 * @returns its own undo
 */
export function openGate(
  sessionOf: (headers: Headers) => Session | undefined,
  { answer, isShared }: { answer: (request: Request) => Promise<WireResponse>; isShared: boolean },
): () => void {
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
  const hold = isShared && emitter !== undefined ? answerTheRest(emitter, answer, signal) : undefined;
  const onOut = (request: Request, session: Session): void => {
    sessions.set(request, session);
    watch();
  };
  emitter?.earlyOn('request', (event) => onRequest(event, { sessionOf, onOut, hold }), { signal });
  return () => {
    stop.abort();
    interceptor.dispose();
  };
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
  on: {
    sessionOf: (headers: Headers) => Session | undefined;
    onOut: (request: Request, session: Session) => void;
    hold: ((event: RequestEvent) => void) | undefined;
  },
): void {
  const { request, controller } = event;
  const session = on.sessionOf(request.headers);
  if (request.method === 'CONNECT') {
    event.stopImmediatePropagation();
    controller.errorWith(refuseTunnel(request.url, session));
  } else if (session?.http?.letsOut(request.method, request.url) === true) {
    request.headers.delete(REQUEST_TAG);
    on.onOut(request, session);
    event.stopImmediatePropagation();
    controller.passthrough();
  } else {
    // nock lets a request pass that expects `100 Continue`.
    request.headers.delete('expect');
    if (on.hold !== undefined) on.hold(event);
    else if (session?.http != null && request.body !== null) refuseSlow(event, session.http);
  }
}

/** For a client that does not end its request, which the libraries would read to its end first. */
function refuseSlow({ request, controller }: RequestEvent, tape: HttpTape): void {
  const { method, url } = request;
  const headers = [...request.headers].filter(([name]) => name !== REQUEST_TAG);
  const isPending = () => controller.readyState === PENDING;
  const refusal = askUnread(tape, { method, url, headers });
  whenSlow(tape, refusal, isPending, (error) => void controller.errorWith(error));
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
