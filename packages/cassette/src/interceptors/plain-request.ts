import type { PlainRequest } from '../engine/http-call.ts';

/** Reads a `Request` whole. */
export async function toPlainRequest(request: Request): Promise<Omit<PlainRequest, 'effect'>> {
  return {
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    body: request.body === null ? new Uint8Array() : new Uint8Array(await request.arrayBuffer()),
  };
}
