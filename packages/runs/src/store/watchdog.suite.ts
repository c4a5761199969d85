import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { expectStart, lateStarts } from '../watchdog/expect-start.ts';
import { watchdog } from '../watchdog/watchdog.ts';
import { runsWithinGrace } from '../watchdog/within-grace.ts';
import { envelope } from './envelope.suite.ts';
import type { Store } from './open-store.ts';

/** When a run is over, and who says so, in every store. */
export function testWatchdog(storeOf: () => Store): void {
  describe('the end of a run', () => {
    let store: Store;
    beforeAll(() => void (store = storeOf()));

    it('lets the watchdog close a run at its deadline and the grace, and not before', async () => {
      const { record } = await startRun(store, envelope({ timeout_seconds: 0.5 }), { now: () => 1000 });
      expect(await watchdog(store, { now: 1000 + 500 + 60_000, grace_seconds: 60 })).toEqual([]);
      const closed = await watchdog(store, { now: 1000 + 500 + 60_001, grace_seconds: 60 });
      expect(closed.map((run) => `${run.run_id} ${run.status} ${run.failure_class}`)).toEqual([
        `${record.run_id} failed run_abandoned`,
      ]);
    });

    it('names the runs that are past their deadline and within their grace', async () => {
      const { record } = await startRun(store, envelope({ timeout_seconds: 0.5 }), { now: () => 1000 });
      const held = (now: number) => runsWithinGrace(store, { now, grace_seconds: 60 });
      expect(await held(1500)).toEqual([]);
      const closed_after = new Date(61_500).toISOString();
      expect(await held(1501)).toEqual([{ run: record, closed_after }]);
      expect(await held(61_500)).toEqual([{ run: record, closed_after }]);
      expect(await held(61_501)).toEqual([]);
      expect(await watchdog(store, { now: 61_501, grace_seconds: 60 })).toHaveLength(1);
    });

    it('lets a legitimate close win over the watchdog', async () => {
      const run = await startRun(store, envelope({ timeout_seconds: 0.5 }), { now: () => 2000 });
      const [{ record }, closed] = await Promise.all([
        closeRun(run, { contract: { artifacts: { min: 0 }, output: true }, output: 1 }),
        watchdog(store, { now: 1_000_000_000 }),
      ]);
      const kept = await store.getRun(run.record.run_id);
      expect(kept?.status).toBe(closed.length === 0 ? 'passed' : 'failed');
      expect(record).toEqual(kept);
    });

    // 10,000 of these: node bench/watchdog-races.mjs
    it('lets exactly one of a close and a watchdog win, 200 times', async () => {
      for (let race = 0; race < 200 / 50; race += 1) {
        const at = 10_000_000 + race;
        const runs = await Promise.all(
          Array.from({ length: 50 }, () =>
            startRun(store, envelope({ agent_name: `race ${race}`, timeout_seconds: 1 }), { now: () => at }),
          ),
        );
        const wins = race % 2 === 0;
        const late = wins ? [] : await watchdog(store, { now: at + 1_000_000_000 });
        const [closed, abandoned] = await Promise.all([
          Promise.all(runs.map((run) => closeRun(run, { contract: { artifacts: { min: 0 } } }))),
          watchdog(store, { now: at + 1_000_000_000 }),
        ]);
        const ids = new Set(runs.map((run) => run.record.run_id));
        const taken = [...late, ...abandoned].filter((run) => ids.has(run.run_id));
        const passed = closed.filter(({ record }) => record.status === 'passed');
        expect(passed.length + taken.length).toBe(50);
        if (wins) expect(taken).toEqual([]);
        else expect(passed).toEqual([]);
        for (const { record } of closed) expect(await store.getRun(record.run_id)).toEqual(record);
      }
    });

    it('gives a run its whole timeout again with each heartbeat', async () => {
      let now = 50_000_000;
      const run = await startRun(store, envelope({ timeout_seconds: 10 }), { now: () => now });
      now += 9000;
      await recordEvent(run, { kind: 'heartbeat' });
      expect(await watchdog(store, { now: now + 10_000, grace_seconds: 0 })).toEqual([]);
      const closed = await watchdog(store, { now: now + 10_001, grace_seconds: 0 });
      expect(closed.map((each) => each.run_id)).toEqual([run.record.run_id]);
    });

    it('takes no time from a run whose heartbeat says that it is of an hour ago', async () => {
      let now = 60_000_000;
      const run = await startRun(store, envelope({ timeout_seconds: 10 }), { now: () => now });
      now += 9000;
      await recordEvent(run, { kind: 'heartbeat' });
      await recordEvent(run, { kind: 'heartbeat', at: new Date(now - 3_600_000).toISOString() });
      await store.journal.flush();
      expect((await store.getRun(run.record.run_id))?.deadline_at).toBe(new Date(now + 10_000).toISOString());
      await closeRun(run);
    });

    it('abandons a run in time, though an event says that it is of another century', async () => {
      const run = await startRun(store, envelope({ timeout_seconds: 1 }));
      await recordEvent(run, { kind: 'heartbeat', at: '2099-01-01T00:00:00.000Z' });
      const now = Date.now() + 3_600_000;
      const closed = await watchdog(store, { now });
      const abandoned = closed.find((each) => each.run_id === run.record.run_id);
      expect(abandoned?.closed_at).toBe(new Date(now).toISOString());
    });

    it('counts what a run recorded that came to no close of its own', async () => {
      const run = await startRun(store, envelope({ timeout_seconds: 1 }), { now: () => 70_000_000 });
      const { run_id } = run.record;
      const interaction = {
        id: '0001',
        kind: 'tool' as const,
        effect: 'read' as const,
        request: { name: 'look_up', arguments: [] },
        response: { result: 1 },
        timing: { started_ms: 0, duration_ms: 1 },
      };
      await recordEvent(run, { kind: 'tool_call', interaction });
      await recordEvent(run, { kind: 'x_note' });
      const counted = { events: 2, tool_calls: 1, model_calls: 0 };
      expect(await store.getFacts(run_id)).toMatchObject({ ...counted, ending: null });
      await watchdog(store, { now: 80_000_000, grace_seconds: 0 });
      expect(await store.getFacts(run_id)).toMatchObject({ ...counted, ending: 'abandoned' });
    });

    it('names queued work that did not start in time, and leaves it alone', async () => {
      const task = { agent_name: 'queued', task_id: randomUUID(), within_seconds: 5 };
      await expectStart(store, task);
      const due = Date.now() + 5000;
      expect((await lateStarts(store, { now: due - 1000 })).map((each) => each.task_id)).toEqual([]);
      const late = await lateStarts(store, { now: due + 60_000 });
      expect(late.map((each) => each.task_id)).toEqual([task.task_id]);
      await watchdog(store, { now: due + 60_000 });
      expect(await store.listRuns({ task_id: task.task_id })).toEqual([]);
      await startRun(store, envelope({ agent_name: 'queued', task_id: task.task_id }));
      expect(await lateStarts(store, { now: due + 60_000 })).toEqual([]);
    });

    it('flags a run that was over too soon', async () => {
      const run = await startRun(store, envelope(), { minSeconds: 5, now: () => 1000 });
      await closeRun(run, { now: () => 3000 });
      expect(await store.getFacts(run.record.run_id)).toMatchObject({ too_short: true, duration_ms: 2000 });
    });
  });
}
