import type { Body, Headers } from '@agent-replay/contracts';
import { BLOB_BYTES, holdBody } from '../http/held-body.ts';
import { plainBody } from '../http/plain-body.ts';
import { toBody } from '../import/body.ts';

/** Takes a body as it comes. */
export interface BodyCollector {
  /** Copies a piece: whoever it belongs to may go on to change it. */
  add: (bytes: Uint8Array) => void;
  /** The whole of it, once; with its pieces and their times where it is a stream of several. */
  end: () => Body | undefined;
}

/**
 * Collects a body.
 *
 * @param type its media type: events and lines keep the pieces that they came in
 */
export function collectBody(type: string, headAt: number): BodyCollector {
  return STREAM.test(type) ? collectPieces(headAt) : collectWhole();
}

const STREAM = /event-stream|ndjson|x-amz-json-stream|eventstream/i;

/** A body that came in pieces of which nobody needs to know. */
function wholeBody(pieces: readonly Uint8Array[]): Body | undefined {
  return toWhole(Buffer.concat(pieces));
}

/** A request's body, unpacked if its client packed it: what it says can be read, redacted and compared then. */
export function requestBody(pieces: readonly Uint8Array[], headers: Headers): Body | undefined {
  const bytes = plainBody(Buffer.concat(pieces), headers);
  return toWhole(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function toWhole(bytes: Buffer): Body | undefined {
  return bytes.length > BLOB_BYTES ? holdBody(bytes) : toBody(bytes);
}

const MOST = 2 ** 31;

function collectWhole(): BodyCollector {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let memory: ArrayBuffer | undefined;
  return {
    add(bytes) {
      length += bytes.length;
      if (length <= BLOB_BYTES || length > MOST) {
        pieces.push(Uint8Array.from(bytes));
        return;
      }
      // Grows where it is: pieces that are put together in the end stand in memory twice.
      memory ??= new ArrayBuffer(0, { maxByteLength: MOST });
      const known = memory.byteLength;
      const added = pieces.reduce((sum, piece) => sum + piece.length, bytes.length);
      memory.resize(known + added);
      let at = known;
      for (const piece of [...pieces, bytes]) {
        new Uint8Array(memory, at).set(piece);
        at += piece.length;
      }
      pieces = [];
    },
    end() {
      if (memory === undefined) return wholeBody(pieces);
      const whole = Buffer.from(memory, 0, memory.byteLength);
      return toWhole(pieces.length === 0 ? whole : Buffer.concat([whole, ...pieces]));
    },
  };
}

function collectPieces(headAt: number): BodyCollector {
  const pieces: { at: number; bytes: Uint8Array }[] = [];
  return {
    add: (bytes) => void pieces.push({ at: performance.now(), bytes: Uint8Array.from(bytes) }),
    end() {
      if (pieces.length < 2) return wholeBody(pieces.map(({ bytes }) => bytes));
      return {
        chunks: pieces.map(({ at, bytes }) => {
          const at_ms = Math.max(0, Math.round(at - headAt));
          const text = utf8(bytes);
          return text === null ? { at_ms, base64: Buffer.from(bytes).toString('base64') } : { at_ms, text };
        }),
      };
    },
  };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
