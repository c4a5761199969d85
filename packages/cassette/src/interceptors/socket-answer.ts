import { setTimeout as wait } from 'node:timers/promises';
import type { HttpResponse } from '@agent-replay/contracts';
import { connectionError } from '../http/recorded-error.ts';
import { toWireResponse, type WireResponse } from '../http/wire-response.ts';
import type { AskedRequest, HttpTape } from './http-tape.ts';

/** Puts the tape's answer into the form of a socket's: a response, or an error that is thrown. */
export async function socketAnswer(
  tape: HttpTape,
  request: AskedRequest,
  name: (recorded: HttpResponse) => string,
): Promise<WireResponse> {
  const answer = tape.ask(request);
  switch (answer.kind) {
    case 'response': {
      const { response, cutBy } = answer;
      return toWireResponse(response, name(response), { method: request.method, cutBy, ...tape });
    }
    case 'error':
      if (answer.afterMs > 0) await wait(answer.afterMs);
      throw connectionError(answer.error);
    case 'refusal':
      throw answer.error;
  }
}
