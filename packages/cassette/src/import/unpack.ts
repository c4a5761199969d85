import * as zlib from 'node:zlib';
import { codingsOf } from '../http/content-coding.ts';

/**
 * Decompresses a body as its message's headers say; undefined when it is not so compressed, or is more than `most`
 * bytes then.
 */
export function unpack(
  bytes: Uint8Array,
  headers: readonly (readonly [string, string])[],
  most?: number,
): Uint8Array | undefined {
  let unpacked: Uint8Array | undefined = bytes;
  for (const coding of codingsIn(headers).toReversed()) {
    if (unpacked !== undefined) unpacked = attempt(UNPACKERS.get(coding), unpacked, most);
  }
  return unpacked;
}

/** The codings that a message's headers name, in the order in which they were applied. */
export function codingsIn(headers: readonly (readonly [string, string])[]): string[] {
  const values = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value);
  return codingsOf(values.join(', '));
}

/** True for a coding that `unpack` knows. */
export function isKnownCoding(coding: string): boolean {
  return UNPACKERS.has(coding);
}

type Unpacker = (bytes: Uint8Array, options: { maxOutputLength?: number }) => Uint8Array;

function attempt(
  unpacker: Unpacker | undefined,
  bytes: Uint8Array,
  most: number | undefined,
): Uint8Array | undefined {
  try {
    return unpacker?.(bytes, most === undefined ? {} : { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

const UNPACKERS: ReadonlyMap<string, Unpacker> = new Map<string, Unpacker>([
  ['gzip', zlib.gunzipSync],
  ['x-gzip', zlib.gunzipSync],
  // Servers send both the zlib form that RFC 9110 asks for and the raw one.
  [
    'deflate',
    (bytes, options) =>
      ((bytes[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options),
  ],
  ['br', zlib.brotliDecompressSync],
  ['zstd', zlib.zstdDecompressSync],
]);
