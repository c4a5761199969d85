import type { Headers as RecordedHeaders, HttpResponse, RecordedError } from '@agent-replay/contracts';
import type { Turn } from '../answer-order.ts';
import { headerOf } from '../engine/http-call.ts';
import type { Blobs } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';
import { codingsOf, pack } from './content-coding.ts';
import { wireHeaders, wireText } from './header-text.ts';
import { connectionError } from './recorded-error.ts';
import { reasonOf } from './reason-phrase.ts';
import type { DueEvents } from './shared-stream.ts';
import { withTrueLength } from './true-length.ts';
import { cutError, lateBody, replayBody } from './replay-body.ts';

/** A response as it goes over an intercepted socket. */
export interface WireResponse {
  status: number;
  reason: string;
  headers: RecordedHeaders;
  /** What goes before it, where the wire can carry that. */
  informational?: HttpResponse['informational'];
  /** Bytes whose length the head names, or a stream that is sent in chunks. */
  body: Uint8Array | ReadableStream<Uint8Array> | null;
  /** What the stream is cut off by, when that was recorded. */
  cutBy?: Error;
}

/** Names the recorded answer on the wire, so that its head can be restored behind the client's parser. */
export const ANSWER_HEADER = 'x-agent-replay-answer';

/** Fields that say how a body goes over the wire, which is not how it is held. */
export const FRAMING: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'trailer',
  'upgrade',
]);

/**
 * Frames a recorded response so that any HTTP/1.1 parser takes it: recordings may name a length and a
 * transfer coding at once, or the length of a body that was kept unpacked. `restoreHeads` puts the
 * recorded head back afterwards.
 *
 * @param name keeps the response whose head that is, and gives its name on the wire
 */
export async function toWireResponse(
  recorded: HttpResponse,
  name: (response: HttpResponse) => string,
  options: {
    method: string;
    blobs: Blobs;
    speed: number;
    cutBy?: RecordedError | undefined;
    leaveMs?: number | undefined;
    events?: DueEvents | undefined;
    /** The body comes after that. */
    until?: Turn;
  },
): Promise<WireResponse> {
  const headersOf = (restored: HttpResponse): RecordedHeaders => [
    ...wireHeaders(recorded.headers.filter(([field]) => !FRAMING.has(field.toLowerCase()))),
    [ANSWER_HEADER, name(restored)],
  ];
  const head = {
    status: recorded.status,
    ...(recorded.informational !== undefined && { informational: recorded.informational }),
    reason: wireText(reasonOf(recorded)),
  };
  if (options.method === 'HEAD' || [101, 204, 304].includes(recorded.status))
    return { ...head, headers: headersOf(recorded), body: null };
  if (recorded.status === 205)
    return { ...head, headers: [...headersOf(recorded), ['content-length', '0']], body: null };
  const isPieces = recorded.body !== undefined && 'chunks' in recorded.body;
  if (recorded.truncated === true || isPieces || options.events !== undefined) {
    const cutBy = options.cutBy === undefined ? undefined : connectionError(options.cutBy);
    const body = replayBody(recorded, { ...options, cutBy: cutBy ?? cutError(), apart: true });
    return {
      ...head,
      headers: [...headersOf(isPieces ? withTrueLength(recorded, options.blobs) : recorded), CHUNKED],
      body,
      ...(cutBy !== undefined && { cutBy }),
    };
  }
  const bytes = await packedBody(recorded, options.blobs);
  const headers = headersOf(withTrueLength(recorded, options.blobs, bytes.byteLength));
  if (options.until !== undefined && bytes.byteLength > 0)
    return {
      ...head,
      headers: [...headers, CHUNKED],
      body: lateBody(bytes, options.until),
    };
  return {
    ...head,
    headers: [...headers, ['content-length', String(bytes.byteLength)]],
    body: bytes.byteLength === 0 ? null : bytes,
  };
}

const CHUNKED: [string, string] = ['transfer-encoding', 'chunked'];

async function packedBody(recorded: HttpResponse, blobs: Blobs): Promise<Uint8Array> {
  const bytes = bodyBytes(recorded.body, blobs);
  if (recorded.unpacked !== true) return bytes;
  return pack(bytes, codingsOf(headerOf(recorded.headers, 'content-encoding')));
}

/** The head of an answer, as it goes over the wire; the reason phrase is the status code's own, unless it is told. */
export function headText(answer: {
  status: number;
  reason?: string | undefined;
  headers: readonly (readonly [string, string])[];
}): string {
  const fields = answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${answer.status} ${reasonOf(answer)}\r\n${fields}\r\n`;
}
