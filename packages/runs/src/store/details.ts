import type { CaptureManifest, Evidence, Json } from '@agent-replay/contracts';

/** What a run was given, beside its record; written once, when it starts. */
export interface StartDetails {
  /** The task's payload; undefined when it was not kept. */
  payload?: Json;
  /** State that the run was given, by ref. */
  state?: { ref: string; content: Json }[];
  contract?: Json;
  /** Where artifacts are relative to. */
  workspace?: string;
  /** The Git ref whose code a replay tried, where it was not the code as it was in the project's folder. */
  ref?: string;
  /** Where the run's process was. */
  cwd?: string;
  /** The IANA name of the zone that the run's process was in, as a prompt that tells a local time has it. */
  time_zone?: string;
  /** The BCP 47 tag of its default locale, where it had one. */
  locale?: string;
}

/** What a run came to, beside its record; written once, when it is closed. */
export interface CloseDetails {
  contract?: Json;
  output?: Json;
  evidence_paths?: string[];
  issues?: Json;
  ledger?: Json;
  final_state?: Record<string, Json>;
  capture?: CaptureManifest;
  exception?: Json;
  mutations?: Json;
  diff?: Json;
  verify?: Json;
  judgements?: Json;
  probes?: Json;
}

/** All that a store keeps of a run beside record and events: what a freeze and a look back need. */
export type RunDetails = StartDetails & CloseDetails;

/** What is counted and measured of a run; part of no contract. */
export interface RunFacts {
  ending: Evidence['ending'] | null;
  exit_code: number | null;
  duration_ms: number | null;
  /** Models that answered, as they call themselves. */
  responded_models: string[];
  usage: { input_tokens: number; output_tokens: number; cached_input_tokens: number } | null;
  /** Null when no response named it. */
  cost_usd: number | null;
  model_calls: number;
  tool_calls: number;
  events: number;
  /** False while the numbers are to be added up from the run's events: until it comes to its own close. */
  counted?: boolean;
  /** True when part of it went over the spool: the store was locked, full or gone. */
  spooled: boolean;
  /** Changes that were not written: they could not be redacted, or too many waited for a place that takes them. */
  lost: number;
  /** Ended sooner than its kind of work can. */
  too_short: boolean;
  /** False when `code_version` was neither given nor found. */
  code_version_known: boolean;
  capture: CaptureManifest;
}
