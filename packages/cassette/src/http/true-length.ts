import type { HttpResponse } from '@agent-replay/contracts';
import { bodyBytes, bodyText } from './body-bytes.ts';
import { holdsPlaceholder } from '../holds-placeholder.ts';
import type { Blobs } from './blobs.ts';

/**
 * A response that names the length of the body that it has, where that was redacted or is packed again: some clients
 * count (got: `strictContentLength`). Else it has the length that was recorded, be it right or wrong; so has one that
 * was cut off, which it did not reach.
 *
 * @param length of the body on the wire, where that is not the one that is kept
 */
export function withTrueLength(response: HttpResponse, blobs: Blobs, length?: number): HttpResponse {
  if (response.truncated === true || !response.headers.some(([name]) => isLength(name))) return response;
  const text = String(length ?? lengthOf(response, blobs));
  if (response.headers.every(([name, value]) => !isLength(name) || value === text)) return response;
  if (response.unpacked !== true && !holdsPlaceholder(JSON.stringify(response.body ?? null))) return response;
  const headers = response.headers.map(([name, value]): [string, string] => [
    name,
    isLength(name) ? text : value,
  ]);
  return { ...response, headers };
}

function lengthOf({ body }: HttpResponse, blobs: Blobs): number {
  const text = bodyText(body);
  return text === undefined ? bodyBytes(body, blobs).byteLength : Buffer.byteLength(text);
}

const isLength = (name: string): boolean => name.length === LENGTH.length && name.toLowerCase() === LENGTH;
const LENGTH = 'content-length';
