import { codingsIn, unpack } from '../import/unpack.ts';

/** What a request says, where its client packed it (`content-encoding`): two bodies that differ in a time differ in all of their packed bytes. */
export function plainBody(body: Uint8Array, headers: readonly (readonly [string, string])[]): Uint8Array {
  if (body.byteLength === 0 || codingsIn(headers).length === 0) return body;
  return unpack(body, headers, MOST) ?? body;
}

/** No client packs more into a request than this; what unpacks to more is compared as it is. */
const MOST = 64 * 2 ** 20;
