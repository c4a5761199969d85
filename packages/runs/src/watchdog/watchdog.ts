import { fingerprint, type RunRecord } from '@agent-replay/contracts';
import { nextTurn } from '../native-time.ts';
import { redactClose } from '../run/redact-row.ts';
import { openRuns } from '../run/run.ts';
import { time } from '../native-time.ts';
import { runRecordOf } from '../run/run-record-of.ts';
import { assertStore } from '../store/assert-store.ts';
import type { Store } from '../store/open-store.ts';
import type { RunRow } from '../store/tables.ts';

export interface WatchdogOptions {
  /** Milliseconds since the epoch. @default the store's clock */
  now?: number;
  /** What a run may take beyond its timeout. @default 60 */
  grace_seconds?: number;
}

const BATCH = 200;
const GRACE_SECONDS = 60;

/**
 * When the watchdog takes a run for abandoned: its deadline, and the grace after it.
 *
 * @param deadline milliseconds since the epoch
 * @returns milliseconds since the epoch
 */
export function abandonedAfter(deadline: number, graceSeconds: number = GRACE_SECONDS): number {
  return deadline + graceSeconds * 1000;
}

/**
 * Closes every started run that is older than its timeout and the grace as `failed/run_abandoned`.
 * A close that came first, or has begun, wins; so does a heartbeat. Queued work is not touched.
 *
 * @returns the runs that it closed
 */
export async function watchdog(store: Store, options: WatchdogOptions = {}): Promise<RunRecord[]> {
  assertStore(store);
  const now = options.now ?? store.now();
  const past = await store.overdueRuns(now);
  const overdue = past.filter((row) => abandonedAfter(row.deadline_at, options.grace_seconds) < now);
  // Whoever is about to close a run of this process does so first.
  await nextTurn();
  const closing = new Set(openRuns().flatMap((run) => (run.isClosed ? [run.record.run_id] : [])));
  const left = overdue.filter((row) => !closing.has(row.run_id));
  const closed: RunRecord[] = [];
  for (let at = 0; at < left.length; at += BATCH) {
    const rows = left.slice(at, at + BATCH).map((row) => ({ row, abandoned: abandon(row, now) }));
    const outcomes = await store.journal.apply(
      rows.map(({ row, abandoned }) => ({
        op: 'close',
        run: redactClose(store.redactor.remembering(), store.redactor, abandoned),
        lease: row.lease,
      })),
    );
    closed.push(
      ...rows.flatMap(({ abandoned }, index) =>
        outcomes[index] === 'applied' ? [runRecordOf(abandoned)] : [],
      ),
    );
  }
  return closed;
}

function abandon(row: RunRow, now: number): RunRow {
  const failure_class = 'run_abandoned';
  return {
    ...row,
    status: 'failed',
    failure_class,
    failure_reason: `${failure_class}: the run was never closed; its deadline was ${time(row.deadline_at)}`,
    fingerprint: fingerprint({ agent_name: row.agent_name, failure_class }),
    closed_at: Math.max(now, row.started_at),
    facts: abandonedFacts(row.facts),
  };
}

/** What is damaged stays as it is: one such run keeps no other from being closed. */
function abandonedFacts(facts: string): string {
  try {
    return JSON.stringify({ ...(JSON.parse(facts) as object), ending: 'abandoned' });
  } catch {
    return facts;
  }
}
