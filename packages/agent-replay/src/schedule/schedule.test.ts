import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '@agent-replay/runs';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AlertMessage } from '../alert/alert-message.ts';
import { defineAgent } from '../agent/define-agent.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { gate } from '../gate/run-gate.ts';
import { monitorTiers } from '../monitor/monitor-tiers.ts';
import { credentialProbe } from '../probe/ready-made.ts';
import { addProvenFixture, createProject, type Project } from '../project.suite.ts';
import { replay } from '../replay/replay.ts';
import { replayRow } from '../runner/replay-row.ts';
import { cronPattern, lastDue, nextDue } from './cron-pattern.ts';
import { runScheduler, type SchedulerEvent } from './run-scheduler.ts';

vi.setConfig({ testTimeout: 600_000 });

const T0 = Date.parse('2026-11-24T00:00:00.000Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;
const TIERS = { critical: 900, broad: 3600, full: 86_400 } as const;
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

const at = (hours: number, minutes = 0) => T0 + hours * HOUR + minutes * MINUTE;
const label = (time: number) =>
  `${Math.floor((time - T0) / HOUR)}:${String(((time - T0) % HOUR) / MINUTE).padStart(2, '0')}`;

/** A clock that jumps to the end of each wait, after the ticks that run have ended. */
function virtualClock(end: number, settled: () => Promise<unknown> = async () => undefined) {
  const stop = new AbortController();
  let running = 0;
  const clock = {
    time: T0,
    signal: stop.signal,
    now: () => clock.time,
    async sleep(ms: number) {
      while (running > 0) await nextTurn();
      await nextTurn();
      await settled();
      clock.time += ms;
      if (clock.time >= end) stop.abort();
    },
    onEvent({ kind }: SchedulerEvent) {
      if (kind === 'started') running += 1;
      if (kind === 'done' || kind === 'failed') running -= 1;
    },
  };
  return clock;
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

async function emptyStore(project: Project = createProject()): Promise<Store> {
  const store = await openStore(join(project.root, '.agent-replay/runs.db'));
  stores.push(store);
  return store;
}

const agent = (name: string, options: { prompt?: string; works?: boolean } = {}) =>
  defineAgent({
    name,
    model: 'm',
    promptVersion: options.prompt ?? '1',
    async run(_, context) {
      if (options.works !== false)
        await context.recordArtifact({ kind: 'message', uri: 'mail:1', probe: () => true });
      return { done: true };
    },
  });

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

describe('the scheduler', () => {
  const record = (store: Store, now: () => number) => async (tier: string) =>
    store.recordTick(tier, new Date(now()).toISOString());

  test('makes up with one tick for what came due while the machine slept', async () => {
    const store = await emptyStore();
    const times: string[] = [];
    const clock = virtualClock(at(9));
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      async sleep(ms) {
        // The lid is closed at half past one, and opened at seven past eight.
        await clock.sleep(clock.time === at(1, 30) ? at(8, 7) - clock.time : ms);
      },
      async tick(tier) {
        times.push(label(clock.time));
        await record(store, clock.now)(tier);
      },
    });
    expect(times).toEqual([
      '0:00',
      '0:15',
      '0:30',
      '0:45',
      '1:00',
      '1:15',
      '1:30',
      '8:07',
      '8:15',
      '8:30',
      '8:45',
    ]);
  });

  test('never lets a tier overlap itself: a tick of 40 minutes takes the place of two', async () => {
    const store = await emptyStore();
    const events: string[] = [];
    let isRunning = false;
    let release: (() => void) | null = null;
    const clock = virtualClock(at(1, 31));
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      async sleep(ms) {
        await clock.sleep(ms);
        if (clock.time >= at(0, 40)) release?.();
        // What was let go ends before the clock goes on.
        while (clock.time >= at(0, 40) && isRunning) await nextTurn();
      },
      onEvent: ({ kind }) => {
        if (kind !== 'done') events.push(`${label(Math.floor(clock.time / MINUTE) * MINUTE)} ${kind}`);
      },
      async tick(tier) {
        expect(isRunning).toBe(false);
        isRunning = true;
        if (clock.time === T0) await new Promise<void>((resolve) => (release = resolve));
        await record(store, clock.now)(tier);
        isRunning = false;
      },
    });
    expect([...new Set(events)].filter((line) => line.endsWith('started'))).toEqual(
      ['0:00', '0:45', '1:00', '1:15', '1:30'].map((time) => `${time} started`),
    );
    expect(events.some((line) => line === '0:15 still_running')).toBe(true);
  });

  test('shares a store with another: of each due time one of them takes the tick', async () => {
    const project = createProject();
    const [one, two] = [await emptyStore(project), await emptyStore(project)];
    const ticks: string[] = [];
    const schedule = (store: Store, name: string) => {
      const clock = virtualClock(at(3));
      return runScheduler({
        store,
        tiers: { critical: 900 },
        ...clock,
        async tick(tier, due) {
          ticks.push(label(due));
          await record(store, () => Math.max(due, clock.time))(tier);
        },
      }).then(() => name);
    };
    await Promise.all([schedule(one, 'one'), schedule(two, 'two')]);
    expect(ticks.toSorted()).toEqual([...new Set(ticks)].toSorted());
    expect(ticks).toHaveLength(12);
  });

  test('takes over from one that was killed when its lease has run out', async () => {
    const store = await emptyStore();
    await store.takeLease('schedule:critical', 'killed', T0, 120_000);
    const events: SchedulerEvent[] = [];
    const clock = virtualClock(at(0, 5));
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      onEvent: (event) => {
        clock.onEvent(event);
        events.push(event);
      },
      tick: (tier) => record(store, clock.now)(tier),
    });
    expect(events.map(({ kind }) => kind)).toEqual([
      'still_running',
      'still_running',
      'still_running',
      'still_running',
      'started',
      'done',
    ]);
  });

  test.each([
    ['goes on, and ends a minute later', true, ['8:07 still_running', '8:08 started', '8:15 started']],
    ['died in its sleep', false, ['8:07 still_running', '8:08 started', '8:15 started']],
  ])('leaves a tier to another whose tick slept with the machine and %s', async (_, lives, expected) => {
    const store = await emptyStore();
    const other = await store.takeLease('schedule:critical', 'other', at(1, 29), 120_000);
    await store.recordTick('critical', new Date(at(1, 15)).toISOString());
    const events: string[] = [];
    const clock = virtualClock(at(8, 16));
    clock.time = at(1, 30);
    let isOthers = true;
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      async sleep(ms) {
        // The lid is closed at half past one, in the middle of the other's tick, and opened at seven past eight.
        await clock.sleep(clock.time === at(1, 30) ? at(8, 7) - clock.time : ms);
        // This one looks first when it wakes, before the other has renewed what it holds.
        if (lives && other !== null && clock.time > at(8, 7)) {
          if (clock.time < at(8, 8)) await store.renewLease(other, clock.time, 120_000);
          else await store.releaseLease(other);
        }
        isOthers = clock.time < at(8, 8);
      },
      onEvent: (event) => {
        clock.onEvent(event);
        if (event.kind === 'started' || (event.kind === 'still_running' && clock.time >= at(8, 7)))
          events.push(`${label(Math.floor(clock.time / MINUTE) * MINUTE)} ${event.kind}`);
      },
      async tick(tier) {
        expect(isOthers).toBe(false);
        await record(store, clock.now)(tier);
      },
    });
    expect([...new Set(events)]).toEqual(expected);
  });

  test('ends a tick whose tier was taken by another while it slept, before it writes anything', async () => {
    const project = createProject();
    for (const name of ['one', 'two']) addProvenFixture(project, name, { notes: { tier: 'critical' } });
    const store = await emptyStore(project);
    const known = { ...(await loadConfig(project.root)), agents: { one: agent('one'), two: agent('two') } };
    const clock = virtualClock(at(0, 1));
    const replayed: string[] = [];
    const errors: unknown[] = [];
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      onEvent: (event) => {
        clock.onEvent(event);
        if (event.kind === 'failed') errors.push(event.error);
      },
      tick: async (tier, _, hold) =>
        void (await monitorTiers({
          config: known,
          mode: 'cassette',
          tiers: [tier],
          store,
          hold,
          now: clock.now,
          async replay({ dir, fixture_id: id }) {
            replayed.push(id);
            // This process is stopped here; another takes the tier, and is at it when this one goes on.
            clock.time = at(1);
            await store.takeLease('schedule:critical', 'another', clock.time, 120_000);
            return replayRow(await replay(dir, { config: known, store, codeVersion: 'x' }));
          },
        })),
    });
    expect(replayed).toEqual(['one']);
    expect(errors).toEqual([expect.objectContaining({ code: 'LEASE_LOST' })]);
    expect(() => project.read('.agent-replay/monitor.json')).toThrow('ENOENT');
  });

  test('tries a tick that failed again soon, and goes on', async () => {
    const store = await emptyStore();
    let tries = 0;
    const clock = virtualClock(at(0, 16));
    const events: string[] = [];
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      onEvent: (event) => {
        clock.onEvent(event);
        events.push(event.kind);
      },
      async tick(tier) {
        tries += 1;
        if (tries === 1) throw new Error('the store is away');
        await record(store, clock.now)(tier);
      },
    });
    expect(events).toEqual(['started', 'failed', 'started', 'done', 'started', 'done']);
  });

  test('ends when it is told to, after the tick that runs', async () => {
    const store = await emptyStore();
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    let isDone = false;
    await runScheduler({
      store,
      tiers: { critical: 900 },
      signal: stop.signal,
      async tick() {
        stop.abort();
        await new Promise((resolve) => void setImmediate(resolve));
        isDone = true;
      },
    });
    expect(isDone).toBe(true);
  });
});

test.each([
  [900, '*/15 * * * *', '0:00', '0:15'],
  [3600, '0 * * * *', '0:00', '1:00'],
  [7200, '0 */2 * * *', '0:00', '2:00'],
  [86_400, '0 0 * * *', '0:00', '24:00'],
  [60, '* * * * *', '0:14', '0:15'],
])('ticks every %i seconds by the pattern %s', (seconds, pattern, last, next) => {
  expect(cronPattern('critical', seconds)).toBe(pattern);
  const now = at(0, 14) + 59_999;
  expect(label(lastDue(pattern, now))).toBe(last);
  expect(label(nextDue(pattern, now))).toBe(next);
  expect(lastDue(pattern, at(24))).toBe(at(24));
});

test('refuses an interval that no clock shows', () => {
  expect(() => cronPattern('critical', 700)).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to schedule the tier "critical": 700 seconds divide no minute, hour or day.
      fix  tiers: { critical: 900 } in the config, or another such number]
  `);
});
