import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { proofOf, proofState } from '../discover/proof-state.ts';
import type { ProbeFinding } from '../probe/run-probes.ts';
import type { MonitoredFixture } from './fixture-state.ts';

/** A fixture on disk, with the class of failures that it protects from. */
export type FixtureOnDisk = MonitoredFixture & { fingerprint: string | null };

/** Every fixture of a config as it is on disk now, with what the probes found about its agent. */
export function readFixtures(
  config: Config,
  now: number,
  findings: readonly ProbeFinding[] = [],
): FixtureOnDisk[] {
  return discoverFixtures(config.root, config.fixtures).map((fixture) => readFixture(fixture, now, findings));
}

function readFixture(fixture: Fixture, now: number, findings: readonly ProbeFinding[]): FixtureOnDisk {
  const base = { fixture_id: fixture.fixture_id, suite: fixture.suite, tier: fixture.tier };
  try {
    const { notes, input } = loadFixture(fixture.dir);
    const { quarantine } = notes;
    const found = findings.find(({ agents }) => agents === null || agents.includes(input.agent.name));
    return {
      ...base,
      sha256: fixtureSha256(fixture.dir),
      proof: proofOf(proofState(fixture.dir, notes, now)),
      stale_after: notes.stale_after,
      quarantine: quarantine === null ? null : { owner: quarantine.owner, until: quarantine.until },
      fingerprint: notes.fingerprint,
      drift: found?.reason ?? null,
    };
  } catch {
    return {
      ...base,
      sha256: null,
      proof: 'unproven',
      stale_after: null,
      quarantine: null,
      fingerprint: null,
    };
  }
}
