import type { WireResponse } from '../http/wire-response.ts';

/** How interceptors take a request, in parts (@mswjs/interceptors: RequestController). */
export interface Controller {
  readyState: number;
  passthrough: () => unknown;
  respondWith: (response: Response) => unknown;
  errorWith: (reason?: unknown) => unknown;
}

interface RequestEvent {
  request: Request;
  controller: Controller;
}

interface ExceptionEvent extends RequestEvent {
  error: unknown;
  stopImmediatePropagation: () => void;
}

export interface Emitter {
  earlyOn: ((
    type: 'request',
    listener: (event: RequestEvent & { stopImmediatePropagation: () => void }) => void,
    options: object,
  ) => void) &
    ((
      type: 'unhandledException',
      listener: (event: ExceptionEvent) => Promise<void>,
      options: object,
    ) => void);
  on: ((type: 'request', listener: (event: RequestEvent) => Promise<void>, options: object) => void) &
    ((type: 'response', listener: (event: ResponseEvent) => void, options: object) => void);
}

interface ResponseEvent {
  request: Request;
  response: Response;
  responseType: 'mock' | 'original';
}

/** The state of a controller that nobody has answered through. */
export const PENDING = 0;

/** Where a request stands that others were asked about first. */
interface Left {
  /** Its own, since they may read the body of the other one. */
  request: Request;
  /** Gives the controller its own methods back, once it is known whether they answered. */
  settle: () => Promise<void>;
}

/**
 * The rule where others intercept already: a user's msw handlers and nock interceptors are asked first,
 * and what they answer is theirs and in no ledger; the tape answers the rest. So "nobody mocked this",
 * which both would turn into an error or a status 501, is not passed on to the client.
 *
 * @returns to be called for each request before the others see it
 */
export function answerTheRest(
  emitter: Emitter,
  answer: (request: Request) => Promise<WireResponse>,
  signal: AbortSignal,
): (event: RequestEvent) => void {
  const asked = new WeakMap<Request, Left>();
  const answerNow = async (request: Request, controller: Controller): Promise<void> => {
    const left = asked.get(request);
    await left?.settle();
    if (left === undefined || controller.readyState !== PENDING) return;
    try {
      const { status, reason, headers, body } = await answer(left.request);
      controller.respondWith(
        new Response(body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null, {
          status,
          statusText: reason,
          headers,
        }),
      );
    } catch (error) {
      controller.errorWith(error);
    }
  };
  emitter.on('request', ({ request, controller }) => answerNow(request, controller), { signal });
  emitter.earlyOn(
    'unhandledException',
    async (event) => {
      if (!isRefusal(event.error) || !asked.has(event.request)) return;
      event.stopImmediatePropagation();
      await answerNow(event.request, event.controller);
    },
    { signal },
  );
  return ({ request, controller }) => {
    asked.set(request, { request: request.clone(), settle: holdBack(controller) });
  };
}

/** Keeps refusals from a request's controller; what the others answer goes through. */
function holdBack(controller: Controller): Left['settle'] {
  const respond = controller.respondWith.bind(controller);
  const fail = controller.errorWith.bind(controller);
  let decided: Promise<unknown> | undefined;
  controller.respondWith = (response) => {
    if (response.status !== 501) return respond(response);
    decided = response
      .clone()
      .text()
      .then((text) => text.startsWith('{"code":"ERR_NOCK_NO_MATCH"') || respond(response));
    return undefined;
  };
  controller.errorWith = (reason) => (isRefusal(reason) ? undefined : fail(reason));
  return async () => {
    await decided;
    Object.assign(controller, { respondWith: respond, errorWith: fail });
  };
}

/** That nobody mocked a request: nock where the network is disabled, msw with the strategy "error". */
function isRefusal(reason: unknown): boolean {
  const { name, message } = (reason ?? {}) as { name?: unknown; message?: unknown };
  return (
    name === 'NetConnectNotAllowedError' ||
    (typeof message === 'string' && message.startsWith('[MSW] Cannot bypass a request'))
  );
}
