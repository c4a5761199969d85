import type { CheckResult } from './check/check.ts';
import type { Evidence } from './evidence.ts';
import type { Ledger } from './ledger.ts';
import type { RunRecord } from './run-record.ts';

/** What a replay ends with, as matchers read it; `replay()` returns this and more. */
export interface ReplayOutcome {
  verdict: CheckResult;
  /** Whether the fixture's own contract allows the verdict. */
  ok?: boolean;
  /** Null when the fixture could not be run at all. */
  run: RunRecord | null;
  evidence: Evidence;
  /** Null when nothing was intercepted. */
  ledger: Ledger | null;
}
