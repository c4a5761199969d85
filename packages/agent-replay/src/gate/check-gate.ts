import type { HealthReason, MonitorArtifact } from '@agent-replay/contracts';
import { CANARY_SUITE } from '../canary/canaries.ts';
import { countStates } from '../monitor/build-monitor.ts';
import { isSealed } from '../monitor/seal.ts';
import { alertReasons, windowReasons } from './failure-reasons.ts';
import { fixtureReasons, presenceReasons } from './fixture-reasons.ts';
import { type GateFacts, type GateReason, type GateResult, nameOf } from './gate-facts.ts';
import { staleCode } from './stale-code.ts';
import { ageReasons, tierReasons } from './time-reasons.ts';

export type { GateFacts, GateResult };

/** Decides from the monitor artifact whether health may be claimed. Fails closed. */
export function checkGate(facts: GateFacts): GateResult {
  const quarantined = quarantinedOf(facts.artifact);
  // What is known to be bad comes before what is not known.
  const reasons = [...gateReasons(facts)].toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
  const failing = reasons[0] !== undefined && isFailing(reasons[0]);
  return {
    healthy: reasons.length === 0,
    exit_code: reasons.length === 0 ? 0 : failing ? 1 : 3,
    summary: summarise(facts, reasons, quarantined),
    reasons,
    quarantined,
    code_unchecked: uncheckedOf(facts),
    packages_unchecked: packagesUnchecked(facts),
  };
}

const FAILING: ReadonlySet<HealthReason> = new Set([
  'fixture_failing',
  'fixture_vanished',
  'window_too_long',
]);

function isFailing({ code }: GateReason): boolean {
  return FAILING.has(code);
}

function* gateReasons(facts: GateFacts): Generator<GateReason> {
  const { artifact } = facts;
  if ('missing' in artifact) {
    yield {
      code: 'monitor_missing',
      subject: artifact.path,
      text: 'no monitor artifact; run "agent-replay monitor"',
    };
    return;
  }
  if ('corrupt' in artifact) {
    yield { code: 'monitor_corrupt', subject: artifact.path, text: artifact.corrupt };
    return;
  }
  if (!isSealed(artifact)) {
    yield { code: 'monitor_edited', subject: 'monitor.json', text: 'its digest does not match its content' };
    return;
  }
  if (!isConsistent(artifact)) {
    yield {
      code: 'monitor_edited',
      subject: 'monitor.json',
      text: 'its counts are not those of its fixtures',
    };
    return;
  }
  const age = [...ageReasons(artifact, facts)];
  yield* age;
  yield* tierReasons(artifact, facts);
  yield* presenceReasons(artifact, facts);
  yield* fixtureReasons(artifact, facts, age.length === 0);
  yield* windowReasons(artifact, facts);
  yield* alertReasons(artifact);
}

/** The counts, the rows and the windows of one artifact say the same. */
function isConsistent(artifact: MonitorArtifact): boolean {
  const counted = Object.entries(countStates(artifact.fixtures));
  const names = new Set(artifact.fixtures.map(nameOf));
  const largest =
    artifact.windows.length === 0 ? null : Math.max(...artifact.windows.map((each) => each.minutes));
  return (
    counted.every(([name, value]) => artifact[name as keyof MonitorArtifact] === value) &&
    names.size === artifact.fixtures.length &&
    artifact.silent_failure_window_minutes === largest &&
    (largest === null) === (artifact.silent_failure_reason === 'no_bad_runs')
  );
}

function quarantinedOf(artifact: GateFacts['artifact']): GateResult['quarantined'] {
  if (!('fixtures' in artifact)) return [];
  return artifact.fixtures.flatMap(({ quarantine, ...row }) =>
    quarantine !== undefined && staleCode(row.reason ?? '') === 'quarantined'
      ? [{ fixture: nameOf(row), ...quarantine }]
      : [],
  );
}

/** Of a fixture that is gone, or cannot be read, that is told, and no more. */
function uncheckedOf({ artifact, codes, disk }: GateFacts): string[] {
  if (!('fixtures' in artifact)) return [];
  return artifact.fixtures
    .filter((row) => row.suite !== CANARY_SUITE && row.fixture_sha256 !== null)
    .map(nameOf)
    .filter((name) => disk?.has(name) !== false && typeof codes?.get(name) !== 'string');
}

/** Of what was replayed with packages that are known, what of them cannot be told here. */
function packagesUnchecked({ artifact, dependencies, disk }: GateFacts): string[] {
  if (!('fixtures' in artifact)) return [];
  return artifact.fixtures
    .filter((row) => {
      const now = dependencies?.get(nameOf(row));
      const { installed_sha256: installed = null, lock_sha256: lock = null } = row.dependencies ?? {};
      return (
        (installed !== null && typeof now?.installed_sha256 !== 'string') ||
        (lock !== null && typeof now?.lock_sha256 !== 'string')
      );
    })
    .map(nameOf)
    .filter((name) => disk?.has(name) !== false);
}

function summarise(
  facts: GateFacts,
  reasons: readonly GateReason[],
  quarantined: GateResult['quarantined'],
): string {
  const first = reasons[0];
  if (first !== undefined) {
    const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
    return `refused: ${first.code} ${first.subject}: ${first.text}${more}`;
  }
  const { fixtures_total: total, fixtures_passing: passing } = facts.artifact as MonitorArtifact;
  const aside = quarantined.length === 0 ? '' : `; in quarantine: ${quarantined.map(shown).join(', ')}`;
  return `healthy: ${passing} of ${total} fixtures proven, fresh and passing${aside}`;
}

function shown({ fixture, owner, until }: GateResult['quarantined'][number]): string {
  return `${fixture} (owner ${owner}, until ${until})`;
}
