import type { Redactor } from '@agent-replay/redaction';
import { headerOf, type PlainRequest } from '../engine/http-call.ts';

type Plain = Omit<PlainRequest, 'effect'>;

/** The request as the recorder would have written it. */
export function redactRequest(request: Plain, redactor: Redactor): Plain {
  const contentType = headerOf(request.headers, 'content-type');
  return {
    method: request.method,
    url: redactor.url(request.url),
    headers: redactor.headers(request.headers.map(([name, value]) => [name, value])),
    body: redactor.bytes(request.body, contentType === undefined ? {} : { contentType }),
  };
}
