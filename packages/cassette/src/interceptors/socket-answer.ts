import { setTimeout as wait } from 'node:timers/promises';
import { connectionError } from '../http/recorded-error.ts';
import type { Answered } from '../http/answers.ts';
import { letLeave } from '../http/let-leave.ts';
import { toWireResponse, type WireResponse } from '../http/wire-response.ts';
import type { AskedRequest, HttpTape } from './http-tape.ts';

/** Puts the tape's answer into the form of a socket's: a response, or an error that is thrown. */
export async function socketAnswer(
  tape: HttpTape,
  request: AskedRequest,
  name: (answered: Answered) => string,
  onLeft: (left: () => void) => void = () => undefined,
): Promise<WireResponse> {
  const answer = tape.ask(request);
  if (answer.kind !== 'refusal' && answer.turn !== undefined) await answer.turn;
  switch (answer.kind) {
    case 'response': {
      const { response, cutBy, leaveMs, events } = answer;
      const { method } = request;
      const until = answer.bodyTurn?.();
      const nameIt = (restored: Answered['response']) => name({ ...answer, response: restored });
      return toWireResponse(response, nameIt, { method, cutBy, leaveMs, events, until, ...tape });
    }
    case 'error':
      if (answer.afterMs > 0) await wait(answer.afterMs);
      await letLeave(answer.leaveMs, onLeft);
      throw connectionError(answer.error);
    case 'refusal':
      throw answer.error;
  }
}
