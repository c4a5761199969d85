import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Body, Headers } from '@agent-replay/contracts';

/**
 * True when a message says that its body is compressed, but a recorder kept it unpacked, as HAR and
 * several VCR settings do. Replay packs such a body again, so that the headers stay true.
 */
export function isUnpacked(headers: Headers, body: Body | undefined): boolean {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const outer = codings.at(-1);
  if (outer === undefined || body === undefined) return false;
  if ('text' in body) return !isPacked(Buffer.from(body.text), outer);
  return 'base64' in body ? !isPacked(Buffer.from(body.base64, 'base64'), outer) : 'json' in body;
}

/** Unknown codings cannot be tested, and are taken at their word. */
function isPacked(bytes: Uint8Array, coding: string): boolean {
  const unpackers = UNPACKERS[coding];
  if (unpackers === undefined) return true;
  return unpackers.some((unpack) => {
    try {
      unpack(bytes);
      return true;
    } catch {
      return false;
    }
  });
}

const UNPACKERS: Readonly<Record<string, readonly ((bytes: Uint8Array) => unknown)[]>> = {
  gzip: [gunzipSync],
  'x-gzip': [gunzipSync],
  deflate: [inflateSync, inflateRawSync],
  br: [brotliDecompressSync],
  zstd: [zstdDecompressSync],
};
