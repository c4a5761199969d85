import type { FixtureState, Tier } from '@agent-replay/contracts';

/** A fixture on disk, as far as the monitor needs to know it. */
export interface MonitoredFixture {
  fixture_id: string;
  suite: string;
  tier: Tier;
  /** Digest of its files now; null when one of them is invalid. */
  sha256: string | null;
  proof: 'proven' | 'unproven' | 'quarantined';
  /** RFC 3339; null when it never expires. */
  stale_after: string | null;
  quarantine: { owner: string; until: string } | null;
}

/** The last replay of a fixture, from the store. */
export interface FixtureResult {
  fixture_id: string;
  suite: string;
  run_id: string;
  /** RFC 3339, when the replay ended. */
  at: string;
  /** Digest of the fixture's files when it was replayed. */
  fixture_sha256: string;
  /** Exit code of the replay: 0 pass, 1 fail, 3 unknown, 4 blocked or miss, 5 infrastructure. */
  exit_code: number;
  /** Code, alone or followed by `: ` and text; null for a pass. */
  reason: string | null;
}

interface Judged {
  state: FixtureState;
  reason: string | null;
}

/**
 * Decides what a fixture says of health. Passing means proven, fresh and passed; failing means that
 * its last fresh replay failed or was blocked; everything else is stale, with its reason.
 */
export function judgeFixture(
  fixture: MonitoredFixture,
  result: FixtureResult | undefined,
  options: { now: number; interval_seconds: number },
): Judged {
  if (fixture.sha256 === null) return stale('fixture_invalid');
  if (fixture.quarantine !== null) {
    return Date.parse(fixture.quarantine.until) <= options.now
      ? stale(`quarantine_expired: ended ${fixture.quarantine.until}, owner ${fixture.quarantine.owner}`)
      : stale(`quarantined: until ${fixture.quarantine.until}, owner ${fixture.quarantine.owner}`);
  }
  if (result === undefined) return stale('no_result');
  if (result.fixture_sha256 !== fixture.sha256) return stale('digest_changed');
  const age = (options.now - Date.parse(result.at)) / 1000;
  if (!(age <= 2 * options.interval_seconds)) return stale(`result_too_old: ${result.at}`);
  if (result.exit_code === 1 || result.exit_code === 4) {
    return { state: 'failing', reason: result.reason ?? 'fixture_failing' };
  }
  if (result.exit_code === 5) return stale(`crashed: ${result.reason ?? 'infrastructure'}`);
  if (result.exit_code !== 0) return stale(result.reason ?? 'inconclusive');
  if (fixture.proof !== 'proven') return stale('unproven');
  if (fixture.stale_after !== null && Date.parse(fixture.stale_after) <= options.now) {
    return stale(`fixture_expired: ${fixture.stale_after}`);
  }
  return { state: 'passing', reason: null };
}

function stale(reason: string): Judged {
  return { state: 'stale', reason };
}
