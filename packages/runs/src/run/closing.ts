import type {
  Contract,
  Predicate,
  Ending,
  ExceptionInfo,
  Json,
  Evidence,
  Judgement,
  Ledger,
} from '@agent-replay/contracts';

/** What is known when a run ends: evidence, never a status. */
export interface Closing {
  /** What the run was started with, where it was. */
  closer?: object;
  contract?: Contract | null;
  /** What the ids under the contract's `predicates` stand for. */
  predicates?: readonly Predicate[];
  /** @default "returned" */
  ending?: Ending;
  exit_code?: number | null;
  exception?: ExceptionInfo | null;
  output?: Json | undefined;
  /** Cited paths, beside those that were cited on the way. */
  evidence_paths?: readonly string[];
  /** Digests of the inputs that were read. @default the one that was claimed */
  used_sha256?: readonly string[];
  state?: Readonly<Record<string, Json>>;
  mutations?: Evidence['mutations'];
  diff?: Evidence['diff'];
  verify?: Evidence['verify'];
  judgements?: readonly Judgement[];
  ledger?: Ledger | null;
  /** False where nobody said that the work was done; see `CheckOptions`. Its failure is no class to watch then. @default true */
  claimed?: boolean;
  /** How long each artifact's probe may take. @default 10000 */
  probe_ms?: number;
  /** Called with what asks the probes that are the user's own code, and puts around it what that code needs. */
  probing?: <T>(ask: () => T) => T;
  now?: () => number;
}

const KEYS: Readonly<Record<keyof Closing, true>> = {
  closer: true,
  contract: true,
  predicates: true,
  ending: true,
  exit_code: true,
  exception: true,
  output: true,
  evidence_paths: true,
  used_sha256: true,
  state: true,
  mutations: true,
  diff: true,
  verify: true,
  judgements: true,
  ledger: true,
  claimed: true,
  probe_ms: true,
  probing: true,
  now: true,
};

/** What a close may be given: evidence under another key would be left out. Whoever claims a status is not believed. */
export const CLOSING_KEYS: readonly string[] = [...Object.keys(KEYS), 'status'];
