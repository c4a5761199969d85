import { randomUUID } from 'node:crypto';
import type { AgentReplayError, InputEnvelope } from '@agent-replay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { dropBefore } from '../retention.ts';
import { expectStart, lateStarts } from '../watchdog/expect-start.ts';
import { watchdog } from '../watchdog/watchdog.ts';
import { envelope } from './envelope.suite.ts';
import type { Store } from './open-store.ts';
import { testRecord } from './record.suite.ts';
import { testValues } from './values.suite.ts';

/** What every store must do. */
export function testStore(name: string, open: () => Promise<Store>): void {
  describe(`the ${name} store`, () => {
    let store: Store;
    beforeAll(async () => (store = await open()));
    afterAll(() => store.close());

    testValues(() => store);
    testRecord(() => store, open);

    it('keeps a started run before any work is done', async () => {
      const run = await startRun(store, envelope());
      expect(await store.getRun(run.record.run_id)).toMatchObject({
        status: 'started',
        closed_at: null,
        run_type: 'live',
      });
    });

    it('refuses a second start of the same attempt and keeps the first', async () => {
      const first = await startRun(store, envelope({ task_id: 'twice' }));
      await expect(startRun(store, envelope({ task_id: 'twice' }))).rejects.toMatchObject({
        code: 'RUN_DUPLICATE',
      });
      expect((await store.listRuns({ task_id: 'twice' })).map((run) => run.run_id)).toEqual([
        first.record.run_id,
      ]);
    });

    it('fails a done without an artifact', async () => {
      const run = await startRun(store, envelope());
      const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } }, output: { done: true } });
      expect(record).toMatchObject({ status: 'failed', failure_class: 'missing_artifact_ref' });
      expect(record.fingerprint).toMatch(/^v1:[0-9a-f]{32}$/);
      expect(await store.getRun(record.run_id)).toEqual(record);
    });

    it('keeps an artifact that is not there as claimed, unconfirmed', async () => {
      const run = await startRun(store, envelope());
      await recordArtifact(run, { kind: 'file', uri: 'nowhere/report.md' });
      const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } } });
      expect(record.status).toBe('failed');
      expect(record.artifact_refs).toEqual([
        { kind: 'file', uri: 'nowhere/report.md', sha256: null, bytes: null, confirmed: false },
      ]);
    });

    it('returns the first verdict from a second close', async () => {
      const run = await startRun(store, envelope());
      const first = await closeRun(run, { contract: { artifacts: { min: 1 } } });
      const second = await closeRun(run, { contract: { artifacts: { min: 0 } } });
      expect(second.record).toEqual(first.record);
    });

    it('refuses and counts events after the close', async () => {
      const run = await startRun(store, envelope());
      expect(await recordEvent(run, { kind: 'checkpoint', name: 'one' })).toBe(true);
      await closeRun(run, {});
      expect(await recordEvent(run, { kind: 'checkpoint', name: 'two' })).toBe(false);
      expect(await store.refusedEvents(run.record.run_id)).toBe(1);
      expect((await store.getEvents(run.record.run_id)).map((event) => event.seq)).toEqual([1]);
    });

    it('keeps the events of earlier attempts', async () => {
      const exception = {
        class: 'TypeError',
        message: 'x',
        code: null,
        stack: null,
        stack_sha256: null,
        cause: null,
      };
      const first = await startRun(store, envelope({ task_id: 'retried' }));
      await recordEvent(first, { kind: 'exception', exception, handled: true });
      await closeRun(first, { ending: 'threw', exception });
      const second = await startRun(
        store,
        envelope({ task_id: 'retried', attempt: await store.nextAttempt('retried', 'live') }),
      );
      await closeRun(second, { contract: { artifacts: { min: 0 }, output: true }, output: 1 });
      expect(second.record).toMatchObject({ attempt: 2, status: 'passed' });
      expect(await store.getEvents(first.record.run_id)).toMatchObject([
        { kind: 'exception', exception: { class: 'TypeError' } },
      ]);
    });

    it('refuses the record of a replay without its fixture', async () => {
      await expect(startRun(store, envelope({ run_type: 'replay' }))).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      });
      const { record } = await startRun(store, envelope({ run_type: 'replay', fixture_id: 'f' }));
      expect(record).toMatchObject({ run_type: 'replay', fixture_id: 'f' });
    });

    it('lets the watchdog close a run at its deadline and the grace, and not before', async () => {
      const { record } = await startRun(store, envelope({ timeout_seconds: 0.5 }), { now: () => 1000 });
      expect(await watchdog(store, { now: 1000 + 500 + 60_000, grace_seconds: 60 })).toEqual([]);
      const closed = await watchdog(store, { now: 1000 + 500 + 60_001, grace_seconds: 60 });
      expect(closed.map((run) => `${run.run_id} ${run.status} ${run.failure_class}`)).toEqual([
        `${record.run_id} failed run_abandoned`,
      ]);
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

    it('opens a history with the first bad run, and a new one when a resolved class comes back', async () => {
      const fail = async (at: number) => {
        const run = await startRun(store, envelope({ agent_name: 'history' }), { now: () => at });
        return (
          (await closeRun(run, { contract: { artifacts: { min: 1 } }, now: () => at })).record.fingerprint ??
          ''
        );
      };
      const fingerprint = await fail(5000);
      await fail(6000);
      const history = async () =>
        (await store.failureHistories()).find((each) => each.fingerprint === fingerprint);
      expect(await history()).toMatchObject({ status: 'open', first_bad_run_at: '1970-01-01T00:00:05.000Z' });
      for (const at of ['', 'soon', 1_780_000_000_000 as unknown as string])
        await expect(store.resolveFailure(fingerprint, at)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
      await store.resolveFailure(fingerprint, '1970-01-01T00:00:07.000Z');
      expect(await history()).toMatchObject({ status: 'resolved' });
      await fail(9000);
      expect(await history()).toMatchObject({
        status: 'regressed',
        first_bad_run_at: '1970-01-01T00:00:09.000Z',
      });
    });

    it('keeps the latest result of each fixture, whatever the order they come in', async () => {
      const result = {
        fixture_id: 'a',
        suite: 's',
        run_id: 'r',
        fixture_sha256: 'x',
        exit_code: 0,
        reason: null,
      };
      await store.recordFixtureResults([{ ...result, at: '2026-01-02T00:00:00.000Z', exit_code: 1 }]);
      await store.recordFixtureResults([{ ...result, at: '2026-01-01T00:00:00.000Z' }]);
      expect(await store.latestFixtureResults()).toMatchObject([{ exit_code: 1 }]);
    });

    it('gives a lease to one of many at once, and to the next when it has run out', async () => {
      const takers = Array.from({ length: 20 }, (_, index) => `taker-${index}`);
      const taken = await Promise.all(takers.map((owner) => store.takeLease('queue', owner, 1000, 500)));
      const [first, ...others] = taken.filter((lease) => lease !== null);
      expect(others).toEqual([]);
      expect(await store.takeLease('queue', 'early', 1499, 500)).toBeNull();
      const next = await store.takeLease('queue', 'next', 1500, 500);
      expect(next).toMatchObject({ owner: 'next', fence: 2 });
      expect(await store.renewLease(first, 1501, 500)).toBe(false);
      await store.releaseLease(first);
      expect(await store.takeLease('queue', 'again', 1600, 500)).toBeNull();
      expect(await store.renewLease(next as NonNullable<typeof next>, 1600, 500)).toBe(true);
      expect(await store.takeLease('queue', 'again', 2000, 500)).toBeNull();
      await store.releaseLease(next as NonNullable<typeof next>);
      expect(await store.takeLease('queue', 'again', 2000, 500)).toMatchObject({ fence: 3 });
    });

    it('keeps what the monitor found, oldest first', async () => {
      const point = { passing: 1, failing: 0, stale: 2, window_minutes: 7.5 };
      await store.recordHealth({ ...point, at: '2026-01-01T00:15:00.000Z' });
      await store.recordHealth({ ...point, at: '2026-01-01T00:00:00.000Z', window_minutes: null });
      expect(await store.listHealth('2026-01-01T00:00:00.000Z')).toEqual([
        { ...point, at: '2026-01-01T00:00:00.000Z', window_minutes: null },
        { ...point, at: '2026-01-01T00:15:00.000Z' },
      ]);
      expect(await store.listHealth('2026-01-01T00:00:00.001Z')).toHaveLength(1);
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

    it('calls a record of a newer format inconclusive', async () => {
      const run = await startRun(store, envelope());
      const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
      await (
        await store.driver.db()
      )
        .updateTable('runs')
        .set({ format: 2 })
        .where('run_id', '=', record.run_id)
        .execute();
      expect(await store.getRun(record.run_id)).toMatchObject({
        status: 'inconclusive',
        failure_class: 'unknown_format',
      });
    });

    it('takes old runs away, but for open ones', async () => {
      const at = Date.UTC(2020, 0, 15);
      const old = await startRun(store, envelope(), { now: () => at });
      await recordEvent(old, { kind: 'checkpoint', name: 'x' });
      await closeRun(old, { now: () => at + 1 });
      const openRun = await startRun(store, envelope(), { now: () => Date.UTC(2020, 1, 15) });
      const young = await startRun(store, envelope());
      const { months, runs } = await dropBefore(store, Date.UTC(2020, 2, 1));
      if (store.kind === 'postgres') expect(months).toContain('2020-01');
      else expect(runs).toBeGreaterThan(0);
      expect(await store.getRun(old.record.run_id)).toBeUndefined();
      expect(await store.getEvents(old.record.run_id)).toEqual([]);
      expect(await store.getRun(openRun.record.run_id)).toMatchObject({ status: 'started' });
      expect(await store.getRun(young.record.run_id)).toMatchObject({ status: 'started' });
    });

    it('keeps no secret', async () => {
      const secret = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ'.repeat(2)}`;
      const run = await startRun(store, envelope(), { details: { payload: { api_key: secret } } });
      await recordEvent(run, { kind: 'checkpoint', name: 'x', data: { note: `Bearer ${secret}` } });
      await closeRun(run, { output: { token: secret } });
      const kept = [
        await store.getRun(run.record.run_id),
        await store.getDetails(run.record.run_id),
        await store.getEvents(run.record.run_id),
      ];
      expect(JSON.stringify(kept)).not.toContain(secret);
    });

    it('says what is wrong with an envelope, a path for each field', async () => {
      const incomplete = { run_type: 'live' } as unknown as InputEnvelope;
      const error = await startRun(store, incomplete).then(
        () => null,
        (each: unknown) => each as AgentReplayError,
      );
      expect(error?.code).toBe('OPTION_INVALID');
      expect(error?.issues.map((issue) => issue.path)).toEqual(
        expect.arrayContaining([
          '/task_id',
          '/attempt',
          '/model',
          '/prompt_version',
          '/tool_allowlist',
          '/state_refs',
        ]),
      );
    });
  });
}
