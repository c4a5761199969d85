import type { HttpResponse } from '@agent-replay/contracts';
import { connectionError } from '../http/recorded-error.ts';
import type { HttpAnswer } from './interceptor.ts';

/** The response to put on a socket; throws what the socket is to fail with. Null lets the request out. */
export function socketAnswer(answer: HttpAnswer): HttpResponse | null {
  switch (answer.kind) {
    case 'response':
      return answer.response;
    case 'passthrough':
      return null;
    case 'error':
      throw connectionError(answer.error);
    case 'refusal':
      throw answer.error;
  }
}
