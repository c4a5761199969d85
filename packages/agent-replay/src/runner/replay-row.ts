import { canonicalJson, type FixtureNotes } from '@agent-replay/contracts';
import type { Fixture } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { replayDrift } from '../monitor/replay-drift.ts';
import { fixtureOf } from '../replay/fixture-of.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { passHat } from '../replay/pass-hat.ts';
import type { Repeated } from '../replay/repeat.ts';
import { verdictJson } from '../replay/verdict-json.ts';

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
  /** What of the agent differs from what was proven, as `code: text`. */
  drift?: string | null;
  /** Channels that were not guarded while it ran. */
  unguarded: readonly { channel: string; reason: string }[];
  /** What the monitor needs to know of the fixture as it was replayed; read from its files where this is missing. */
  notes?: Pick<FixtureNotes, 'stale_after' | 'quarantine' | 'fingerprint' | 'tier'> & { agent: string };
  /** On the last row of a fixture that was replayed several times: how often it passed. */
  repeat?: RepeatCounts;
}

/** `pass_hat_k[k - 1]` is pass^k, the chance that `k` replays all pass. */
export interface RepeatCounts {
  runs: number;
  passed: number;
  pass_hat_k: number[];
}

/** Cuts a result down to what a report needs. */
export function replayRow(replayed: ReplayResult): ReplayRow {
  const { verdict, run, ledger, ...result } = replayed;
  const fixture = fixtureOf(replayed);
  return {
    fixture_id: result.fixture_id,
    suite: result.suite,
    dir: result.dir,
    ok: result.ok,
    exit_code: result.exit_code,
    status: verdict.status,
    reason: verdict.failure_reason,
    verdict: verdictJson(replayed),
    proof: result.proof,
    proof_reason: result.proof_reason,
    run_id: run?.run_id ?? null,
    fixture_sha256: result.fixture_sha256,
    code_sha256: result.code_sha256,
    drift: replayDrift(replayed),
    unguarded: ledger?.unguarded ?? [],
    ...(fixture !== undefined && { notes: notesOf(fixture) }),
  };
}

function notesOf({ notes, input }: LoadedFixture): NonNullable<ReplayRow['notes']> {
  const { stale_after, quarantine, fingerprint, tier } = notes;
  return { stale_after, quarantine, fingerprint, tier, agent: input.agent.name };
}

/** The rows of a fixture that was replayed several times: one for each, and the judgement last. */
export function repeatRows({ result, results }: Repeated): ReplayRow[] {
  const passed = results.filter(({ ok }) => ok).length;
  const repeat = { runs: results.length, passed, pass_hat_k: passHat(results.length, passed) };
  return [...results.map(replayRow), { ...replayRow(result), repeat }];
}

/** The row of a fixture whose process died under it: nothing is known of it but that. */
export function crashedRow({ fixture_id, suite, dir }: Fixture, cause: string): ReplayRow {
  return {
    fixture_id,
    suite,
    dir,
    ok: false,
    exit_code: 5,
    status: 'inconclusive',
    reason: `replay_crashed: ${cause}`,
    verdict: canonicalJson({ fixture_id, suite, ok: false, exit_code: 5, failure_class: 'replay_crashed' }),
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

/** Why a fixture that is not red is no plain pass either; null when it is one. */
export function reservation({ ok, reason, proof, proof_reason: why }: ReplayRow): string | null {
  if (!ok) return reason;
  return proof === 'proven' ? null : `passes, but is ${proof}${why === null ? '' : `: ${why}`}`;
}
