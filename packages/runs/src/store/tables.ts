/** A row of `runs`; times are milliseconds since 1970, structures are JSON text. */
export interface RunRow {
  run_id: string;
  /** Version of the record's format; a newer one is read as `inconclusive`. */
  format: number;
  run_type: string;
  fixture_id: string | null;
  task_id: string;
  attempt: number;
  agent_name: string;
  started_at: number;
  code_version: string;
  model: string;
  prompt_version: string;
  tool_allowlist: string;
  timeout_seconds: number;
  input_sha256: string;
  state_refs: string;
  artifact_refs: string;
  status: string;
  failure_class: string | null;
  failure_reason: string | null;
  fingerprint: string | null;
  closed_at: number | null;
  deadline_at: number;
  /** Rises with each heartbeat and when a close begins: who saw an older one may not close the run. */
  lease: number;
  last_event_at: number | null;
  /** Events that came after the close. */
  refused: number;
  /** What the run was given: `StartDetails` as JSON. */
  input: string;
  /** What it came to, beside the record: `CloseDetails` as JSON. */
  outcome: string | null;
  facts: string;
}

/** A row of `events`. */
export interface EventRow {
  run_id: string;
  seq: number;
  at: number;
  kind: string;
  /** The whole event. */
  body: string;
}

/** A row of `failures`: one class of failures of live runs and where it stands. */
interface FailureRow {
  fingerprint: string;
  agent_name: string;
  failure_class: string;
  status: string;
  /** The first bad run since the class was last resolved. */
  first_bad_run_id: string;
  first_bad_run_at: number;
  last_bad_run_id: string;
  last_bad_run_at: number;
  /** When the class was seen for the very first time. */
  first_seen_at: number;
  runs: number;
  regressions: number;
  resolved_at: number | null;
}

/** Tables of a store, the same in every database. */
export interface Tables {
  runs: RunRow;
  events: EventRow;
  failures: FailureRow;
  /** Keeps attempts of live runs apart. */
  attempts: { agent_name: string; task_id: string; attempt: number; run_id: string };
  /** The last result of each fixture: what the monitor reads, whatever the number of runs. */
  fixture_results: { suite: string; fixture_id: string; at: number; result: string };
  alerts: { alert_id: string; fingerprint: string; alert: string };
  ticks: { tier: string; at: string };
  /** Who may do what alone; see `Leases`. */
  leases: { name: string; owner: string; fence: number; expires_at: number };
  /** What the monitor found each time it ran. */
  health: { at: number; passing: number; failing: number; stale: number; window_minutes: number | null };
  /** Work that is queued and has to start by a time. */
  expected_starts: { agent_name: string; task_id: string; queued_at: number; due_at: number };
}
