import { formatIssue, isAgentReplayError, thrownMessage } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { LOCK_FILE } from '../lock/lock-file.ts';
import { proofOf, type ProofSettings, proofSettings, proofState } from '../proof/proof-state.ts';
import { untilTouched } from '../discover/until-touched.ts';
import type { ProbeFinding } from '../probe/run-probes.ts';
import { agentCodes } from '../replay/code-sha256.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import type { MonitoredFixture } from './fixture-state.ts';

/** A fixture on disk, with the class of failures that it protects from. */
export type FixtureOnDisk = MonitoredFixture & {
  fingerprint: string | null;
  /** When it was seen green on the fix, RFC 3339; null without a proof. */
  proven_at: string | null;
};

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
  const codeOf = agentCodes(config);
  return discoverFixtures(config.root, config.fixtures).map((fixture) => {
    const { fixture_id, suite } = fixture;
    const facts = factsOf(fixture, replayed.get(fixture.dir), { now, ...proofSettings(config) });
    if ('problem' in facts) return { fixture_id, suite, tier: fixture.tier, ...UNKNOWN, ...facts };
    const { agent, quarantine, ...known } = facts;
    const found = findings.find(({ agents }) => agents === null || agents.includes(agent));
    return {
      fixture_id,
      suite,
      ...known,
      ...codeOf(agent),
      quarantine: quarantine === null ? null : { owner: quarantine.owner, until: quarantine.until },
      drift: found?.reason ?? null,
    };
  });
}

const UNKNOWN = {
  sha256: null,
  proof: 'unproven',
  stale_after: null,
  quarantine: null,
  fingerprint: null,
  proven_at: null,
} as const;

type Facts = Pick<FixtureOnDisk, 'sha256' | 'proof' | 'proof_reason'> & NonNullable<ReplayRow['notes']>;

function factsOf(
  { dir }: Fixture,
  row: ReplayRow | undefined,
  options: ProofSettings & { now: number },
): Facts | { problem: string } {
  if (row?.notes !== undefined) {
    const { fixture_sha256: sha256, proof: state, proof_reason } = row;
    return { sha256, proof: proofOf({ state, reason: null }), proof_reason, ...row.notes };
  }
  try {
    const { agent, ...subject } = readNotes(dir);
    const { notes, sha256 } = subject;
    const { stale_after, quarantine, fingerprint, tier } = notes;
    const proof = proofState(subject, options);
    return {
      sha256,
      proof: proofOf(proof),
      proof_reason: proof.reason,
      stale_after,
      quarantine,
      fingerprint,
      proven_at: notes.proof?.fixed.at ?? null,
      tier,
      agent,
    };
  } catch (error) {
    return { problem: `fixture_invalid: ${problemOf(error)}` };
  }
}

const readNotes = untilTouched((dir) => {
  const { notes, expected, input, sha256 } = loadFixture(dir);
  return { dir, notes, expected, agent: input.agent.name, sha256 };
});

/** What is wrong first, with its file and place. */
function problemOf(error: unknown): string {
  const [issue] = isAgentReplayError(error) ? error.issues : [];
  if (issue !== undefined) return formatIssue(issue);
  return thrownMessage(error).split('\n', 1)[0] ?? '';
}

/** The fixtures that the lock file names and that are gone. */
export function vanishedFixtures(
  locked: readonly string[] | null,
  present: readonly FixtureOnDisk[],
): FixtureOnDisk[] {
  const names = new Set(present.map(({ suite, fixture_id }) => `${suite}/${fixture_id}`));
  return (locked ?? [])
    .filter((name) => !names.has(name) && name.includes('/'))
    .map((name) => ({
      ...UNKNOWN,
      suite: name.slice(0, name.lastIndexOf('/')),
      fixture_id: name.slice(name.lastIndexOf('/') + 1),
      tier: 'full',
      problem: `fixture_vanished: it is in ${LOCK_FILE} and not on disk; bring it back, or take its line out`,
    }));
}
