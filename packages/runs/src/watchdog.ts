import { fingerprint, type RunRecord } from '@agent-replay/contracts';
import type { Store } from './store.ts';

export interface WatchdogOptions {
  /** Milliseconds since the epoch. @default Date.now() */
  now?: number;
  /** What a run may take beyond its timeout. @default 60 */
  grace_seconds?: number;
}

/**
 * Closes every started run that is older than its timeout and the grace as `failed/run_abandoned`.
 * A close that came first wins.
 *
 * @returns the runs that it closed
 */
export async function watchdog(store: Store, options: WatchdogOptions = {}): Promise<RunRecord[]> {
  const now = options.now ?? Date.now();
  const closed: RunRecord[] = [];
  for (const run of await store.overdueRuns(now - (options.grace_seconds ?? 60) * 1000)) {
    const failure_class = 'run_abandoned';
    const record: RunRecord = {
      ...run,
      status: 'failed',
      failure_class,
      failure_reason: `${failure_class}: the run was never closed; its deadline was ${run.deadline_at}`,
      fingerprint: fingerprint({ agent_name: run.agent_name, failure_class }),
      closed_at: new Date(now).toISOString(),
    };
    if (await store.closeRun(record, await store.getDetails(run.run_id))) closed.push(record);
  }
  return closed;
}
