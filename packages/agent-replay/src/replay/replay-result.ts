import type {
  CheckResult,
  Dependencies,
  Drift,
  Evidence,
  Ledger,
  Mode,
  RunRecord,
  Tier,
} from '@agent-replay/contracts';
import type { ProofState } from '../proof/proof-state.ts';
import type { ExitCode } from './exit-code.ts';

/** What the replay of a fixture says. */
export interface ReplayResult {
  fixture_id: string;
  suite: string;
  /** Absolute path of the fixture. */
  dir: string;
  tier: Tier;
  mode: Mode;
  /** True when the verdict is one that the contract allows, and nothing was missing on the tape. */
  ok: boolean;
  exit_code: ExitCode;
  /** Issues point into the fixture's files: file, line and column. */
  verdict: CheckResult;
  proof: ProofState['state'];
  /** Why it is not proven; null when it is. */
  proof_reason: string | null;
  /** Digest of the fixture's files as they were replayed; null when they could not be read. */
  fixture_sha256: string | null;
  /** Digest of the agent's code that was replayed, see `codeSha256`; null where it cannot be told. */
  code_sha256: string | null;
  /** The packages that it was replayed with. */
  dependencies: Dependencies;
  /** Null when nothing was run. */
  run: RunRecord | null;
  evidence: Evidence;
  /** Null when nothing was intercepted. */
  ledger: Ledger | null;
  drift: readonly Drift[];
  /** Milliseconds of each wait that `fast` time jumped over. */
  waits_ms: readonly number[];
  /** What the agent's own code threw, when it did: for people, with its stack. */
  error: string | null;
  duration_ms: number;
}
