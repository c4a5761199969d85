import type { ReplayResult } from '../replay/replay-result.ts';

/** What a runner's worker tells the process that reports: small, plain data. */
export interface ReplayRow {
  fixture_id: string;
  suite: string;
  dir: string;
  ok: boolean;
  exit_code: number;
  status: string;
  reason: string | null;
  proof: ReplayResult['proof'];
  proof_reason: string | null;
  run_id: string | null;
  fixture_sha256: string | null;
}

/** Cuts a result down to what a report needs. */
export function replayRow({ verdict, run, ...result }: ReplayResult): ReplayRow {
  return {
    fixture_id: result.fixture_id,
    suite: result.suite,
    dir: result.dir,
    ok: result.ok,
    exit_code: result.exit_code,
    status: verdict.status,
    reason: verdict.failure_reason,
    proof: result.proof,
    proof_reason: result.proof_reason,
    run_id: run?.run_id ?? null,
    fixture_sha256: result.fixture_sha256,
  };
}

/** Red: the replay says that something is wrong, or cannot say that nothing is. */
export function isRed({ ok, status }: Pick<ReplayRow, 'ok' | 'status'>): boolean {
  return !ok && status !== 'skipped';
}

/** Why a fixture that is not red is no plain pass either; null when it is one. */
export function reservation({ ok, reason, proof, proof_reason: why }: ReplayRow): string | null {
  if (!ok) return reason;
  return proof === 'proven' ? null : `passes, but is ${proof}${why === null ? '' : `: ${why}`}`;
}
