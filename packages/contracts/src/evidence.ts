import type { ArtifactProbe, ArtifactRef } from './artifact.ts';
import type { ExceptionInfo, RunEvent } from './event.ts';
import type { Json } from './json.ts';
import type { Ledger } from './ledger.ts';

/** How the agent's code came to its end; never a verdict. */
export type Ending = 'returned' | 'threw' | 'timeout' | 'aborted' | 'exited' | 'abandoned';

/** A changed file, in lines added and removed and in bytes after the change. */
export interface FileChange {
  path: string;
  added: number;
  removed: number;
  bytes: number;
}

/** What a semantic validator said, live or from the cassette. */
export interface Judgement {
  validator: string;
  version: string;
  label: string;
  score: number | null;
  explanation: string;
  /** Set when it could not judge: `missing` (no recording) or what it threw. */
  error: string | null;
}

/** Everything that a verdict is made of; plain data, gathered before `check` is called. */
export interface Evidence {
  ending: Ending;
  exit_code: number | null;
  exception: ExceptionInfo | null;
  /** What the agent returned; undefined when it returned nothing. */
  output: Json | undefined;
  events: readonly RunEvent[];
  artifacts: readonly { ref: ArtifactRef; probe: ArtifactProbe }[];
  /** Paths and URIs that the result cites, and whether each led to something the run had. */
  evidence_paths: readonly { path: string; resolved: boolean }[];
  input: { claimed_sha256: string; used_sha256: readonly string[] };
  /** Values that the run left behind, by ref. */
  state: Readonly<Record<string, Json>>;
  /** Paths and URIs that changed; null when nobody could look. */
  mutations: readonly { uri: string; operation: string }[] | null;
  /** Null when no diff was taken. */
  diff: readonly FileChange[] | null;
  /** Null when the verification command did not run. */
  verify: { command: readonly string[]; exit: number; output: string } | null;
  judgements: readonly Judgement[];
  tool_allowlist: readonly string[];
  /** Null for a run without a tape. */
  ledger: Ledger | null;
}
