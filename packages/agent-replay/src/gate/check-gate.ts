import type { HealthReason, MonitorArtifact, Tier } from '@agent-replay/contracts';
import { CANARY_SUITE, missingCanaries } from '../canary/canaries.ts';
import { LOCK_FILE } from '../discover/lock.ts';
import { countStates } from '../monitor/build-monitor.ts';
import { ageReason, CLOCK_SKEW_MS } from '../monitor/fixture-state.ts';
import { isSealed } from '../monitor/seal.ts';

interface GateThresholds {
  /** Longest silent-failure window in minutes. @default 60 */
  max_window_minutes?: number;
  /** Oldest artifact in seconds. @default the shortest staleness of the tiers with fixtures */
  max_age_seconds?: number;
  /** Tiers that must have fixtures and a living scheduler. @default [] */
  required_tiers?: readonly Tier[];
}

interface GateReason {
  code: HealthReason;
  /** Fixture, tier, fingerprint or file. */
  subject: string;
  text: string;
}

/** What the gate says: healthy, or each reason why not. */
export interface GateResult {
  healthy: boolean;
  /** 0 healthy; 1 failing; 3 unknown or stale. */
  exit_code: 0 | 1 | 3;
  /** One line of why. */
  summary: string;
  reasons: GateReason[];
  /** Fixtures that are left out for now by their owner's decision; they do not refuse, and are named. */
  quarantined: string[];
}

export interface GateFacts {
  now: number;
  /** The artifact, or why there is none. */
  artifact: MonitorArtifact | { missing: true; path: string } | { corrupt: string; path: string };
  /** `suite/fixture_id` of every fixture that must exist, from the lock file; null without one. */
  locked: readonly string[] | null;
  /** Why the lock file cannot be read; then nobody knows what must exist. */
  lock_problem?: string | null;
  /** Digests of the fixtures on disk by `suite/fixture_id`; null where there are no fixtures at hand. */
  disk?: ReadonlyMap<string, string | null> | null;
  thresholds?: GateThresholds;
}

/** Decides from the monitor artifact whether health may be claimed. Fails closed. */
export function checkGate(facts: GateFacts): GateResult {
  const quarantined = quarantinedOf(facts.artifact);
  const reasons = [...gateReasons(facts)];
  const failing = reasons.some((reason) => FAILING.has(reason.code));
  return {
    healthy: reasons.length === 0,
    exit_code: reasons.length === 0 ? 0 : failing ? 1 : 3,
    summary: summarise(facts, reasons, quarantined),
    reasons,
    quarantined,
  };
}

const FAILING: ReadonlySet<HealthReason> = new Set([
  'fixture_failing',
  'fixture_vanished',
  'window_too_long',
]);

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

function* ageReasons(artifact: MonitorArtifact, { now, thresholds }: GateFacts): Generator<GateReason> {
  const generated = Date.parse(artifact.generated_at);
  if (generated > now + CLOCK_SKEW_MS) {
    yield { code: 'monitor_future', subject: 'monitor.json', text: `dated ${artifact.generated_at}` };
    return;
  }
  const used = artifact.tiers.filter((tier) => artifact.fixtures.some((row) => row.tier === tier.tier));
  const limit =
    thresholds?.max_age_seconds ??
    Math.min(...(used.length > 0 ? used : artifact.tiers).map((tier) => tier.stale_seconds));
  // An artifact that names no tier has no age that would do.
  if (!(now - generated <= limit * 1000) || artifact.tiers.length === 0) {
    yield {
      code: 'monitor_too_old',
      subject: 'monitor.json',
      text: `written ${artifact.generated_at}, older than ${limit} s`,
    };
  }
}

/** A required tier must have been ticked; any tier that was, must go on to be. */
function* tierReasons(artifact: MonitorArtifact, { now, thresholds }: GateFacts): Generator<GateReason> {
  const required = new Set(thresholds?.required_tiers);
  for (const name of required) {
    if (!artifact.fixtures.some((row) => row.tier === name))
      yield { code: 'tier_missing', subject: name, text: 'it has no fixtures' };
  }
  for (const { tier, interval_seconds, last_tick_at } of artifact.tiers) {
    if (!artifact.fixtures.some((row) => row.tier === tier)) continue;
    if (last_tick_at === null && !required.has(tier)) continue;
    const age = last_tick_at === null ? Infinity : now - Date.parse(last_tick_at);
    if (!(age <= 2000 * interval_seconds))
      yield { code: 'scheduler_stopped', subject: tier, text: `last tick ${last_tick_at ?? 'never'}` };
  }
}

/** What must be there: the fixtures of the lock file and of the artifact, the canaries, on disk too. */
function* presenceReasons(
  artifact: MonitorArtifact,
  { locked, lock_problem, disk }: GateFacts,
): Generator<GateReason> {
  if (typeof lock_problem === 'string')
    yield { code: 'lock_corrupt', subject: LOCK_FILE, text: lock_problem };
  const monitored = new Set(artifact.fixtures.map(nameOf));
  const isHere = (name: string): boolean => monitored.has(name) && (disk?.has(name) ?? true);
  const wanted = [...new Set([...(locked ?? []), ...monitored])].toSorted();
  for (const name of wanted) {
    if (isHere(name) || name.startsWith(`${CANARY_SUITE}/`)) continue;
    const text = monitored.has(name)
      ? 'it is in the monitor and not on disk'
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

function* fixtureReasons(
  artifact: MonitorArtifact,
  { now, disk }: GateFacts,
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
    if (row.state === 'failing') {
      yield { code: 'fixture_failing', subject, text: row.reason ?? row.state };
    } else if (row.state === 'stale') {
      const text = row.reason ?? row.state;
      const code = staleCode(text);
      if (code === 'quarantined' && !nonePasses && isHeld(text, now)) continue;
      yield {
        code: code === 'quarantined' && !isHeld(text, now) ? 'quarantine_expired' : code,
        subject,
        text,
      };
    } else if (digest !== undefined && digest !== row.fixture_sha256) {
      yield { code: 'digest_changed', subject, text: 'it was edited after it was monitored' };
    } else if (isFresh) {
      const old = ageReason(row.at ?? '', now, staleSeconds.get(row.tier) ?? 0);
      if (old !== null) yield { code: staleCode(old), subject, text: old };
    }
  }
  const monitored = new Set(artifact.fixtures.map(nameOf));
  for (const subject of disk?.keys() ?? []) {
    if (!monitored.has(subject))
      yield { code: 'no_result', subject, text: 'it is on disk and was never monitored' };
  }
}

function* windowReasons(artifact: MonitorArtifact, { now, thresholds }: GateFacts): Generator<GateReason> {
  const limit = thresholds?.max_window_minutes ?? 60;
  for (const window of artifact.windows) {
    if (window.status === 'resolved') continue;
    // A window without an alert has grown since the artifact was written.
    const since = window.first_alert_at === null ? (now - Date.parse(window.first_bad_run_at)) / 60_000 : 0;
    const minutes = Math.max(window.minutes, since);
    if (minutes <= limit) continue;
    yield {
      code: 'window_too_long',
      subject: window.fingerprint,
      text: `${window.failure_class} went unseen for ${Math.round(minutes)} of at most ${limit} minutes`,
    };
  }
}

function* alertReasons({ alerts }: MonitorArtifact): Generator<GateReason> {
  for (const alert of alerts.filter((each) => !each.ok)) {
    const isMadeUp = alerts.some(
      (later) =>
        later.ok &&
        later.channel === alert.channel &&
        later.fingerprint === alert.fingerprint &&
        later.at >= alert.at,
    );
    if (isMadeUp) continue;
    const text = `the ${alert.kind} of ${alert.at} could not be sent`;
    yield { code: 'alert_emission_failed', subject: alert.channel, text };
  }
}

const STALE_CODES: readonly HealthReason[] = [
  'no_result',
  'result_too_old',
  'result_future',
  'digest_changed',
  'crashed',
  'unproven',
  'quarantine_expired',
  'quarantined',
  'fixture_expired',
  'fixture_invalid',
  'prompt_changed',
  'model_changed',
  'tool_schema_changed',
  'credential_expired',
  'queue_backlog',
  'file_moved',
  'response_format_changed',
  'probe_failed',
];

function staleCode(reason: string): HealthReason {
  return STALE_CODES.find((code) => reason === code || reason.startsWith(`${code}: `)) ?? 'inconclusive';
}

/** Whether a quarantine still holds: the artifact may have been written before its end. */
function isHeld(reason: string, now: number): boolean {
  const until = /^quarantined: until (\S+),/.exec(reason)?.[1];
  return until !== undefined && Date.parse(until) > now;
}

function nameOf(row: { suite: string; fixture_id: string }): string {
  return `${row.suite}/${row.fixture_id}`;
}

function quarantinedOf(artifact: GateFacts['artifact']): string[] {
  if (!('fixtures' in artifact)) return [];
  return artifact.fixtures
    .filter(({ reason }) => reason !== null && staleCode(reason) === 'quarantined')
    .map(nameOf);
}

function summarise(facts: GateFacts, reasons: readonly GateReason[], quarantined: readonly string[]): string {
  const first = reasons[0];
  if (first !== undefined) {
    const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
    return `refused: ${first.code} ${first.subject}: ${first.text}${more}`;
  }
  const { fixtures_total: total, fixtures_passing: passing } = facts.artifact as MonitorArtifact;
  const aside = quarantined.length === 0 ? '' : `; in quarantine: ${quarantined.join(', ')}`;
  return `healthy: ${passing} of ${total} fixtures proven, fresh and passing${aside}`;
}
