import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { AlertMessage } from '../alert/alert-message.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { gate } from '../gate/run-gate.ts';
import { monitorTiers } from '../monitor/monitor-tiers.ts';
import { credentialProbe } from '../probe/ready-made.ts';
import { addProvenFixture, createProject } from '../project.suite.ts';
import { replay } from '../replay/replay.ts';
import { replayRow } from '../runner/row-of-result.ts';
import { runScheduler } from './run-scheduler.ts';
import { at, label, virtualClock, emptyStore, agent } from './virtual-clock.suite.ts';

vi.setConfig({ testTimeout: 600_000 });

const TIERS = { critical: 900, broad: 3600, full: 86_400 } as const;

test('in 72 hours of its clock it ticks 288, 72 and 3 times, finds three drifts, and never cries wolf', async () => {
  const project = createProject();
  for (const tier of ['critical', 'broad', 'full'] as const)
    addProvenFixture(project, tier, { notes: { tier } });
  const store = await emptyStore(project);
  let isNew = false;
  const refusals: string[] = [];
  const clock = virtualClock(at(72), async () => {
    if (!isNew) return;
    isNew = false;
    const { healthy, summary } = await gate(config(), clock.time);
    if (!healthy) refusals.push(`${label(clock.time)} ${summary}`);
  });
  const between = (from: number, to: number) => clock.time >= from && clock.time < to;
  const base = await loadConfig(project.root);
  const config = (): Config => ({
    ...base,
    agents: {
      critical: agent('critical', { prompt: between(at(10, 5), at(11, 20)) ? '2' : '1' }),
      broad: agent('broad', { works: !between(at(30, 10), at(32, 10)) }),
      full: agent('full'),
    },
    monitor: {
      alerts: [{ file: 'alerts.ndjson' }],
      probes: [
        credentialProbe({
          name: 'mail token',
          agents: ['full'],
          token: () => 'token',
          expiresAt: new Date(between(at(50, 20), at(53, 20)) ? at(50, 20) : at(99)).toISOString(),
          now: clock.now,
        }),
      ],
    },
  });
  const ticks: Record<string, number> = {};
  let last = Promise.resolve();
  await runScheduler({
    store,
    tiers: TIERS,
    ...clock,
    // One after the other: replays start and end by the machine's clock, and a watchdog that goes by the
    // virtual one would take those of a tier beside it for abandoned.
    async tick(tier) {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      ticks[tier] = (ticks[tier] ?? 0) + 1;
      isNew = true;
      const known = config();
      await monitorTiers({
        config: known,
        mode: 'cassette',
        tiers: [tier],
        store,
        now: clock.now,
        replay: async ({ dir }) => replayRow(await replay(dir, { config: known, store, codeVersion: 'x' })),
      }).finally(resolve);
    },
  });
  expect(ticks).toEqual({ critical: 288, broad: 72, full: 3 });
  const alerts = readFileSync(join(project.root, 'alerts.ndjson'), 'utf8').trim().split('\n');
  expect(
    alerts.map((line) => JSON.parse(line) as AlertMessage).map(({ kind, text }) => `${kind}: ${text}`),
  ).toEqual([
    'alert: fixture suite/critical is stale: prompt_changed: proven with version 1, now 2',
    'recovery: fixture suite/critical is passing again',
    'alert: fixture suite/broad is failing: missing_artifact_ref: done was claimed, but no artifact was recorded',
    'recovery: fixture suite/broad is passing again',
    `alert: fixture suite/full is stale: credential_expired: mail token: it expired ${new Date(at(50, 20)).toISOString()}`,
    'recovery: fixture suite/full is passing again',
  ]);
  const spans = ['prompt_changed', 'fixture_failing', 'credential_expired'].map((code) => {
    const times = refusals
      .filter((line) => line.includes(` refused: ${code} `))
      .map((line) => line.split(' ', 1)[0]);
    return [code, times[0], times.at(-1)];
  });
  expect(spans).toEqual([
    ['prompt_changed', '10:15', '11:15'],
    ['fixture_failing', '31:00', '32:45'],
    ['credential_expired', '50:30', '53:15'],
  ]);
  expect(
    refusals.filter((line) => !/refused: (?:prompt_changed|fixture_failing|credential_expired) /.test(line)),
  ).toEqual([]);
});
