import type { Timing } from '@agent-replay/contracts';

/**
 * The timing of a call that ends now, in milliseconds of the process, to a thousandth: calls that begin or end in one
 * millisecond still have an order. What is written to a tape is rounded once they are in it.
 *
 * @param started `performance.now()` when it began
 */
export function timingSince(started: number): Timing {
  return { started_ms: toMicroseconds(started), duration_ms: toMicroseconds(performance.now() - started) };
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
