import type { HttpResponse } from '@agent-replay/contracts';
import { headerOf } from '../engine/http-call.ts';
import type { Blobs } from './blobs.ts';
import { codingsOf, unpackStream } from './content-coding.ts';
import { cutError, replayBody } from './replay-body.ts';

const NULL_BODY = new Set([101, 204, 205, 304]);

/** Makes the `Response` that `fetch` would have given for a recorded one: body unpacked, `url` and `redirected` set. */
export function toFetchResponse(
  recorded: HttpResponse,
  options: {
    method: string;
    url: string;
    redirected: boolean;
    blobs: Blobs;
    speed: number;
    signal: AbortSignal;
  },
): Response {
  const init: ResponseInit = {
    status: recorded.status,
    headers: toHeaders(recorded.headers),
    ...(recorded.reason !== undefined && { statusText: recorded.reason }),
  };
  const hasBody = !NULL_BODY.has(recorded.status) && options.method !== 'HEAD';
  const response = new Response(hasBody ? fetchBody(recorded, options) : null, init);
  return withUrl(response, options);
}

function fetchBody(
  recorded: HttpResponse,
  options: { blobs: Blobs; speed: number; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const cutBy = new TypeError('terminated', { cause: cutError() });
  const body = abortable(replayBody(recorded, { ...options, cutBy }), options.signal);
  if (recorded.unpacked === true) return body;
  return unpackStream(body, codingsOf(headerOf(recorded.headers, 'content-encoding')));
}

/** Ends a body with the reason of the signal, wherever it is. */
function abortable(body: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        signal.addEventListener(
          'abort',
          () => {
            controller.error(signal.reason);
            reader.cancel(signal.reason).catch(() => undefined);
          },
          { once: true },
        );
      },
      async pull(controller) {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function toHeaders(recorded: HttpResponse['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of recorded) headers.append(name, value);
  return headers;
}

function withUrl(response: Response, options: { url: string; redirected: boolean }): Response {
  const { clone } = response;
  return Object.defineProperties(response, {
    url: { value: options.url, configurable: true },
    redirected: { value: options.redirected, configurable: true },
    type: { value: 'basic', configurable: true },
    clone: { value: () => withUrl(clone.call(response), options), configurable: true },
  });
}
