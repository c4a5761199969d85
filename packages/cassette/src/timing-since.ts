import type { HttpResponse, Timing } from '@agent-replay/contracts';
import { isStream } from './moment.ts';

/** A body that is there so soon after its head came with it. */
const LATER_MS = 10;

/**
 * The timing of a call that ends now, in milliseconds of the process, to a thousandth: calls that begin or end in one
 * millisecond still have an order. What is written to a tape is rounded once they are in it.
 *
 * @param started `performance.now()` when it began
 * @param answer.headAt `performance.now()` when the head of its answer was there
 */
export function timingSince(started: number, answer?: { headAt: number; response: HttpResponse }): Timing {
  const ended = performance.now();
  return {
    started_ms: toMicroseconds(started),
    duration_ms: toMicroseconds(ended - started),
    ...(answer !== undefined &&
      (isStream(answer.response) || ended - answer.headAt >= LATER_MS) && {
        head_ms: toMicroseconds(answer.headAt - started),
      }),
  };
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
