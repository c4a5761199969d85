import type { HttpResponse, RecordedError } from '@agent-replay/contracts';
import type { Turn } from '../answer-order.ts';
import { headerOf } from '../engine/http-call.ts';
import type { Blobs } from './blobs.ts';
import { bodyBytes, bodyText } from './body-bytes.ts';
import { byteStream, closeStream } from './byte-stream.ts';
import { codingsOf, unpackStream } from './content-coding.ts';
import { wireHeaders, wireText } from './header-text.ts';
import { fetchError, fromRecordedError } from './recorded-error.ts';
import { reasonOf } from './reason-phrase.ts';
import type { DueEvents } from './shared-stream.ts';
import { cutError, replayBody } from './replay-body.ts';
import { withTrueLength } from './true-length.ts';
import { unreadText } from './unread-text.ts';
import { withUrl } from './with-url.ts';

const NULL_BODY = new Set([101, 204, 205, 304]);

/** Makes the `Response` that `fetch` would have given for a recorded one: body unpacked, `url` and `redirected` set. */
export function toFetchResponse(
  recorded: HttpResponse,
  options: {
    method: string;
    url: string;
    redirected: boolean;
    /** What a body was cut off by, when that was recorded. */
    cutBy: RecordedError | undefined;
    leaveMs?: number | undefined;
    events?: DueEvents | undefined;
    /** The body comes after that. */
    until?: Turn;
    blobs: Blobs;
    speed: number;
    /** Ends the body, when the caller gave one. */
    signal: AbortSignal | null;
  },
): Response {
  const hasBody = !NULL_BODY.has(recorded.status) && options.method !== 'HEAD';
  // Of a packed body it is the packed length, which nobody sees here.
  const isPlain = headerOf(recorded.headers, 'content-encoding') === undefined;
  const { headers } = hasBody && isPlain ? withTrueLength(recorded, options.blobs) : recorded;
  const init: ResponseInit = {
    status: recorded.status,
    headers: wireHeaders(headers),
    statusText: wireText(reasonOf(recorded)),
  };
  const body = hasBody ? fetchBody(recorded, options) : null;
  return typeof body === 'string'
    ? unreadText(body, init, options)
    : withUrl(new Response(body, init), options);
}

function fetchBody(
  recorded: HttpResponse,
  options: {
    blobs: Blobs;
    speed: number;
    signal: AbortSignal | null;
    cutBy: RecordedError | undefined;
    leaveMs?: number | undefined;
    events?: DueEvents | undefined;
    /** The body comes after that. */
    until?: Turn;
  },
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string | null {
  const { signal, events, until } = options;
  const codings = recorded.unpacked === true ? [] : codingsOf(headerOf(recorded.headers, 'content-encoding'));
  const isPieces = recorded.body !== undefined && 'chunks' in recorded.body;
  const isWhole = recorded.truncated !== true && !isPieces && events === undefined;
  if (isWhole && until === undefined && signal === null && codings.length === 0) {
    const text = bodyText(recorded.body);
    // Without a type `Response` would give a text one.
    if (text !== undefined && text !== '' && text.length <= LARGE && hasType(recorded)) return text;
    const bytes = bodyBytes(recorded.body, options.blobs);
    if (bytes.byteLength > LARGE) return inPieces(bytes);
    // `Response` copies.
    return bytes.byteLength === 0
      ? new ReadableStream({ start: (empty) => empty.close() })
      : (bytes as Uint8Array<ArrayBuffer>);
  }
  const cutBy = toCut(options.cutBy);
  const { blobs, speed, leaveMs } = options;
  const body = replayBody(recorded, {
    blobs,
    speed,
    cutBy,
    leaveMs,
    events,
    until,
    ...(signal !== null && { signal }),
  });
  if (codings.length === 0) return signal === null ? body : passOn(body, signal);
  return passOn(unpackStream(body, codings), signal);
}

const hasType = ({ headers }: HttpResponse): boolean =>
  headers.some(([name]) => name.length === TYPE.length && name.toLowerCase() === TYPE);
const TYPE = 'content-type';

/** What `fetch` says of a body that was cut off, by whichever client it was recorded. */
function toCut(recorded: RecordedError | undefined): Error {
  if (recorded === undefined) return new TypeError('terminated', { cause: cutError() });
  const isFetchs = ['TypeError', 'AbortError', 'TimeoutError'].includes(recorded.name);
  return isFetchs
    ? fetchError(recorded)
    : new TypeError('terminated', { cause: fromRecordedError(recorded) });
}

const LARGE = 1024 * 1024;
const PIECE = 64 * 1024;

/** A large body piece by piece, so that it stands in memory once. */
function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return byteStream((controller) => {
    // A copy, since a stream takes the memory of what it is given; `slice` of a Buffer is none.
    controller.enqueue(new Uint8Array(bytes.subarray(at, at + PIECE)));
    at += PIECE;
    if (at >= bytes.byteLength) closeStream(controller);
  });
}

/** Passes a body on as bytes, and ends it with the reason of the signal, wherever it is. */
function passOn(body: ReadableStream<Uint8Array>, signal: AbortSignal | null): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return byteStream(
    async (controller) => {
      const { done, value } = await reader.read();
      if (signal?.aborted === true) return;
      if (done) closeStream(controller);
      else controller.enqueue(value);
    },
    {
      start(controller) {
        const abort = () => {
          controller.error(signal?.reason);
          reader.cancel(signal?.reason).catch(() => undefined);
        };
        signal?.addEventListener('abort', abort, { once: true });
      },
      cancel: (reason) => reader.cancel(reason),
    },
  );
}
