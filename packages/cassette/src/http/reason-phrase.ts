import { STATUS_CODES } from 'node:http';
import type { HttpResponse } from '@agent-replay/contracts';

/** What a recording keeps of a reason phrase: nothing where it is the status code's own (RFC 9110, 15). */
export function keptReason(status: number, reason: string | undefined): Pick<HttpResponse, 'reason'> {
  return reason === undefined || reason === STATUS_CODES[status] ? {} : { reason };
}

/** The reason phrase of a recorded answer; that of HTTP/2, which has none, is kept as an empty one. */
export function reasonOf({ status, reason }: Pick<HttpResponse, 'status' | 'reason'>): string {
  return reason ?? STATUS_CODES[status] ?? '';
}
