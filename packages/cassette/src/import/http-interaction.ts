import type { HttpRequest, HttpResponse, Timing } from '@agent-replay/contracts';
import { isUnpacked } from './is-unpacked.ts';
import { httpEffect } from './http-effect.ts';

/** Makes an HTTP interaction of a recorded exchange, still without its id. */
export function toHttpInteraction(request: HttpRequest, response: HttpResponse, timing?: Timing) {
  return {
    kind: 'http' as const,
    effect: httpEffect(request.method, request.url),
    request,
    response: isUnpacked(response.headers, response.body) ? { ...response, unpacked: true } : response,
    ...(timing !== undefined && { timing }),
  };
}
