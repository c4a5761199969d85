import { type Store } from '@agent-replay/runs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { monitorTiers } from '../monitor/monitor-tiers.ts';
import { addProvenFixture, createProject } from '../project.suite.ts';
import { replay } from '../replay/replay.ts';
import { replayRow } from '../runner/row-of-result.ts';
import { cronPattern, lastDue, nextDue } from './cron-pattern.ts';
import { runScheduler, type SchedulerEvent } from './run-scheduler.ts';
import { T0, MINUTE, at, label, nextTurn, virtualClock, emptyStore, agent } from './virtual-clock.suite.ts';

vi.setConfig({ testTimeout: 600_000 });

describe('the scheduler', () => {
  const record = (store: Store, now: () => number) => async (tier: string) =>
    store.recordTick(tier, new Date(now()).toISOString());

  /** The lid is closed at half past one, and opened at seven past eight. */
  const sleepOverNight = (clock: ReturnType<typeof virtualClock>, ms: number) =>
    clock.sleep(clock.time === at(1, 30) ? at(8, 7) - clock.time : ms);

  test('makes up with one tick for what came due while the machine slept', async () => {
    const store = await emptyStore();
    const times: string[] = [];
    const clock = virtualClock(at(9));
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      sleep: (ms) => sleepOverNight(clock, ms),
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
        // In the middle of the other's tick.
        await sleepOverNight(clock, ms);
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

  test('goes on where a clock that was a year ahead is set right', async () => {
    const store = await emptyStore();
    const year = 365 * 24 * 60 * MINUTE;
    const clock = virtualClock(at(0, 31));
    const ticked: string[] = [];
    let ahead = year;
    const now = () => clock.time + ahead;
    await runScheduler({
      store,
      tiers: { critical: 900 },
      ...clock,
      now,
      async tick(tier) {
        ticked.push(label(clock.time));
        await record(store, now)(tier);
        ahead = 0;
      },
    });
    expect(ticked).toEqual(['0:00', '0:0.5', '0:15', '0:30']);
  });

  test('says when it has nothing to do, and when it will have', async () => {
    const store = await emptyStore();
    await store.recordTick('critical', new Date(T0).toISOString());
    const clock = virtualClock(at(0, 16));
    const events: SchedulerEvent[] = [];
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
    const tier = 'critical';
    expect(events).toEqual([
      { kind: 'up_to_date', tier, due: T0, next: at(0, 15) },
      { kind: 'started', tier, due: at(0, 15) },
      { kind: 'done', tier, due: at(0, 15), next: at(0, 30) },
    ]);
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
