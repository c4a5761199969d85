import * as zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { unpack } from './unpack.ts';

const body = Buffer.from('hello '.repeat(5000));

it.each([
  ['gzip', zlib.gzipSync(body)],
  ['x-gzip', zlib.gzipSync(body)],
  ['deflate', zlib.deflateSync(body)],
  ['deflate', zlib.deflateRawSync(body)],
  ['br', zlib.brotliCompressSync(body)],
  ['zstd', zlib.zstdCompressSync(body)],
  ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(body))],
  ['identity', body],
])('unpacks %s', (coding, packed) => {
  expect(Buffer.from(unpack(packed, [['Content-Encoding', coding]]) as Uint8Array).equals(body)).toBe(true);
});

it.each(['gzip', 'br', 'zstd', 'compress'])('tells what is not packed as %s', (coding) => {
  expect(unpack(Buffer.from('{"a":1}'), [['content-encoding', coding]])).toBeUndefined();
});
