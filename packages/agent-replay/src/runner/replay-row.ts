import { canonicalJson, type Dependencies, type FixtureNotes } from '@agent-replay/contracts';
import type { Fixture } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
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
  /** The verdict's canonical bytes, the same from every runner. */
  verdict: string;
  proof: ReplayResult['proof'];
  proof_reason: string | null;
  run_id: string | null;
  fixture_sha256: string | null;
  /** Digest of the agent's code that was replayed; null where it cannot be told. */
  code_sha256?: string | null;
  /** The packages that it was replayed with. */
  dependencies?: Dependencies;
  /** What of the agent differs from what was proven, as `code: text`. */
  drift?: string | null;
  /** Channels that were not guarded while it ran. */
  unguarded: readonly { channel: string; reason: string }[];
  /** What the monitor needs to know of the fixture as it was replayed; read from its files where this is missing. */
  notes?: Pick<FixtureNotes, 'stale_after' | 'quarantine' | 'fingerprint' | 'tier'> & {
    agent: string;
    proven_at: string | null;
  };
  /** On the last row of a fixture that was replayed several times: how often it passed. */
  repeat?: RepeatCounts;
}

/** `pass_hat_k[k - 1]` is pass^k, the chance that `k` replays all pass. */
export interface RepeatCounts {
  runs: number;
  passed: number;
  pass_hat_k: number[];
}

/** The row of a fixture whose process died under it: nothing is known of it but that. */
export function crashedRow(fixture: Fixture, cause: string): ReplayRow {
  return rowWithout(fixture, { status: 'inconclusive', code: 'replay_crashed', exit_code: 5 }, cause);
}

/** The row of a fixture that neither ended nor yielded, so that its process was ended from outside: as the command has it. */
export function stuckRow(fixture: Fixture, cause: string): ReplayRow {
  return rowWithout(fixture, { status: 'failed', code: 'timeout', exit_code: 1 }, cause);
}

/** The row of a fixture whose replay said nothing itself. */
function rowWithout(
  { fixture_id, suite, dir }: Fixture,
  { status, code, exit_code }: Pick<ReplayRow, 'status' | 'exit_code'> & { code: string },
  cause: string,
): ReplayRow {
  return {
    fixture_id,
    suite,
    dir,
    ok: false,
    exit_code,
    status,
    reason: `${code}: ${cause}`,
    verdict: canonicalJson({ exit_code, failure_class: code, fixture_id, ok: false, suite }),
    proof: 'unproven',
    proof_reason: null,
    run_id: null,
    fixture_sha256: fixtureSha256(dir),
    unguarded: [],
  };
}

/** Red: the replay says that something is wrong, or cannot say that nothing is. */
export function isRed({ ok, status }: Pick<ReplayRow, 'ok' | 'status'>): boolean {
  return !ok && status !== 'skipped';
}

const MOCKED = 'code_mocked: ';

/** Why a fixture that is not red is no plain pass either; null when it is one. */
export function reservation({ ok, reason, proof, proof_reason: why, drift }: ReplayRow): string | null {
  if (!ok) return reason;
  if (drift?.startsWith(MOCKED) === true) return `passes, but with ${drift.slice(MOCKED.length)}`;
  return proof === 'proven' ? null : `passes, but is ${proof}${why === null ? '' : `: ${why}`}`;
}
