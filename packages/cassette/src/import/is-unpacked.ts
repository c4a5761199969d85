import type { Body, Headers } from '@agent-replay/contracts';
import { codingsIn, isKnownCoding, unpack } from './unpack.ts';

/**
 * True when a message says that its body is compressed, but a recorder kept it unpacked, as HAR and
 * several VCR settings do. Unknown codings cannot be tested, and are taken at their word.
 */
export function isUnpacked(headers: Headers, body: Body | undefined): boolean {
  const codings = codingsIn(headers);
  if (codings.length === 0 || body === undefined || !codings.every(isKnownCoding)) return false;
  if ('text' in body) return unpack(Buffer.from(body.text), headers) === undefined;
  return 'base64' in body
    ? unpack(Buffer.from(body.base64, 'base64'), headers) === undefined
    : 'json' in body;
}
