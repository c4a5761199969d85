import { now } from '../native-time.ts';

/** The last millisecond that a date, and the time in a run's id, can tell. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A clock as every database can keep it: whole milliseconds since 1970. Where it tells none, the real time holds. */
export function wholeClock(clock: () => number): () => number {
  return () => {
    const at = Math.trunc(clock());
    return isTime(at) ? at : now();
  };
}

/** True for whole milliseconds since 1970 that a date can tell. */
export function isTime(at: number): boolean {
  return Number.isInteger(at) && at >= 0 && at <= LAST;
}
