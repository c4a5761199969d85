import { join } from 'node:path';
import type { Json, MonitorArtifact, Tier } from '@agent-replay/contracts';
import { createRedactor, writeJsonAtomic } from '@agent-replay/redaction';
import { type FixtureResult, openStore, type Store } from '@agent-replay/runs';
import { emitAlerts } from '../alert/emit-alerts.ts';
import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { proofState } from '../discover/proof-state.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import { buildMonitor } from './build-monitor.ts';
import type { MonitoredFixture } from './fixture-state.ts';

export interface WriteMonitorOptions {
  config: Config;
  /** What was just replayed; kept in the store, where the results of other shards are too. */
  rows?: readonly ReplayRow[];
  /** An open store. @default the config's, opened and closed again */
  store?: Store;
  mode?: 'cassette' | 'strict';
  /** The tiers that this was a tick of. */
  ticked?: readonly Tier[];
  /** Sends alerts for classes that are bad and recoveries for those that are no longer. @default false */
  alert?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
  unguarded?: MonitorArtifact['unguarded'];
  netns?: MonitorArtifact['netns'];
}

/** The monitor artifact's place. */
export function monitorFile(config: Config): string {
  return join(config.root, config.monitor.file ?? '.agent-replay/monitor.json');
}

/**
 * Writes the monitor artifact from the store and the fixtures on disk: the same from a runner, from the
 * command, and after shards in any order.
 */
export async function writeMonitor(options: WriteMonitorOptions): Promise<MonitorArtifact> {
  const { config } = options;
  const store = options.store ?? (await openStore(config.store, { redact: config.redact }));
  try {
    const now = (options.now ?? Date.now)();
    const at = new Date(now).toISOString();
    for (const row of options.rows ?? []) {
      const result = toResult(row, at);
      if (result !== null) await store.recordFixtureResult(result);
    }
    for (const tier of options.ticked ?? []) await store.recordTick(tier, at);
    const fixtures = discoverFixtures(config.root, config.fixtures).map((fixture) => monitored(fixture, now));
    const results = await store.latestFixtureResults();
    await resolveFailures(store, fixtures, results, at);
    if (options.alert === true) await emitAlerts(store, config, now);
    const artifact = buildMonitor({
      now,
      mode: options.mode ?? (config.mode === 'strict' ? 'strict' : 'cassette'),
      fixtures,
      results,
      failures: await store.failureHistories(),
      alerts: await store.listAlerts(),
      ticks: await store.listTicks(),
      intervals: config.tiers,
      unguarded: options.unguarded ?? [],
      netns: options.netns ?? { active: false, reason: 'the fixtures ran in the process of the runner' },
    });
    await writeJsonAtomic(monitorFile(config), artifact as unknown as Json, {
      redactor: createRedactor(config.redact),
    });
    return artifact;
  } finally {
    if (options.store === undefined) await store.close();
  }
}

type Monitored = MonitoredFixture & { fingerprint: string | null };

function monitored(fixture: Fixture, now: number): Monitored {
  const base = { fixture_id: fixture.fixture_id, suite: fixture.suite, tier: fixture.tier };
  try {
    const { notes } = loadFixture(fixture.dir);
    const { quarantine } = notes;
    return {
      ...base,
      sha256: fixtureSha256(fixture.dir),
      proof: proofState(fixture.dir, notes, now).state,
      stale_after: notes.stale_after,
      quarantine: quarantine === null ? null : { owner: quarantine.owner, until: quarantine.until },
      fingerprint: notes.fingerprint,
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

function toResult(row: ReplayRow, at: string): FixtureResult | null {
  if (row.fixture_sha256 === null) return null;
  return {
    fixture_id: row.fixture_id,
    suite: row.suite,
    run_id: row.run_id ?? '',
    at,
    fixture_sha256: row.fixture_sha256,
    exit_code: row.exit_code,
    reason: row.reason,
  };
}

/** A class is resolved when its proven fixture passes after the last bad run. */
async function resolveFailures(
  store: Store,
  fixtures: readonly Monitored[],
  results: readonly FixtureResult[],
  at: string,
): Promise<void> {
  for (const fixture of fixtures) {
    if (fixture.fingerprint === null || fixture.proof !== 'proven') continue;
    const result = results.find(
      (each) => each.suite === fixture.suite && each.fixture_id === fixture.fixture_id,
    );
    if (result?.exit_code !== 0 || result.fixture_sha256 !== fixture.sha256) continue;
    const [bad] = await store.listRuns({ fingerprint: fixture.fingerprint, run_type: 'live', limit: 1 });
    if (bad === undefined || bad.started_at < result.at) await store.resolveFailure(fixture.fingerprint, at);
  }
}
