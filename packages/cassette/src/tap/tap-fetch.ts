import type {
  Headers as RecordedHeaders,
  HttpRequest,
  HttpResponse,
  RecordedError,
} from '@agent-replay/contracts';
import { toRecordedError } from '../http/recorded-error.ts';
import { collectBody, wholeBody } from './collect-body.ts';
import { observeCall, type TapOptions } from './observed-call.ts';
import { withinFetch } from './tap-undici.ts';

/** Observes the global `fetch`; returns its own undo. */
export function tapFetch(options: TapOptions): () => void {
  const live = globalThis.fetch;
  const tapped: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    // It never goes out, and a replay would not ask for it either.
    if (request.signal.aborted) return live(request);
    const call = observeCall(options);
    const plain = describe(request);
    const { promise, resolve: done } = Promise.withResolvers<void>();
    options.track(promise);
    try {
      const response = await withinFetch(() => live(request));
      const asked = await plain;
      if (response.redirected) observeCall(options).responded(asked, redirectTo(asked, response.url));
      const landedOn = response.redirected ? landed(asked, response.url) : asked;
      void observe(call, landedOn, response).finally(done);
      return response;
    } catch (error) {
      try {
        call.failed(await plain, toRecordedError(error));
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

/** `fetch` tells no hops, only where it ended: one hop leads a replay there, too. */
function redirectTo({ method }: HttpRequest, url: string): HttpResponse {
  return { status: isSafe(method) ? 302 : 303, headers: [['location', url]] };
}

function landed({ method, headers }: HttpRequest, url: string): HttpRequest {
  return { method: isSafe(method) ? method : 'GET', url, headers };
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

async function describe(request: Request): Promise<HttpRequest> {
  const { method, url } = request;
  const headers: RecordedHeaders = [...request.headers];
  const body =
    request.body === null ? undefined : wholeBody([new Uint8Array(await request.clone().arrayBuffer())]);
  return { method, url, headers, ...(body !== undefined && { body }) };
}

/** Reads a copy of the body chunk by chunk; one that is cut off, or that nobody reads to its end, says so. */
async function observe(
  call: ReturnType<typeof observeCall>,
  request: HttpRequest,
  response: Response,
): Promise<void> {
  const collector = collectBody(response.headers.get('content-type') ?? '', performance.now());
  const head: HttpResponse = {
    status: response.status,
    ...(response.statusText !== '' && { reason: response.statusText }),
    headers: [...response.headers],
  };
  let cutBy: RecordedError | undefined;
  try {
    for await (const bytes of response.clone().body ?? []) collector.add(bytes);
  } catch (error) {
    cutBy = toRecordedError(error);
  }
  const body = collector.end();
  const recorded: HttpResponse = {
    ...head,
    ...(body !== undefined && { body }),
    // fetch has unpacked it already.
    ...(response.headers.has('content-encoding') && body !== undefined && { unpacked: true }),
    ...(cutBy !== undefined && { truncated: true }),
  };
  call.responded(request, recorded, cutBy);
}
