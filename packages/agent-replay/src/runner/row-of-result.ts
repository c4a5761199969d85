import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { replayDrift } from '../monitor/replay-drift.ts';
import { fixtureOf } from '../replay/fixture-of.ts';
import { passHat } from '../replay/pass-hat.ts';
import type { Repeated } from '../replay/repeat.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { verdictJson } from '../replay/verdict-json.ts';
import type { ReplayRow } from './replay-row.ts';

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
  const proven_at = notes.proof?.fixed.at ?? null;
  return { stale_after, quarantine, fingerprint, proven_at, tier, agent: input.agent.name };
}

/** The rows of a fixture that was replayed several times: one for each, and the judgement last. */
export function repeatRows({ result, results }: Repeated): ReplayRow[] {
  const passed = results.filter(({ ok }) => ok).length;
  const repeat = { runs: results.length, passed, pass_hat_k: passHat(results.length, passed) };
  return [...results.map(replayRow), { ...replayRow(result), repeat }];
}
