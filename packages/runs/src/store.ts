import type { Json, RunEvent, RunRecord } from '@agent-replay/contracts';

/** What a run needs for its replay and is no part of the record: written once, at its start and its close. */
export interface RunDetails {
  /** The task's payload, as the capture policy lets it be kept; undefined when it was not. */
  payload?: Json;
  /** State that the run was given, by ref. */
  state?: { ref: string; content: Json }[];
  contract?: Json;
  output?: Json;
  evidence_paths?: string[];
  issues?: Json;
  ledger?: Json;
  final_state?: Record<string, Json>;
  /** Where artifacts are relative to. */
  workspace?: string;
  capture?: { captured: string[]; denied: string[]; unknown: string[] };
}

/** The last replay of a fixture; see the monitor. */
export interface FixtureResult {
  fixture_id: string;
  suite: string;
  run_id: string;
  at: string;
  fixture_sha256: string;
  exit_code: number;
  reason: string | null;
}

/** A class of failures: its first bad run since it was last resolved. */
export interface FailureHistory {
  fingerprint: string;
  failure_class: string;
  first_bad_run_at: string;
  status: 'open' | 'regressed' | 'resolved';
}

/** An alert that was tried. */
export interface AlertRecord {
  fingerprint: string;
  at: string;
  channel: string;
  kind: 'alert' | 'recovery';
  ok: boolean;
}

export interface RunFilter {
  run_type?: 'live' | 'replay';
  status?: RunRecord['status'];
  task_id?: string;
  agent_name?: string;
  fixture_id?: string;
  fingerprint?: string;
  /** @default 50 */
  limit?: number;
}

/** Where run records are kept: one interface, one conformance suite, one file for each store. */
export interface Store {
  url: string;
  /** Durable when it resolves. @throws {AgentReplayError} `RUN_DUPLICATE` for a known id or (task, attempt). */
  insertRun: (record: RunRecord, details: RunDetails) => Promise<void>;
  /** Appends; false when the run is closed, in which case the refusal is counted. */
  appendEvent: (event: RunEvent) => Promise<boolean>;
  /** Closes by compare-and-set, durably; false when somebody else closed it before. */
  closeRun: (record: RunRecord, details: RunDetails) => Promise<boolean>;
  getRun: (runId: string) => Promise<RunRecord | undefined>;
  getDetails: (runId: string) => Promise<RunDetails>;
  getEvents: (runId: string) => Promise<RunEvent[]>;
  /** How many events came after the close. */
  refusedEvents: (runId: string) => Promise<number>;
  /** Newest first. */
  listRuns: (filter?: RunFilter) => Promise<RunRecord[]>;
  /** The next attempt's number of a task. */
  nextAttempt: (taskId: string, runType: 'live' | 'replay') => Promise<number>;
  /** Open runs whose deadline lies before a time in milliseconds. */
  overdueRuns: (before: number) => Promise<RunRecord[]>;
  recordFixtureResult: (result: FixtureResult) => Promise<void>;
  latestFixtureResults: () => Promise<FixtureResult[]>;
  failureHistories: () => Promise<FailureHistory[]>;
  /** Ends the current history of a class: the next bad run opens a new one. */
  resolveFailure: (fingerprint: string, at: string) => Promise<void>;
  recordAlert: (alert: AlertRecord) => Promise<void>;
  listAlerts: () => Promise<AlertRecord[]>;
  recordTick: (tier: string, at: string) => Promise<void>;
  listTicks: () => Promise<Record<string, string>>;
  close: () => Promise<void>;
}
