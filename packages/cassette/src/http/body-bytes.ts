import type { Body } from '@agent-replay/contracts';
import type { Blobs } from './blobs.ts';
import { heldBytes } from './held-body.ts';

/** A piece of a body and when it came, in milliseconds since the head. */
export interface Chunk {
  at_ms: number;
  bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/** The whole body as bytes. */
export function bodyBytes(body: Body | undefined, blobs: Blobs): Uint8Array {
  if (body === undefined) return NOTHING;
  const held = heldBytes(body);
  if (held !== undefined) return held;
  if ('chunks' in body) return Buffer.concat(bodyChunks(body, blobs).map((chunk) => chunk.bytes));
  if ('json' in body) return Buffer.from(JSON.stringify(body.json));
  if ('text' in body) return Buffer.from(body.text);
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  return blobs.get(body.blob);
}

/** The whole body where it is recorded as text, or as JSON, which stands for its text; undefined for any other. */
export function bodyText(body: Body | undefined): string | undefined {
  if (body === undefined || heldBytes(body) !== undefined) return undefined;
  if ('json' in body) return JSON.stringify(body.json);
  return 'text' in body ? body.text : undefined;
}

/** The body chunk by chunk; one that was recorded whole is one chunk. */
export function bodyChunks(body: Body | undefined, blobs: Blobs): Chunk[] {
  if (body !== undefined && 'chunks' in body) {
    return body.chunks.map((chunk) => ({
      at_ms: chunk.at_ms,
      bytes: 'text' in chunk ? Buffer.from(chunk.text) : Buffer.from(chunk.base64, 'base64'),
    }));
  }
  const bytes = bodyBytes(body, blobs);
  return bytes.byteLength === 0 ? [] : [{ at_ms: 0, bytes }];
}
