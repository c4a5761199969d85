import { codingsIn, unpack } from '../import/unpack.ts';

/**
 * What a request says, where its client packed it (`content-encoding`): two bodies that differ in a time differ in all of
 * their packed bytes. One that is not so packed, or unpacks to far more than any client packs, stays as it is.
 */
export function plainBody(body: Uint8Array, headers: readonly (readonly [string, string])[]): Uint8Array {
  if (body.byteLength === 0) return body;
  const codings = codingsIn(headers);
  if (codings.length === 0) return body;
  // Without zlib's head and sum, which clients send, nearly any text is the beginning of something packed.
  if (codings.includes('deflate') && ((body[0] ?? 0) & 0x0f) !== 8) return body;
  return unpack(body, headers, Math.min(MOST, Math.max(SMALL, body.byteLength * RATIO))) ?? body;
}

const MOST = 16 * 2 ** 20;
const SMALL = 64 * 2 ** 10;
const RATIO = 100;
