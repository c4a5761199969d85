import type { AgentReplayError, InputEnvelope } from '@agent-replay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { dropBefore } from '../retention.ts';
import { envelope } from './envelope.suite.ts';
import type { Store } from './open-store.ts';
import { testMonitoring } from './monitoring.suite.ts';
import { testRecord } from './record.suite.ts';
import { testValues } from './values.suite.ts';
import { testWatchdog } from './watchdog.suite.ts';

/** What every store must do. */
export function testStore(name: string, open: () => Promise<Store>): void {
  describe(`the ${name} store`, () => {
    let store: Store;
    beforeAll(async () => (store = await open()));
    afterAll(() => store.close());

    testValues(() => store);
    testRecord(() => store, open);
    testWatchdog(() => store);
    testMonitoring(() => store);

    it('keeps a started run before any work is done', async () => {
      const run = await startRun(store, envelope());
      expect(await store.getRun(run.record.run_id)).toMatchObject({
        status: 'started',
        closed_at: null,
        run_type: 'live',
      });
    });

    it('finds runs by the beginning of their ids, of six characters and more', async () => {
      const at = 90_000_000;
      const started = [
        await startRun(store, envelope(), { now: () => at }),
        await startRun(store, envelope(), { now: () => at }),
      ].map(({ record }) => record.run_id);
      const [one = ''] = started;
      const begun = async (prefix: string, limit?: number) =>
        (await store.runsBeginning(prefix, limit)).map(({ run_id }) => run_id);
      expect(await begun(one.slice(0, 14))).toEqual(started.toSorted().toReversed());
      expect(await begun(one.slice(0, 14), 1)).toHaveLength(1);
      expect(await begun(one)).toEqual([one]);
      expect(await begun(one.slice(0, -1).toUpperCase())).toContain(one);
      for (const none of [
        one.slice(0, 5),
        '',
        'ffffff',
        `${one}0`,
        one.replaceAll('-', ''),
        'order-7',
        '%%%%%%',
      ])
        expect([none, await begun(none)]).toEqual([none, []]);
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
