import type { MonitorArtifact, MonitorRow, SilentWindow, Tier } from '@agent-replay/contracts';
import type { AlertRecord, FixtureResult } from '@agent-replay/runs';
import { judgeFixture, type MonitoredFixture } from './fixture-state.ts';
import { seal } from './seal.ts';
import { type BadRuns, silentWindows } from './silent-windows.ts';

/** Seconds between the ticks of each tier, where the config does not say. */
export const TIER_SECONDS: Readonly<Record<Tier, number>> = { critical: 900, broad: 3600, full: 86_400 };

export interface MonitorFacts {
  now: number;
  /** @default "unknown" */
  code_version?: string;
  mode: 'cassette' | 'strict';
  fixtures: readonly MonitoredFixture[];
  /** The last result of each fixture; of several for one fixture the latest counts. */
  results: readonly FixtureResult[];
  failures: readonly BadRuns[];
  alerts: readonly AlertRecord[];
  /** The names of the channels that are told now: what another one was not told is nobody's to make up for. @default all */
  channels?: readonly string[];
  /** When each tier was last run by the scheduler or a runner. */
  ticks: Partial<Record<Tier, string>>;
  intervals?: Partial<Record<Tier, number>>;
  /** Seconds after which a result says nothing any more. @default twice the tier's interval */
  stale_seconds?: Partial<Record<Tier, number>>;
  /** Days from now that a quarantine may last. @default 90 */
  max_quarantine_days?: number | undefined;
  unguarded: MonitorArtifact['unguarded'];
  netns: MonitorArtifact['netns'];
}

/**
 * Makes the monitor artifact from facts: pure, and the same whatever the order of its inputs, so
 * that shards merge in any order. `passing + failing + stale` is always the total.
 */
export function buildMonitor(facts: MonitorFacts): MonitorArtifact {
  const intervals = { ...TIER_SECONDS, ...facts.intervals };
  const latest = latestResults(facts.results);
  const staleSeconds = (tier: Tier): number => facts.stale_seconds?.[tier] ?? 2 * intervals[tier];
  const rows = facts.fixtures
    .map((fixture): MonitorRow => {
      const result = latest.get(key(fixture));
      return {
        fixture_id: fixture.fixture_id,
        suite: fixture.suite,
        tier: fixture.tier,
        ...judgeFixture(fixture, result, {
          now: facts.now,
          stale_seconds: staleSeconds(fixture.tier),
          max_quarantine_days: facts.max_quarantine_days,
        }),
        run_id: result?.run_id ?? null,
        at: result?.at ?? null,
        proof: fixture.proof,
        fixture_sha256: fixture.sha256,
        code_sha256: result?.code_sha256 ?? null,
        ...(result?.dependencies !== undefined && { dependencies: result.dependencies }),
        ...(fixture.quarantine !== null && { quarantine: fixture.quarantine }),
      };
    })
    .toSorted((a, b) => compare(key(a), key(b)));
  const windows = silentWindows(facts.failures, facts.alerts, facts.now);
  return seal({
    format: 1,
    generated_at: new Date(facts.now).toISOString(),
    code_version: facts.code_version ?? 'unknown',
    mode: facts.mode,
    ...countStates(rows),
    ...largestWindow(windows),
    fixtures: rows,
    windows,
    tiers: (Object.keys(TIER_SECONDS) as Tier[]).map((tier) => ({
      tier,
      interval_seconds: intervals[tier],
      stale_seconds: staleSeconds(tier),
      last_tick_at: facts.ticks[tier] ?? null,
    })),
    unguarded: uniqueChannels(facts.unguarded),
    netns: facts.netns,
    alerts: lastAlerts(facts.alerts).filter(
      ({ ok, channel }) => ok || facts.channels?.includes(channel) !== false,
    ),
  });
}

function latestResults(results: readonly FixtureResult[]): Map<string, FixtureResult> {
  const latest = new Map<string, FixtureResult>();
  for (const result of results) {
    const known = latest.get(key(result));
    if (known === undefined || compare(`${known.at} ${known.run_id}`, `${result.at} ${result.run_id}`) < 0) {
      latest.set(key(result), result);
    }
  }
  return latest;
}

export function uniqueChannels(rows: MonitorArtifact['unguarded']): MonitorArtifact['unguarded'] {
  const seen = new Map(rows.map((row) => [`${row.channel}\0${row.reason}`, row]));
  return [...seen.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

/** The counts of the rows: `passing + failing + stale` is the total, since each row has one state. */
export function countStates(rows: readonly MonitorRow[]) {
  const count = (state: MonitorRow['state']): number => rows.filter((row) => row.state === state).length;
  return {
    fixtures_total: rows.length,
    fixtures_passing: count('passing'),
    fixtures_failing: count('failing'),
    fixtures_stale: count('stale'),
  };
}

/** The largest window, or why there is none. */
export function largestWindow(windows: readonly SilentWindow[]) {
  const largest = windows.length === 0 ? null : Math.max(...windows.map(({ minutes }) => minutes));
  return {
    silent_failure_window_minutes: largest,
    silent_failure_reason: largest === null ? ('no_bad_runs' as const) : null,
  };
}

/** The last alert of each class on each channel: how the channel stands, whatever the years. */
export function lastAlerts(alerts: readonly AlertRecord[]): AlertRecord[] {
  const sorted = alerts.toSorted(
    (a, b) =>
      compare(a.at, b.at) ||
      compare(a.fingerprint, b.fingerprint) ||
      compare(a.channel, b.channel) ||
      Number(a.ok) - Number(b.ok),
  );
  const last = new Map(sorted.map((alert) => [`${alert.fingerprint}\0${alert.channel}`, alert]));
  return [...last.values()].toSorted((a, b) => sorted.indexOf(a) - sorted.indexOf(b));
}

export function key(fixture: { suite: string; fixture_id: string }): string {
  return `${fixture.suite}/${fixture.fixture_id}`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
