import { now as realNow, tick } from '../native-time.ts';
import type { RunState } from './run.ts';

/**
 * A time that an event says of itself, where the run can have come to it; else the time that it has come to. What
 * goes by an event's time would else wait for the year that somebody wrote.
 */
export function reachedTime({ row, now, beganTick }: RunState, said: number): number {
  const elapsed = beganTick === undefined ? realNow() : row.started_at + Math.round(tick() - beganTick);
  return said <= elapsed ? said : Math.min(said, Math.max(elapsed, now()));
}
