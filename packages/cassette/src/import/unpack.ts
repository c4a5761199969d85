import * as zlib from 'node:zlib';
import type { Headers } from '@agent-replay/contracts';
import { codingsOf } from '../http/content-coding.ts';

/** Decompresses a body as its message's headers say; undefined when it is not so compressed. */
export function unpack(bytes: Uint8Array, headers: Headers): Uint8Array | undefined {
  let unpacked: Uint8Array | undefined = bytes;
  for (const coding of codingsIn(headers).toReversed()) {
    if (unpacked !== undefined) unpacked = attempt(UNPACKERS.get(coding), unpacked);
  }
  return unpacked;
}

/** The codings that a message's headers name, in the order in which they were applied. */
export function codingsIn(headers: Headers): string[] {
  const values = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value);
  return codingsOf(values.join(', '));
}

/** True for a coding that `unpack` knows. */
export function isKnownCoding(coding: string): boolean {
  return UNPACKERS.has(coding);
}

type Unpacker = (bytes: Uint8Array) => Uint8Array;

function attempt(unpacker: Unpacker | undefined, bytes: Uint8Array): Uint8Array | undefined {
  try {
    return unpacker?.(bytes);
  } catch {
    return undefined;
  }
}

const UNPACKERS: ReadonlyMap<string, Unpacker> = new Map<string, Unpacker>([
  ['gzip', (bytes) => zlib.gunzipSync(bytes)],
  ['x-gzip', (bytes) => zlib.gunzipSync(bytes)],
  // Servers send both the zlib form that RFC 9110 asks for and the raw one.
  [
    'deflate',
    (bytes) => (((bytes[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(bytes) : zlib.inflateRawSync(bytes)),
  ],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes)],
  ['zstd', (bytes) => zlib.zstdDecompressSync(bytes)],
]);
