import type { MonitorArtifact, MonitorRow, SilentWindow } from '@agent-replay/contracts';
import { compare, countStates, key, largestWindow, lastAlerts, uniqueChannels } from './build-monitor.ts';
import { ageReason } from './fixture-state.ts';
import { seal } from './seal.ts';
import { byLength, minutesBetween } from './silent-windows.ts';

/**
 * Makes one artifact of those of several shards, the same in any order. Each shard lists every fixture,
 * and those that were not its own without a result; a fixture that no shard replayed stays stale.
 *
 * Parts of different commits are of no one commit; see `commitOf`.
 *
 * @throws {RangeError} when there is nothing to merge
 */
export function mergeMonitors(artifacts: readonly MonitorArtifact[], now: number): MonitorArtifact {
  const [any] = artifacts;
  if (any === undefined) throw new RangeError('there is no artifact to merge');
  const tiers = any.tiers.map(({ tier }) => {
    const all = artifacts.flatMap((artifact) => artifact.tiers.filter((each) => each.tier === tier));
    return {
      tier,
      interval_seconds: Math.max(...all.map((each) => each.interval_seconds)),
      stale_seconds: Math.min(...all.map((each) => each.stale_seconds)),
      last_tick_at: all.map((each) => each.last_tick_at).reduce(earliest, null),
    };
  });
  const staleSeconds = new Map(tiers.map(({ tier, stale_seconds }) => [tier, stale_seconds]));
  const rows = mergeRows(artifacts).map((row) => aged(row, now, staleSeconds.get(row.tier) ?? 0));
  const windows = mergeWindows(artifacts, now);
  return seal({
    format: 1,
    // The whole is as old as its oldest part.
    generated_at: artifacts.map((artifact) => artifact.generated_at).toSorted()[0] as string,
    code_version: mergeVersions(artifacts),
    mode: artifacts.some(({ mode }) => mode === 'cassette') ? 'cassette' : 'strict',
    ...countStates(rows),
    ...largestWindow(windows),
    fixtures: rows,
    windows,
    tiers,
    unguarded: uniqueChannels(artifacts.flatMap((artifact) => artifact.unguarded)),
    netns: mergeNetns(artifacts),
    alerts: lastAlerts(artifacts.flatMap((artifact) => artifact.alerts)),
  });
}

/** The commit that an artifact is of, whatever differed from it; undefined where nobody knows. */
export function commitOf({ code_version: version }: MonitorArtifact): string | undefined {
  return version === 'unknown' ? undefined : version.replace(/-dirty$/, '');
}

/** What all are of, where they are; of one commit and different files the one with these. */
function mergeVersions(artifacts: readonly MonitorArtifact[]): string {
  const [one = 'unknown', other] = [...new Set(artifacts.map((each) => each.code_version))].toSorted();
  return other === undefined || other === `${one}-dirty` ? (other ?? one) : 'unknown';
}

/** Of the rows of one fixture the one with the latest result counts, and of two as late the worse. */
function mergeRows(artifacts: readonly MonitorArtifact[]): MonitorRow[] {
  const rank = { failing: 2, stale: 1, passing: 0 } as const;
  const merged = new Map<string, MonitorRow>();
  for (const row of artifacts.flatMap((artifact) => artifact.fixtures)) {
    const known = merged.get(key(row));
    const order =
      known === undefined
        ? 1
        : compare(row.at ?? '', known.at ?? '') ||
          rank[row.state] - rank[known.state] ||
          compare(JSON.stringify(row), JSON.stringify(known));
    if (order > 0) merged.set(key(row), row);
  }
  return differentFiles(artifacts, [...merged.values()]).toSorted((a, b) => compare(key(a), key(b)));
}

/** Shards that saw different files of one fixture do not speak of the same thing. */
function differentFiles(artifacts: readonly MonitorArtifact[], rows: readonly MonitorRow[]): MonitorRow[] {
  const digests = new Map<string, Set<string | null>>();
  for (const row of artifacts.flatMap((artifact) => artifact.fixtures)) {
    digests.set(key(row), (digests.get(key(row)) ?? new Set()).add(row.fixture_sha256));
  }
  return rows.map((row) =>
    row.state === 'passing' && (digests.get(key(row))?.size ?? 0) > 1
      ? { ...row, state: 'stale', reason: 'digest_changed: the shards had different files of it' }
      : row,
  );
}

function aged(row: MonitorRow, now: number, staleSeconds: number): MonitorRow {
  if (row.state === 'stale' || row.at === null) return row;
  const reason = ageReason(row.at, now, staleSeconds);
  return reason === null ? row : { ...row, state: 'stale', reason };
}

function mergeWindows(artifacts: readonly MonitorArtifact[], now: number): SilentWindow[] {
  const rank = { regressed: 2, open: 1, resolved: 0 } as const;
  const merged = new Map<string, SilentWindow>();
  for (const window of artifacts.flatMap((artifact) => artifact.windows)) {
    const known = merged.get(window.fingerprint) ?? window;
    const first_bad_run_at = earliest(known.first_bad_run_at, window.first_bad_run_at) as string;
    const first_alert_at = earliest(known.first_alert_at, window.first_alert_at);
    const status = rank[known.status] > rank[window.status] ? known.status : window.status;
    const isOver = status === 'resolved' && first_alert_at === null;
    merged.set(window.fingerprint, {
      ...window,
      first_bad_run_at,
      first_alert_at,
      minutes: isOver
        ? Math.max(known.minutes, window.minutes)
        : minutesBetween(first_bad_run_at, first_alert_at, now),
      status,
    });
  }
  return [...merged.values()].toSorted(byLength);
}

function mergeNetns(artifacts: readonly MonitorArtifact[]): MonitorArtifact['netns'] {
  const reasons = artifacts.flatMap(({ netns }) =>
    netns.active ? [] : [netns.reason ?? 'no reason is given'],
  );
  return reasons.length === 0
    ? { active: true, reason: null }
    : { active: false, reason: [...new Set(reasons)].toSorted().join('; ') };
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
