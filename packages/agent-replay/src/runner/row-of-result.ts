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
  const { verdict, run, ledger } = replayed;
  const fixture = fixtureOf(replayed);
  return {
    fixture_id: replayed.fixture_id,
    suite: replayed.suite,
    dir: replayed.dir,
    ok: replayed.ok,
    exit_code: replayed.exit_code,
    status: verdict.status,
    reason: verdict.failure_reason,
    verdict: verdictJson(replayed),
    proof: replayed.proof,
    proof_reason: replayed.proof_reason,
    run_id: run?.run_id ?? null,
    fixture_sha256: replayed.fixture_sha256,
    code_sha256: replayed.code_sha256,
    dependencies: replayed.dependencies,
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
