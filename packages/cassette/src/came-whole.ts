import type { Interaction } from '@agent-replay/contracts';
import { headerOf } from './engine/http-call.ts';

const EVENTS = /^text\/event-stream/i;

/**
 * Whether the answer to a call came at one moment, which its timing tells. What comes piece by piece is read at the
 * reader's pace, and what never came took no time that is known.
 */
export function cameWhole({ error, response }: Pick<Interaction, 'error' | 'response'>): boolean {
  if (error?.by === 'run') return false;
  if (response === undefined) return true;
  if ('frames' in response) return false;
  if ('result' in response) {
    const { result } = response;
    return !(typeof result === 'object' && result !== null && '$yielded' in result);
  }
  if (!('headers' in response)) return true;
  if (response.truncated === true || EVENTS.test(headerOf(response.headers, 'content-type') ?? ''))
    return false;
  return !(typeof response.body === 'object' && 'chunks' in response.body);
}
