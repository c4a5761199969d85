import type { RunRecord } from '@agent-replay/contracts';
import { time } from '../native-time.ts';
import { runRecordOf } from '../run/run-record-of.ts';
import { assertStore } from '../store/assert-store.ts';
import type { Store } from '../store/open-store.ts';
import { abandonedAfter, type WatchdogOptions } from './watchdog.ts';

/** A run that is past its deadline, and that the watchdog still leaves open. */
export interface RunWithinGrace {
  run: RunRecord;
  /** The watchdog closes it after this time, RFC 3339, unless it closes or beats before. */
  closed_after: string;
}

/** The runs that the watchdog would close next: past their deadline, within their grace, the oldest first. */
export async function runsWithinGrace(
  store: Store,
  options: WatchdogOptions = {},
): Promise<RunWithinGrace[]> {
  assertStore(store);
  const now = options.now ?? store.now();
  const rows = await store.overdueRuns(now);
  return rows
    .map((row) => ({ run: runRecordOf(row), after: abandonedAfter(row.deadline_at, options.grace_seconds) }))
    .filter(({ after }) => after >= now)
    .map(({ run, after }) => ({ run, closed_after: time(after) }));
}
