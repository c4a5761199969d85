import type { MonitorArtifact } from '@agent-replay/contracts';
import { CANARY_SUITE, missingCanaries } from '../canary/canaries.ts';
import { LOCK_FILE } from '../lock/lock-file.ts';
import { lockGaps } from '../lock/lock-gaps.ts';
import { proofOf, type ProofState } from '../proof/proof-state.ts';
import { ageReason, OTHER_CODE, otherDependencies, uncheckedText } from '../monitor/fixture-state.ts';
import { quarantineReason } from '../proof/quarantine.ts';
import { type GateFacts, type GateReason, nameOf } from './gate-facts.ts';
import { staleCode, withoutCode } from './stale-code.ts';

/** What must be there: the fixtures of the lock file and of the artifact, the canaries, on disk too. */
export function* presenceReasons(
  artifact: MonitorArtifact,
  { locked, lock_problem, disk, proofs }: GateFacts,
): Generator<GateReason> {
  if (typeof lock_problem === 'string')
    yield { code: 'lock_corrupt', subject: LOCK_FILE, text: lock_problem };
  else yield* lockGaps(locked, provenNames(artifact, proofs));
  const monitored = new Set(artifact.fixtures.map(nameOf));
  const isHere = (name: string): boolean => monitored.has(name) && (disk?.has(name) ?? true);
  const wanted = [...new Set([...(locked ?? []), ...monitored])].toSorted();
  for (const name of wanted) {
    if (isHere(name) || name.startsWith(`${CANARY_SUITE}/`)) continue;
    const text = monitored.has(name)
      ? `it is in the monitor and not on disk; bring it back, or take its line out of ${LOCK_FILE} and monitor again`
      : 'it is in the lock file and not in the monitor';
    yield { code: 'fixture_vanished', subject: name, text };
  }
  for (const name of missingCanaries(wanted, new Set(wanted.filter(isHere)))) {
    yield {
      code: 'canary_missing',
      subject: `${CANARY_SUITE}/${name}`,
      text: 'the self-canary is gone; "agent-replay init" brings it back',
    };
  }
}

/** What was proven by the artifact, and what is so on disk. */
function provenNames(artifact: MonitorArtifact, proofs: GateFacts['proofs'] = new Map()): string[] {
  const onDisk = [...proofs].filter(([, proof]) => proofOf(proof) === 'proven').map(([name]) => name);
  return [...artifact.fixtures.filter(({ proof }) => proof === 'proven').map(nameOf), ...onDisk];
}

/** What each fixture says: failing, stale, edited since, or too old by now. */
export function* fixtureReasons(
  artifact: MonitorArtifact,
  { now, disk, proofs, codes, dependencies, thresholds }: GateFacts,
  isFresh: boolean,
): Generator<GateReason> {
  if (artifact.fixtures.length === 0) {
    yield { code: 'no_fixtures', subject: 'monitor.json', text: 'nothing was replayed, so nothing is known' };
  }
  const nonePasses = artifact.fixtures_passing === 0;
  const staleSeconds = new Map(artifact.tiers.map((each) => [each.tier, each.stale_seconds]));
  for (const row of artifact.fixtures) {
    const subject = nameOf(row);
    const digest = disk?.get(subject);
    const proof = proofs?.get(subject);
    const otherPackages = otherDependencies(dependencies?.get(subject), row.dependencies, true);
    const unread = dependencies?.get(subject)?.unread ?? row.dependencies?.unread;
    if (row.state === 'failing') {
      yield { code: 'fixture_failing', subject, text: row.reason ?? row.state };
    } else if (row.state === 'stale') {
      const text = row.reason ?? row.state;
      const code = staleCode(text);
      if (code === 'fixture_vanished' && disk?.has(subject) !== undefined) {
        // told already, as what is not on disk
        if (disk.has(subject)) yield { code: 'no_result', subject, text: BACK };
        continue;
      }
      // The artifact may have been written before its end, and where longer ones are allowed.
      const standing =
        code === 'quarantined' && row.quarantine !== undefined
          ? quarantineReason(row.quarantine, now, thresholds?.max_quarantine_days)
          : text;
      const held = row.quarantine !== undefined && staleCode(standing) === 'quarantined';
      if (held && isLifted(proof)) {
        yield { code: 'quarantine_expired', subject, text: LIFTED };
        continue;
      }
      if (held && !nonePasses) continue;
      if (code === 'unproven' && proof?.state === 'proven') {
        yield { subject, ...provenNow(row, text, digest) };
        continue;
      }
      yield { code: staleCode(standing), subject, text: withoutCode(standing) };
    } else if (digest !== undefined && digest !== row.fixture_sha256) {
      yield { code: 'digest_changed', subject, text: 'it was edited after it was monitored' };
    } else if (typeof codes?.get(subject) === 'string' && codes.get(subject) !== row.code_sha256) {
      yield { code: 'code_changed', subject, text: `${OTHER_CODE}; run "agent-replay monitor"` };
    } else if (unread !== undefined) {
      yield { code: 'dependencies_unchecked', subject, text: uncheckedText(unread) };
    } else if (otherPackages !== null) {
      yield {
        code: 'dependencies_changed',
        subject,
        text: `${otherPackages}; run "agent-replay monitor" again`,
      };
    } else if (proof?.state === 'unproven') {
      yield { code: 'unproven', subject, text: proof.reason ?? 'its proof is gone' };
    } else if (proof?.expired !== undefined) {
      yield { code: proof.expired, subject, text: proof.reason ?? proof.expired };
    } else if (isFresh) {
      const old = ageReason(row.at ?? '', now, staleSeconds.get(row.tier) ?? 0);
      if (old !== null) yield { code: staleCode(old), subject, text: withoutCode(old) };
    }
  }
  const monitored = new Set(artifact.fixtures.map(nameOf));
  for (const subject of disk?.keys() ?? []) {
    if (!monitored.has(subject))
      yield { code: 'no_result', subject, text: 'it is on disk and was never monitored' };
  }
}

/** What was replayed unproven, and is proven as it lies on the disk: it was proven since, or an edit was undone. */
function provenNow(
  { fixture_sha256, at }: MonitorArtifact['fixtures'][number],
  reason: string,
  digest: string | null | undefined,
): Pick<GateReason, 'code' | 'text'> {
  const then = `it was unproven when it was last replayed${at === null ? '' : `, ${at}`} (${withoutCode(reason)})`;
  return typeof digest === 'string' && digest !== fixture_sha256
    ? {
        code: 'digest_changed',
        text: `${then}; as its files are now it is proven, and was not replayed: run "agent-replay monitor"`,
      }
    : { code: 'unproven', text: `${then}, and is proven now; run "agent-replay monitor" again` };
}

const BACK = 'it was gone when it was monitored, and is back; run "agent-replay monitor"';

const LIFTED = 'its quarantine was taken out after it was monitored; run "agent-replay monitor"';

/** Whether a fixture that was in quarantine is in none on disk. */
function isLifted(proof: ProofState | undefined): boolean {
  return proof !== undefined && proof.state !== 'quarantined';
}
