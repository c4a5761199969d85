import type { HttpResponse } from '@agent-replay/contracts';
import { setTimeout as wait } from 'node:timers/promises';
import { isNormalUrl } from '../engine/comparable-url.ts';
import { headersElsewhere } from '../http/headers-elsewhere.ts';
import { toFetchResponse } from '../http/fetch-response.ts';
import { letLeave } from '../http/let-leave.ts';
import { fetchError } from '../http/recorded-error.ts';
import type { AskedRequest, HttpTape } from './http-tape.ts';
import { toPlainRequest } from './plain-request.ts';
import { readWithin } from './read-within.ts';

const MAX_REDIRECTS = 20;
const NOTHING = new Uint8Array();

/** Puts back what a shim stands before. */
export interface Shim {
  (): void;
  /** False when somebody has put something before it, or has taken it away. */
  isInPlace: () => boolean;
}

/**
 * Answers the global `fetch` above the sockets: no connection is emulated, which is where the time
 * goes otherwise. References that were captured earlier are answered by the interceptor below.
 *
 * @param tapeHere the tape that a call made here and now belongs to
 * @param on.isIdle true while no tape is open: then calls that are none's go out
 * @returns its own undo
 */
export function shimFetch(
  tapeHere: () => HttpTape | null,
  { refuse, isIdle }: { refuse: (target: string) => Error; isIdle: () => boolean },
): Shim {
  const original = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const live = globalThis.fetch;
  const shim: typeof fetch = async (input, init) => {
    const tape = tapeHere();
    if (tape === null && isIdle()) return live(input, init);
    const request = init === undefined && isPlainUrl(input) ? plainGet(input) : new Request(input, init);
    const { signal, method, url } = request;
    signal?.throwIfAborted();
    if (tape === null) throw failed(refuse(`${method} ${url}`));
    if (tape.letsOut(method, url)) return request instanceof Request ? live(request) : live(input);
    const signals = (init?.signal ?? null) !== null || input instanceof Request ? signal : null;
    const answer = follow(request, tape, { signal: signals, body: init?.body });
    return signals === null ? answer : Promise.race([answer, aborted(signals)]);
  };
  Object.defineProperty(globalThis, 'fetch', {
    value: shim,
    configurable: true,
    writable: true,
    enumerable: true,
  });
  const isInPlace = (): boolean => globalThis.fetch === shim;
  const undo = (): void => {
    if (original !== undefined && isInPlace()) Object.defineProperty(globalThis, 'fetch', original);
  };
  return Object.assign(undo, { isInPlace });
}

/** A request of nothing but its address: what most are, and a `Request` of it takes as long as its answer. */
interface PlainGet {
  method: 'GET';
  url: string;
  redirect: 'follow';
  signal: null;
}

function isPlainUrl(input: unknown): input is string {
  return typeof input === 'string' && isNormalUrl(input);
}

function plainGet(url: string): PlainGet {
  return { method: 'GET', url, redirect: 'follow', signal: null };
}

/** Follows redirects as the Fetch standard does (§4.4 HTTP-redirect fetch). */
async function follow(
  request: Request | PlainGet,
  tape: HttpTape,
  { signal, body }: { signal: AbortSignal | null; body: unknown },
): Promise<Response> {
  let plain: AskedRequest =
    request instanceof Request
      ? await read(request, body, tape)
      : { method: request.method, url: request.url, headers: [], body: NOTHING };
  for (let redirects = 0; ; redirects += 1) {
    const answer = tape.ask(plain);
    if (answer.kind !== 'refusal' && answer.turn !== undefined) {
      await answer.turn;
      // Whoever gave up meanwhile follows no redirect.
      signal?.throwIfAborted();
    }
    if (answer.kind === 'error') {
      if (answer.afterMs > 0) await wait(answer.afterMs);
      await letLeave(answer.leaveMs, (left) => {
        if (signal?.aborted === true) left();
        else signal?.addEventListener('abort', left, { once: true });
      });
      throw fetchError(answer.error);
    }
    if (answer.kind === 'refusal') throw failed(answer.error);
    const recorded = answer.response;
    const location = redirectOf(recorded);
    if (location === null || request.redirect === 'manual') {
      const { method, url } = plain;
      return toFetchResponse(recorded, {
        method,
        url: url.replace(/#.*$/s, ''),
        redirected: redirects > 0,
        cutBy: answer.cutBy,
        leaveMs: answer.leaveMs,
        events: answer.events,
        until: answer.bodyTurn?.(),
        blobs: tape.blobs,
        speed: tape.speed,
        signal,
      });
    }
    if (request.redirect === 'error') throw failed(new Error('unexpected redirect'));
    if (redirects === MAX_REDIRECTS) throw failed(new Error('redirect count exceeded'));
    plain = redirected(plain, recorded.status, new URL(location, plain.url));
  }
}

async function read(request: Request, body: unknown, tape: HttpTape): Promise<AskedRequest> {
  const reading = toPlainRequest(request, body);
  if (request.body === null || typeof body === 'string') return reading;
  const { method, url, headers } = request;
  const head = { method, url, headers: [...headers] };
  const plain = await readWithin(tape, head, reading).catch((error: Error) => {
    // A body that fails while it is sent takes the call with it, which was made all the same.
    tape.ask({ ...head, body: NOTHING });
    return error;
  });
  if (plain instanceof Error) throw failed(plain);
  return plain;
}

function redirectOf(recorded: HttpResponse): string | null {
  if (![301, 302, 303, 307, 308].includes(recorded.status)) return null;
  return recorded.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}

function redirected(plain: AskedRequest, status: number, to: URL): AskedRequest {
  const isGet =
    (status === 303 && !['GET', 'HEAD'].includes(plain.method)) || (status <= 302 && plain.method === 'POST');
  const isSameOrigin = new URL(plain.url).origin === to.origin;
  return {
    method: isGet ? 'GET' : plain.method,
    url: to.href,
    headers: headersElsewhere(plain.headers, { hasBody: !isGet, isSameOrigin }),
    body: isGet ? new Uint8Array() : plain.body,
  };
}

function failed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
