import type { RunRecord } from '@agent-replay/contracts';
import { abandonedAfter } from '@agent-replay/runs';

/** When the watchdog closes a run that is open, unless it closes or beats before. */
export function watchdogText({ deadline_at }: RunRecord, now: number = Date.now()): string {
  const after = abandonedAfter(Date.parse(deadline_at));
  return after < now
    ? '"agent-replay watchdog" closes it'
    : `"agent-replay watchdog" closes it after ${new Date(after).toISOString()}, its deadline and a grace; --grace 0s takes the grace away`;
}
