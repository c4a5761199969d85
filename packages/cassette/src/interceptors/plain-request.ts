import { readBody } from '../http/read-body.ts';
import type { AskedRequest } from './http-tape.ts';

const NOTHING = new Uint8Array();

/**
 * Reads a `Request` whole.
 *
 * @param given the body it was made of: a text needs no stream to be read again
 */
export async function toPlainRequest(request: Request, given?: unknown): Promise<AskedRequest> {
  const { method, url } = request;
  return { method, url, headers: [...request.headers], body: await bodyOf(request, given) };
}

async function bodyOf(request: Request, given: unknown): Promise<Uint8Array> {
  if (request.body === null) return NOTHING;
  if (typeof given === 'string') return Buffer.from(given);
  // A stream may give texts, too.
  return Symbol.asyncIterator in Object(given)
    ? readBody(request)
    : new Uint8Array(await request.arrayBuffer());
}
