import { existsSync } from 'node:fs';
import type { MonitorArtifact } from '@agent-replay/contracts';
import { openStore } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import { isSealed } from './seal.ts';
import { readMonitor } from './read-monitor.ts';
import { fixtureResult, monitorFile, writeMonitor } from './write-monitor.ts';

/**
 * Keeps what was found of some of a config's fixtures: the newest replay counts, whoever ran it. A monitor
 * artifact that stands is written anew, so that no older green row outlives a red replay; none is begun.
 * Folders that the config does not name are no fixtures of its own, and leave no result.
 */
export async function recordReplays(
  config: Config,
  rows: readonly ReplayRow[],
  netns: MonitorArtifact['netns'],
): Promise<void> {
  const known = new Set(discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir));
  const own = rows.filter(({ dir }) => known.has(dir));
  if (own.length === 0) return;
  const before = await readMonitor(monitorFile(config));
  const store = await openStore(config.store, { redact: config.redact });
  try {
    if (!existsSync(monitorFile(config))) {
      const at = new Date().toISOString();
      await store.recordFixtureResults(own.map((row) => fixtureResult(row, at)));
      return;
    }
    const stands = 'fixtures' in before && isSealed(before) ? before : null;
    await writeMonitor({
      config,
      store,
      rows: own,
      ...(stands !== null && { mode: stands.mode }),
      unguarded: [...(stands?.unguarded ?? []), ...own.flatMap((row) => row.unguarded)],
      netns: stands?.netns.active === false ? stands.netns : netns,
    });
  } finally {
    await store.close();
  }
}
