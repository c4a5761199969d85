import type {
  Headers as RecordedHeaders,
  HttpRequest,
  HttpResponse,
  RecordedError,
} from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { toRecordedError } from '../http/recorded-error.ts';
import { byteStream, closeStream } from '../http/byte-stream.ts';
import { headersElsewhere } from '../http/headers-elsewhere.ts';
import { withUrl } from '../http/with-url.ts';
import { isLocalUrl } from '../http/is-local-url.ts';
import { readBody } from '../http/read-body.ts';
import { type BodyCollector, collectBody, requestBody } from './collect-body.ts';
import { observeCall, type ObservedCall, type TapOptions } from './observed-call.ts';
import { type Hop, withinFetch } from './tap-undici.ts';

/** Observes the global `fetch`; returns its own undo. */
export function tapFetch(options: TapOptions): () => void {
  const live = globalThis.fetch;
  const tapped: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    // It never goes out, and a replay would not ask for it either.
    if (request.signal.aborted || isLocalUrl(request.url)) return live(request);
    const call = observeCall(options);
    const plain = describe(request);
    void plain.then(
      (asked) => (call.soFar = () => ({ request: asked })),
      () => undefined,
    );
    const { promise, resolve: done } = Promise.withResolvers<void>();
    let giveUp = (): void => undefined;
    options.track(promise, () => giveUp());
    const seen: Hop[] = [];
    try {
      const response = await withinFetch(seen, () => live(request));
      call.answered();
      const asked = await plain;
      const hops = response.redirected ? hopsOf(seen, asked, response.url) : [];
      let landing = call;
      let landedOn = asked;
      for (const { status, method, url } of hops) {
        landing.responded(landedOn, { status, headers: [['location', url]] });
        landing = observeCall(options);
        landing.answered();
        landedOn = askedElsewhere(landedOn, method, url);
      }
      const observed = observe(landing, landedOn, response, { done, signal: request.signal });
      giveUp = observed.end;
      landing.soFar = () => ({ request: landedOn, response: observed.soFar() });
      return observed.response;
    } catch (error) {
      try {
        call.failed(await plain, toFailure(error, request.signal));
      } finally {
        done();
      }
      throw error;
    }
  };
  globalThis.fetch = tapped;
  return () => {
    if (globalThis.fetch === tapped) globalThis.fetch = live;
  };
}

function toFailure(error: unknown, signal: AbortSignal): RecordedError {
  return { ...toRecordedError(error), ...(signal.aborted && { by: 'client' }) };
}

/** A redirection: its status, and what is asked then. */
interface Redirection {
  status: number;
  method: string;
  url: string;
}

/**
 * The redirections of a call, as its client's requests show them. A `fetch` whose requests are not seen tells only
 * where it ended: one hop leads a replay there, too.
 */
function hopsOf(seen: readonly Hop[], { method, url }: HttpRequest, end: string): Redirection[] {
  const hops = seen.slice(1).map((hop, at) => ({ ...hop, status: seen[at]?.status ?? 0 }));
  const isWhole =
    bare(seen[0]?.url) === bare(url) &&
    bare(seen.at(-1)?.url) === bare(end) &&
    hops.every(({ status }) => status > 300 && status < 309);
  if (isWhole && hops.length > 0) return hops;
  return [{ status: isSafe(method) ? 302 : 303, method: isSafe(method) ? method : 'GET', url: end }];
}

/** A fragment is not sent. */
function bare(url = ''): string {
  return url.split('#', 1)[0] ?? '';
}

/** What is asked at the other place. */
function askedElsewhere({ headers, body, ...asked }: HttpRequest, method: string, url: string): HttpRequest {
  const hasBody = method === asked.method;
  const isSameOrigin = new URL(asked.url).origin === new URL(url).origin;
  const kept = headersElsewhere(headers, { hasBody, isSameOrigin });
  return { method, url, headers: kept, ...(hasBody && body !== undefined && { body }) };
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

async function describe(request: Request): Promise<HttpRequest> {
  const { method, url } = request;
  const headers: RecordedHeaders = [...request.headers];
  // What cannot be read fails the request itself.
  const read = request.body === null ? undefined : await readBody(request.clone()).catch(() => undefined);
  const body = read === undefined ? undefined : requestBody([read], headers);
  return { method, url, headers, ...(body !== undefined && { body }) };
}

/**
 * Copies the body chunk by chunk, on its way to whoever reads it; one that is cut off, or that nobody reads to
 * its end, says so. A clone would not do: who stops reading would wait for the other reader to stop, too.
 */
function observe(
  call: ObservedCall,
  request: HttpRequest,
  response: Response,
  { done, signal }: { done: () => void; signal: AbortSignal },
): { response: Response; end: () => void; soFar: () => HttpResponse } {
  const collector = collectBody(response.headers.get('content-type') ?? '', performance.now());
  const head: HttpResponse = {
    status: response.status,
    ...keptReason(response.status, response.statusText),
    headers: [...response.headers],
  };
  const soFar = (isWhole = false): HttpResponse => {
    const body = collector.end();
    return {
      ...head,
      ...(body !== undefined && { body }),
      // fetch has unpacked it already.
      ...(response.headers.has('content-encoding') && body !== undefined && { unpacked: true }),
      ...(!isWhole && { truncated: true }),
    };
  };
  const end = (isWhole = false, cutBy?: RecordedError): void => {
    call.responded(request, soFar(isWhole), cutBy);
    done();
  };
  const { body, status, statusText, headers, url, redirected } = response;
  if (body === null) {
    end(true);
    return { response, end, soFar };
  }
  const passed = new Response(passOn(body, collector, { end, signal }), { status, statusText, headers });
  Object.defineProperty(passed, 'headers', { value: headers, configurable: true });
  return { response: withUrl(passed, { url, redirected }), end, soFar };
}

/** Reads at the server's pace, so that a body is whole also where nobody wants it. */
function passOn(
  body: ReadableStream<Uint8Array>,
  collector: BodyCollector,
  { end, signal }: { end: (isWhole: boolean, cutBy?: RecordedError) => void; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isLeft = false;
  const copy = async (controller: ReadableByteStreamController): Promise<void> => {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (isLeft) return;
        if (done) break;
        collector.add(value);
        // A stream takes the memory of what it is given, which may be a part of somebody else's.
        const isOwn = value.byteLength === value.buffer.byteLength;
        if (value.byteLength > 0) controller.enqueue(isOwn ? value : value.slice());
      }
      closeStream(controller);
      end(true);
    } catch (error) {
      if (isLeft) return;
      controller.error(error);
      end(false, toFailure(error, signal));
    }
  };
  return byteStream(() => undefined, {
    start: (controller) => void copy(controller),
    cancel(reason) {
      isLeft = true;
      end(false);
      return reader.cancel(reason);
    },
  });
}
