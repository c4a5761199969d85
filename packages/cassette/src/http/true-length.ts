import type { HttpResponse } from '@agent-replay/contracts';
import { bodyBytes, bodyText } from './body-bytes.ts';
import type { Blobs } from './blobs.ts';

/**
 * A response that names the length of the body that it has. What was redacted, edited or packed again has another
 * length than the one that was recorded, and some clients count (got: `strictContentLength`). One that was cut off
 * keeps the length that it did not reach.
 *
 * @param length of the body on the wire, where that is not the one that is kept
 */
export function withTrueLength(response: HttpResponse, blobs: Blobs, length?: number): HttpResponse {
  if (response.truncated === true || !response.headers.some(([name]) => isLength(name))) return response;
  const text = String(length ?? lengthOf(response, blobs));
  if (response.headers.every(([name, value]) => !isLength(name) || value === text)) return response;
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
