import type { Headers as RecordedHeaders, HttpResponse } from '@agent-replay/contracts';
import type { Blobs } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';
import { codingsOf, pack } from './content-coding.ts';
import { headerOf } from '../engine/http-call.ts';
import { cutError, replayBody } from './replay-body.ts';

/** A response as it goes over an intercepted socket. */
export interface WireResponse {
  status: number;
  headers: RecordedHeaders;
  body: ReadableStream<Uint8Array> | null;
}

/** Names the recorded answer on the wire, so that its head can be restored behind the client's parser. */
export const ANSWER_HEADER = 'x-agent-replay-answer';

const FRAMING = new Set([
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
 */
export async function toWireResponse(
  recorded: HttpResponse,
  answerId: string,
  options: { method: string; blobs: Blobs; speed: number },
): Promise<WireResponse> {
  const headers: RecordedHeaders = [
    ...recorded.headers.filter(([name]) => !FRAMING.has(name.toLowerCase())),
    [ANSWER_HEADER, answerId],
  ];
  if (options.method === 'HEAD' || [101, 204, 304].includes(recorded.status)) {
    return { status: recorded.status, headers, body: null };
  }
  if (recorded.status === 205)
    return { status: 205, headers: [...headers, ['content-length', '0']], body: null };
  const cutBy = cutError();
  if (recorded.body !== undefined && ('chunks' in recorded.body || recorded.truncated === true)) {
    const body = replayBody(recorded, { ...options, cutBy, apart: true });
    return { status: recorded.status, headers: [...headers, ['transfer-encoding', 'chunked']], body };
  }
  const bytes = await packedBody(recorded, options.blobs);
  return {
    status: recorded.status,
    headers: [...headers, ['content-length', String(bytes.byteLength)]],
    body: oneChunk(bytes),
  };
}

async function packedBody(recorded: HttpResponse, blobs: Blobs): Promise<Uint8Array> {
  const bytes = bodyBytes(recorded.body, blobs);
  if (recorded.unpacked !== true) return bytes;
  return pack(bytes, codingsOf(headerOf(recorded.headers, 'content-encoding')));
}

function oneChunk(bytes: Uint8Array): ReadableStream<Uint8Array> | null {
  if (bytes.byteLength === 0) return null;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(Uint8Array.from(bytes));
      controller.close();
    },
  });
}
