import type { HealthReason, MonitorArtifact, Tier } from '@agent-replay/contracts';
import { isSealed } from '../monitor/seal.ts';

interface GateThresholds {
  /** Longest silent-failure window in minutes. @default 60 */
  max_window_minutes?: number;
  /** Oldest artifact in seconds. @default twice the shortest interval of the tiers with fixtures */
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
}

export interface GateFacts {
  now: number;
  /** The artifact, or why there is none. */
  artifact: MonitorArtifact | { missing: true; path: string } | { corrupt: string; path: string };
  /** `suite/fixture_id` of every fixture that must exist, from the lock file; null without one. */
  locked: readonly string[] | null;
  thresholds?: GateThresholds;
}

const CLOCK_SKEW_MS = 60_000;

/** Decides from the monitor artifact whether health may be claimed. Fails closed. */
export function checkGate(facts: GateFacts): GateResult {
  const reasons = [...gateReasons(facts)];
  const failing = reasons.some((reason) => FAILING.has(reason.code));
  return {
    healthy: reasons.length === 0,
    exit_code: reasons.length === 0 ? 0 : failing ? 1 : 3,
    summary: summarise(facts, reasons),
    reasons,
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
  yield* ageReasons(artifact, facts);
  yield* fixtureReasons(artifact, facts);
  yield* windowReasons(artifact, facts);
  for (const alert of artifact.alerts.filter((each) => !each.ok)) {
    if (
      artifact.alerts.some(
        (later) =>
          later.ok &&
          later.channel === alert.channel &&
          later.fingerprint === alert.fingerprint &&
          later.at >= alert.at,
      )
    )
      continue;
    yield {
      code: 'alert_emission_failed',
      subject: alert.channel,
      text: `the alert of ${alert.at} could not be sent`,
    };
  }
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
    2 * Math.min(...(used.length > 0 ? used : artifact.tiers).map((tier) => tier.interval_seconds));
  if (now - generated > limit * 1000) {
    yield {
      code: 'monitor_too_old',
      subject: 'monitor.json',
      text: `written ${artifact.generated_at}, older than ${limit} s`,
    };
  }
  for (const name of thresholds?.required_tiers ?? []) {
    const tier = artifact.tiers.find((each) => each.tier === name);
    if (tier === undefined || !artifact.fixtures.some((row) => row.tier === name)) {
      yield { code: 'tier_missing', subject: name, text: 'it has no fixtures' };
    } else if (
      tier.last_tick_at === null ||
      now - Date.parse(tier.last_tick_at) > 2000 * tier.interval_seconds
    ) {
      yield { code: 'scheduler_stopped', subject: name, text: `last tick ${tier.last_tick_at ?? 'never'}` };
    }
  }
}

function* fixtureReasons(artifact: MonitorArtifact, { locked }: GateFacts): Generator<GateReason> {
  if (artifact.fixtures.length === 0) {
    yield { code: 'no_fixtures', subject: 'monitor.json', text: 'nothing was replayed, so nothing is known' };
  }
  const present = new Set(artifact.fixtures.map((row) => `${row.suite}/${row.fixture_id}`));
  for (const name of locked ?? []) {
    if (!present.has(name))
      yield {
        code: 'fixture_vanished',
        subject: name,
        text: 'it is in the lock file and not in the monitor',
      };
  }
  for (const row of artifact.fixtures) {
    if (row.state === 'passing') continue;
    const subject = `${row.suite}/${row.fixture_id}`;
    const text = row.reason ?? row.state;
    if (row.state === 'failing') yield { code: 'fixture_failing', subject, text };
    else yield { code: staleCode(text), subject, text };
  }
}

function* windowReasons(artifact: MonitorArtifact, { thresholds }: GateFacts): Generator<GateReason> {
  const limit = thresholds?.max_window_minutes ?? 60;
  for (const window of artifact.windows) {
    if (window.status === 'resolved' || window.minutes <= limit) continue;
    yield {
      code: 'window_too_long',
      subject: window.fingerprint,
      text: `${window.failure_class} went unseen for ${Math.round(window.minutes)} of at most ${limit} minutes`,
    };
  }
}

const STALE_CODES: readonly HealthReason[] = [
  'no_result',
  'result_too_old',
  'digest_changed',
  'crashed',
  'unproven',
  'quarantine_expired',
  'quarantined',
  'fixture_expired',
  'fixture_invalid',
];

function staleCode(reason: string): HealthReason {
  return STALE_CODES.find((code) => reason === code || reason.startsWith(`${code}: `)) ?? 'inconclusive';
}

function summarise(facts: GateFacts, reasons: readonly GateReason[]): string {
  const first = reasons[0];
  if (first === undefined) {
    const total = 'fixtures_total' in facts.artifact ? facts.artifact.fixtures_total : 0;
    return `healthy: ${total} of ${total} fixtures proven, fresh and passing`;
  }
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
  return `refused: ${first.code} ${first.subject}: ${first.text}${more}`;
}
