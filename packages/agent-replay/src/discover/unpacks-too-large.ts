import * as zlib from 'node:zlib';
import type { HttpResponse } from '@agent-replay/contracts';

/** What a body may grow to when a replay unpacks it, in bytes. */
export const MOST_UNPACKED = 256 * 1024 * 1024;
/** What DEFLATE makes of a byte at most (zlib's technical notes, "Maximum Compression Factor"). */
const FACTOR = 1032;

/**
 * True for an answer whose body, unpacked as its `content-encoding` says, would take more memory than a replay
 * has for it. What is no such coding is not unpacked by a client either.
 *
 * @param blob reads a body that stands in a file
 */
export function unpacksTooLarge(
  response: HttpResponse,
  blob: (digest: string) => Uint8Array | null,
): boolean {
  if (response.unpacked === true) return false;
  const codings = response.headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((coding) => coding.trim());
  let bytes = codings.length === 0 ? null : packedBytes(response, blob);
  for (const coding of codings.toReversed()) {
    const unpack = UNPACKERS[coding];
    if (bytes === null || unpack === undefined) return false;
    // one coding is as small as it looks; of several the first may hold the rest
    if (codings.length === 1 && DEFLATES.has(coding) && bytes.length * FACTOR < MOST_UNPACKED) return false;
    try {
      bytes = unpack(bytes, { maxOutputLength: MOST_UNPACKED });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    }
  }
  return false;
}

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

const UNPACKERS: Readonly<Record<string, Unpack>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
};
const DEFLATES: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate']);

/** Null for a body that is held as text, which is not packed. */
function packedBytes({ body }: HttpResponse, blob: (digest: string) => Uint8Array | null): Uint8Array | null {
  if (body === undefined) return null;
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  if ('blob' in body) return blob(body.blob);
  if (!('chunks' in body)) return null;
  return Buffer.concat(
    body.chunks.map((chunk) =>
      Buffer.from('base64' in chunk ? chunk.base64 : chunk.text, 'base64' in chunk ? 'base64' : 'utf8'),
    ),
  );
}
