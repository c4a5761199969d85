import { promisify } from 'node:util';
import {
  brotliCompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  constants,
  createZstdDecompress,
  deflate,
  gzip,
  zstdCompress,
} from 'node:zlib';
import { Duplex } from 'node:stream';

/** The codings of a `content-encoding` value, in the order they were applied. */
export function codingsOf(value: string | null | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Packs bytes as a server would have, for a recorder that kept them unpacked. */
export async function pack(bytes: Uint8Array, codings: readonly string[]): Promise<Uint8Array> {
  let packed = bytes;
  for (const coding of codings) {
    const packer = PACKERS[coding];
    if (packer !== undefined) packed = await packer(packed);
  }
  return packed;
}

/** Unpacks a body as `fetch` does; an unknown coding is passed on as it is. */
export function unpackStream(
  body: ReadableStream<Uint8Array>,
  codings: readonly string[],
): ReadableStream<Uint8Array> {
  if (!codings.every((coding) => Object.hasOwn(UNPACKERS, coding))) return body;
  return codings.toReversed().reduce((stream, coding) => {
    const transform = Duplex.toWeb((UNPACKERS[coding] as () => Duplex)());
    return stream.pipeThrough(transform);
  }, body);
}

const PACKERS: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: promisify(gzip),
  'x-gzip': promisify(gzip),
  deflate: promisify(deflate),
  br: promisify(brotliCompress),
  zstd: promisify(zstdCompress),
};

/** As `fetch` unpacks: what is there of a body that ends too early is a whole one. */
const LENIENT = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const LENIENT_BROTLI = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
};

const UNPACKERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(LENIENT),
  'x-gzip': () => createGunzip(LENIENT),
  deflate: () => createInflate(LENIENT),
  br: () => createBrotliDecompress(LENIENT_BROTLI),
  zstd: createZstdDecompress,
};
