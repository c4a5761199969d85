import type { HttpResponse, Interaction } from '@agent-replay/contracts';
import { headerOf } from './engine/http-call.ts';

/** What of an answer comes at one moment: its head, and its body where that came later. */
export type Moment = 'head' | 'body';

type Answered = Pick<Interaction, 'timing' | 'error' | 'response'>;

/**
 * When a part of an answer came when it was recorded, in milliseconds since the run's start; undefined where the tape
 * does not tell. A body that came piece by piece is read at the reader's pace, and what never came took no time that is
 * known.
 */
export function cameAt({ timing, error, response }: Answered, moment: Moment): number | undefined {
  if (timing === undefined || error?.by === 'run') return undefined;
  const { started_ms, duration_ms, head_ms } = timing;
  if (moment === 'head' && head_ms !== undefined) return started_ms + Math.min(head_ms, duration_ms);
  const isMoment = (moment === 'body') === (head_ms !== undefined) && cameWhole(response);
  return isMoment ? started_ms + duration_ms : undefined;
}

function cameWhole(response: Interaction['response']): boolean {
  if (response === undefined) return true;
  if ('frames' in response) return false;
  if ('result' in response) {
    const { result } = response;
    return !(typeof result === 'object' && result !== null && '$yielded' in result);
  }
  return !('headers' in response) || !isStream(response);
}

const EVENTS = /^text\/event-stream/i;

/** Whether a body comes piece by piece, or never came to its end. */
export function isStream({ truncated, headers, body }: HttpResponse): boolean {
  if (truncated === true || EVENTS.test(headerOf(headers, 'content-type') ?? '')) return true;
  return body !== undefined && 'chunks' in body;
}
