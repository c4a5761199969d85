import { randomUUID } from 'node:crypto';
import type { Interaction, Json } from '@agent-replay/contracts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { tick } from '../native-time.ts';
import type { Closing } from '../run/closing.ts';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { stateOf } from '../run/run.ts';
import { startRun } from '../run/start-run.ts';
import { envelope } from './envelope.suite.ts';
import { openStore, type Store } from './open-store.ts';

/** What the record of a run says, and when, in every store. */
export function testRecord(storeOf: () => Store, openAgain: () => Promise<Store>): void {
  describe('the record of a run', () => {
    let store: Store;
    beforeAll(() => void (store = storeOf()));

    it('grows with each checkpoint, as another connection sees it', async () => {
      const other = await openAgain();
      let now = Date.now();
      const run = await startRun(store, envelope(), { now: () => (now += 1000) });
      const { run_id } = run.record;
      const seen: [number, number | null][] = [];
      for (const name of ['one', 'two', 'three']) {
        await recordEvent(run, { kind: 'checkpoint', name });
        await store.journal.flush();
        const db = await other.driver.db();
        const row = await db
          .selectFrom('runs')
          .select('last_event_at')
          .where('run_id', '=', run_id)
          .executeTakeFirstOrThrow();
        seen.push([(await other.getEvents(run_id)).length, row.last_event_at]);
      }
      expect(seen).toEqual([1, 2, 3].map((count) => [count, now - (3 - count) * 1000]));
      await closeRun(run);
      await other.close();
    });

    it('takes the number of its attempt also when its close comes before its start', async () => {
      const elsewhere = await openStore(':memory:', { redact: { key: 'a'.repeat(64) } });
      const given = envelope({ task_id: `late start ${randomUUID()}` });
      const run = await startRun(elsewhere, given);
      const { row: started } = stateOf(run);
      await closeRun(run, { contract: { artifacts: { min: 0 } } });
      const db = await elsewhere.driver.db();
      const closed = await db
        .selectFrom('runs')
        .selectAll()
        .where('run_id', '=', started.run_id)
        .executeTakeFirstOrThrow();
      await elsewhere.close();

      expect(await store.journal.apply([{ op: 'close', run: closed }])).toEqual(['applied']);
      const late = await store.journal.apply([{ op: 'start', run: started, forced: true }]);
      expect(late).toEqual(['duplicate_run']);
      await expect(startRun(store, given)).rejects.toMatchObject({ code: 'RUN_DUPLICATE' });
      expect(await store.nextAttempt(given.task_id, 'live')).toBe(2);
    });

    it('is written whether or not anybody asks for it', async () => {
      const other = await openAgain();
      const run = await startRun(store, envelope());
      await recordEvent(run, { kind: 'x_note' });
      await expect.poll(() => other.getEvents(run.record.run_id)).toHaveLength(1);
      await closeRun(run);
      await other.close();
    });

    it('takes a status from nobody: what is said of it is no evidence', async () => {
      const run = await startRun(store, envelope());
      const said = { status: 'passed', contract: { artifacts: { min: 1 } } } as Closing;
      expect((await closeRun(run, said)).record).toMatchObject({ status: 'failed' });
    });

    it('opens no class of failures for what nobody claimed done and no contract asks for', async () => {
      const agent_name = `unclaimed ${randomUUID()}`;
      for (const claimed of [false, true]) {
        const run = await startRun(store, envelope({ agent_name }));
        await recordEvent(run, { kind: 'x_note' });
        const { record } = await closeRun(run, { ending: 'threw', claimed });
        expect(record).toMatchObject({ status: 'failed', failure_class: 'exception' });
      }
      const histories = await store.failureHistories();
      expect(histories.filter((each) => each.agent_name === agent_name)).toMatchObject([{ runs: 1 }]);
    });

    it('counts attempts up only', async () => {
      const given = { task_id: randomUUID(), agent_name: 'up' };
      await startRun(store, envelope({ ...given, attempt: 2 }));
      for (const attempt of [1, 2]) {
        await expect(startRun(store, envelope({ ...given, attempt }))).rejects.toMatchObject({
          code: 'RUN_DUPLICATE',
        });
      }
      await startRun(store, envelope({ ...given, attempt: 3 }));
      const runs = await store.listRuns(given);
      expect(runs.map(({ attempt }) => attempt).toSorted((a, b) => a - b)).toEqual([2, 3]);
    });

    it('is written once, however often it comes', async () => {
      const run = await startRun(store, envelope({ agent_name: 'repeated' }));
      await recordEvent(run, { kind: 'checkpoint', name: 'one' });
      const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } } });
      const db = await store.driver.db();
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where('run_id', '=', record.run_id)
        .executeTakeFirstOrThrow();
      const event = await db
        .selectFrom('events')
        .selectAll()
        .where('run_id', '=', record.run_id)
        .executeTakeFirstOrThrow();
      const again = await store.journal.apply([
        { op: 'start', run: row },
        { op: 'event', event },
        { op: 'close', run: { ...row, status: 'passed' } },
      ]);
      expect([again[0], again[2]]).toEqual([
        expect.stringMatching(/^duplicate_(?:run|attempt)$/),
        'already_closed',
      ]);
      expect(await store.getRun(record.run_id)).toEqual(record);
      expect(await store.getEvents(record.run_id)).toHaveLength(1);
      const history = await store.failureHistories();
      expect(history.find(({ fingerprint }) => fingerprint === record.fingerprint)?.runs).toBe(1);
    });

    it('goes forward when the clock goes back', async () => {
      const times = [5_000_000, 4_000_000, 6_000_000, 3_000_000];
      let at = -1;
      const run = await startRun(store, envelope(), { now: () => times[Math.min((at += 1), 3)] });
      for (const name of ['one', 'two']) await recordEvent(run, { kind: 'checkpoint', name });
      const { record } = await closeRun(run);
      const events = await store.getEvents(record.run_id);
      const written = [record.started_at, ...events.map((event) => event.at)];
      expect(written).toEqual(written.toSorted());
      expect(written).toEqual(written.map((time) => new Date(time).toISOString()));
      expect(Date.parse(record.closed_at as string)).toBeGreaterThanOrEqual(Date.parse(record.started_at));
    });

    it('keeps so much of an event, and no more', async () => {
      const run = await startRun(store, envelope());
      const text = 'x'.repeat(5 * 1024 * 1024);
      await recordEvent(run, {
        kind: 'x_large',
        data: { text, bytes: Buffer.alloc(2 ** 22) as never, n: 1 },
      });
      const { record } = await closeRun(run);
      const cut = { $truncated: 'size' };
      expect(await store.getEvents(record.run_id)).toMatchObject([{ data: { text: cut, bytes: cut, n: 1 } }]);
    });

    it('judges all of an output and a state, and keeps so much of them', async () => {
      const run = await startRun(store, envelope());
      const output = {
        text: 'x'.repeat(5 * 1024 * 1024),
        list: Array.from({ length: 120_000 }, () => 1),
        end: 7,
      };
      const { record, verdict } = await closeRun(run, {
        contract: {
          artifacts: { min: 0 },
          output: { properties: { text: { minLength: output.text.length }, list: { minItems: 120_000 } } },
          state: { final: [{ ref: 'doc', equals: output }] },
        },
        output,
        state: { doc: output },
      });
      expect(verdict).toMatchObject({ status: 'passed' });
      const details = await store.getDetails(record.run_id);
      for (const kept of [details?.output, details?.final_state?.['doc']] as { text: Json; list: Json[] }[]) {
        expect(kept.text).toEqual({ $truncated: 'size' });
        expect(kept.list.length).toBeGreaterThan(99_000);
        expect(kept.list.at(-1)).toEqual({ $truncated: 'size' });
      }
    });

    it('tells whether a state changed that is too large to be kept', async () => {
      const run = await startRun(store, envelope());
      const text = 'x'.repeat(5 * 1024 * 1024);
      const list = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
      const deep = Array.from({ length: 300 }).reduce<Json>((inner) => [inner], 'end');
      const changes: [Json, Json][] = [
        [`${text}a`, `${text}b`],
        [{ text }, { text: `${'x'.repeat(text.length - 1)}x` }],
        [list(60_000), list(60_000)],
        [list(120_000), list(120_000)],
        [list(120_000), [...list(119_999), 1]],
        [deep, deep],
        [deep, structuredClone(deep)],
      ];
      for (const [from, to] of changes)
        await recordEvent(run, { kind: 'state_change', ref: 'doc:1', from, to, changed: true });
      const { record } = await closeRun(run);
      const events = await store.getEvents(record.run_id);
      expect(events.map((event) => ('changed' in event ? event.changed : null))).toEqual([
        true,
        false,
        null,
        false,
        true,
        false,
        null,
      ]);
      expect(events[2]).toMatchObject({ from: list(60_000), to: list(60_000) });
    });

    it('measures how long a run took, and closes it after that, when the clock goes back', async () => {
      const run = await startRun(store, envelope(), { minSeconds: 0.004 });
      await recordEvent(run, { kind: 'checkpoint', name: 'one' });
      for (const start = tick(); tick() - start < 5;) continue;
      const began = Date.parse(run.record.started_at);
      const clock = vi.spyOn(Date, 'now').mockReturnValue(began - 3_600_000);
      const { record } = await closeRun(run).finally(() => clock.mockRestore());
      const [event] = await store.getEvents(record.run_id);
      expect(Date.parse(record.closed_at as string)).toBeGreaterThanOrEqual(Date.parse(event?.at ?? ''));
      const { duration_ms, too_short } = (await store.getFacts(record.run_id)) ?? {};
      expect(too_short).toBe(false);
      expect(duration_ms).toBeGreaterThanOrEqual(5);
      expect(duration_ms).toBeLessThan(60_000);
    });

    it('keeps an event when it was recorded, though it says that it is of another century', async () => {
      const run = await startRun(store, envelope());
      await recordEvent(run, { kind: 'checkpoint', name: 'one', at: '2099-01-01T00:00:00.000Z' });
      const closing = { now: () => Date.parse(run.record.started_at) - 1000 };
      for (const each of [run, await startRun(store, envelope())]) {
        await recordEvent(each, { kind: 'heartbeat', at: '2099-01-01T00:00:00.000Z' });
        await recordEvent(each, { kind: 'heartbeat' });
        const { record } = await closeRun(each, each === run ? closing : {});
        expect(Date.parse(record.closed_at as string)).toBeGreaterThanOrEqual(Date.parse(record.started_at));
        expect(Date.parse(record.closed_at as string)).toBeLessThanOrEqual(Date.now());
        for (const { at } of await store.getEvents(record.run_id))
          expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
      }
    });

    it.each([
      ['1'],
      ['2026'],
      ['Nov 27 2026 10:00'],
      ['2026-02-31T00:00:00.000Z'],
      ['2026-02-01T00:00:00+02:00'],
      [1],
    ])('refuses an event that says %j for its time', async (at) => {
      const run = await startRun(store, envelope());
      await expect(recordEvent(run, { kind: 'heartbeat', at: at as string })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      });
      await closeRun(run);
      expect(await store.getEvents(run.record.run_id)).toEqual([]);
    });

    it('has the allow-list in order', async () => {
      const { record } = await startRun(store, envelope({ tool_allowlist: ['z', 'a', 'm'] }));
      expect((await store.getRun(record.run_id))?.tool_allowlist).toEqual(['a', 'm', 'z']);
    });

    it('says that the version of the code is not known', async () => {
      const known = await startRun(store, envelope());
      const unknown = await startRun(store, envelope({ code_version: 'unknown' }));
      const of = async (run: typeof known) => (await store.getFacts(run.record.run_id))?.code_version_known;
      expect([await of(known), await of(unknown)]).toEqual([true, false]);
    });

    it('has live runs and replays in one table', async () => {
      const fixture_id = randomUUID();
      const task_id = randomUUID();
      for (const rest of [{}, { run_type: 'replay', fixture_id }] as const)
        await closeRun(await startRun(store, envelope({ task_id, ...rest })));
      const runs = await store.listRuns({ task_id });
      expect(runs.map((run) => [run.run_type, run.fixture_id])).toEqual(
        expect.arrayContaining([
          ['live', null],
          ['replay', fixture_id],
        ]),
      );
      expect(await store.listRuns({ fixture_id })).toHaveLength(1);
    });

    it('keeps the model that was asked and the one that answered, tokens, cost and time', async () => {
      let now = 7_000_000;
      const run = await startRun(store, envelope({ model: 'gpt-4o' }), { now: () => now });
      const usage = { prompt_tokens: 10, completion_tokens: 5, cost: 0.25 };
      for (let call = 0; call < 2; call += 1)
        await recordEvent(run, { kind: 'model_call', interaction: modelCall(usage) });
      now += 1500;
      const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
      expect(record).toMatchObject({ model: 'gpt-4o', status: 'passed' });
      expect(await store.getFacts(record.run_id)).toMatchObject({
        responded_models: ['gpt-4o-2026-01-01'],
        usage: { input_tokens: 20, output_tokens: 10, cached_input_tokens: 0 },
        cost_usd: 0.5,
        duration_ms: 1500,
        model_calls: 2,
        events: 2,
      });
      expect(stateOf(run).facts.lost).toBe(0);
    });
  });
}

function modelCall(usage: Record<string, number>): Interaction {
  return {
    id: '0001',
    lane: 'api.openai.com',
    kind: 'http',
    effect: 'read',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: [],
      body: { json: { model: 'gpt-4o', messages: [] } },
    },
    response: { status: 200, headers: [], body: { json: { model: 'gpt-4o-2026-01-01', usage } } },
  };
}
