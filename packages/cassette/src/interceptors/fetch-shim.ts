import type { HttpResponse } from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import { toFetchResponse } from '../http/fetch-response.ts';
import { fetchError } from '../http/recorded-error.ts';
import type { Ask } from './interceptor.ts';
import { toPlainRequest } from './plain-request.ts';

const MAX_REDIRECTS = 20;

interface ShimOptions {
  ask: Ask;
  isAllowed: (url: URL) => boolean;
  blobs: Blobs;
  speed: number;
}

/**
 * Answers the global `fetch` above the sockets: no connection is emulated, which is where the time
 * goes otherwise. References that were captured earlier are answered by the interceptor below.
 *
 * @returns its own undo
 */
export function shimFetch(options: ShimOptions): () => void {
  const original = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const live = globalThis.fetch;
  const shim: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    if (options.isAllowed(new URL(request.url))) return live(request);
    return Promise.race([follow(request, options, live), aborted(signal)]);
  };
  Object.defineProperty(globalThis, 'fetch', {
    value: shim,
    configurable: true,
    writable: true,
    enumerable: true,
  });
  return () => {
    if (original !== undefined && globalThis.fetch === shim)
      Object.defineProperty(globalThis, 'fetch', original);
  };
}

/** Follows redirects as the Fetch standard does (§4.4 HTTP-redirect fetch). */
async function follow(request: Request, options: ShimOptions, live: typeof fetch): Promise<Response> {
  let plain = await toPlainRequest(request.clone());
  for (let redirects = 0; ; redirects += 1) {
    const answer = options.ask(plain);
    if (answer.kind === 'passthrough') return live(request);
    if (answer.kind === 'error') throw fetchError(answer.error);
    if (answer.kind === 'refusal') throw failed(answer.error);
    const recorded = answer.response;
    const location = redirectOf(recorded);
    if (location === null || request.redirect === 'manual') {
      const { method, url } = plain;
      return toFetchResponse(recorded, {
        method,
        url: url.replace(/#.*$/s, ''),
        redirected: redirects > 0,
        blobs: options.blobs,
        speed: options.speed,
        signal: request.signal,
      });
    }
    if (request.redirect === 'error') throw failed(new Error('unexpected redirect'));
    if (redirects === MAX_REDIRECTS) throw failed(new Error('redirect count exceeded'));
    plain = redirected(plain, recorded.status, new URL(location, plain.url));
  }
}

function redirectOf(recorded: HttpResponse): string | null {
  if (![301, 302, 303, 307, 308].includes(recorded.status)) return null;
  return recorded.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}

type Plain = Parameters<Ask>[0];

function redirected(plain: Plain, status: number, to: URL): Plain {
  const isGet =
    (status === 303 && !['GET', 'HEAD'].includes(plain.method)) || (status <= 302 && plain.method === 'POST');
  const sameOrigin = new URL(plain.url).origin === to.origin;
  const dropped = [
    ...(isGet
      ? ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']
      : []),
    ...(sameOrigin ? [] : ['authorization', 'proxy-authorization', 'cookie', 'host']),
  ];
  return {
    method: isGet ? 'GET' : plain.method,
    url: to.href,
    headers: plain.headers.filter(([name]) => !dropped.includes(name.toLowerCase())),
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
