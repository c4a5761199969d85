import { isUtf8 } from 'node:buffer';
import type { Body } from '@agent-replay/contracts';
import type { Blobs } from './blobs.ts';

/** Bodies larger than this go to a file of their own, named by their digest. */
export const BLOB_BYTES = 64 * 1024;

const held = new WeakMap<Body, Uint8Array>();

/**
 * Holds a large body as the bytes that it is: its text is made when somebody asks for it, which who
 * writes it to a file does not.
 */
export function holdBody(bytes: Buffer): Body {
  const body: Body = isUtf8(bytes)
    ? {
        get text() {
          return bytes.toString('utf8');
        },
      }
    : {
        get base64() {
          return bytes.toString('base64');
        },
      };
  held.set(body, bytes);
  return body;
}

/** A body in a file, read: whoever asks for its bytes next need not read them again. */
export function readBlob(body: Body & { blob: string }, blobs: Blobs): Body {
  const read = { ...body };
  held.set(read, blobs.get(body.blob));
  return read;
}

/** The bytes of a body that is held as such. */
export function heldBytes(body: Body): Uint8Array | undefined {
  return held.get(body);
}
