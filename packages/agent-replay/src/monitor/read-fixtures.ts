import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { proofOf, proofState } from '../discover/proof-state.ts';
import type { ProbeFinding } from '../probe/run-probes.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import type { MonitoredFixture } from './fixture-state.ts';

/** A fixture on disk, with the class of failures that it protects from. */
export type FixtureOnDisk = MonitoredFixture & { fingerprint: string | null };

/**
 * Every fixture of a config as it is on disk now, with what the probes found about its agent.
 *
 * @param rows what was read of fixtures that were just replayed, which are not read again
 */
export function readFixtures(
  config: Config,
  now: number,
  findings: readonly ProbeFinding[] = [],
  rows: readonly ReplayRow[] = [],
): FixtureOnDisk[] {
  const replayed = new Map(rows.map((row) => [row.dir, row]));
  return discoverFixtures(config.root, config.fixtures).map((fixture) => {
    const { fixture_id, suite, tier } = fixture;
    const facts = factsOf(fixture, replayed.get(fixture.dir), now);
    if (facts === null) return { fixture_id, suite, tier, ...UNREADABLE };
    const { agent, quarantine, ...known } = facts;
    const found = findings.find(({ agents }) => agents === null || agents.includes(agent));
    return {
      fixture_id,
      suite,
      tier,
      ...known,
      quarantine: quarantine === null ? null : { owner: quarantine.owner, until: quarantine.until },
      drift: found?.reason ?? null,
    };
  });
}

const UNREADABLE = {
  sha256: null,
  proof: 'unproven',
  stale_after: null,
  quarantine: null,
  fingerprint: null,
} as const;

type Facts = Pick<FixtureOnDisk, 'sha256' | 'proof'> & NonNullable<ReplayRow['notes']>;

function factsOf({ dir }: Fixture, row: ReplayRow | undefined, now: number): Facts | null {
  if (row?.notes !== undefined)
    return { sha256: row.fixture_sha256, proof: proofOf({ state: row.proof, reason: null }), ...row.notes };
  try {
    const { notes, input, sha256 } = loadFixture(dir);
    const { stale_after, quarantine, fingerprint } = notes;
    const proof = proofOf(proofState(dir, notes, now, sha256));
    return { sha256, proof, stale_after, quarantine, fingerprint, agent: input.agent.name };
  } catch {
    return null;
  }
}
