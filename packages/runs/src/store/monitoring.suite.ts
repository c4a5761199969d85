import { beforeAll, describe, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { startRun } from '../run/start-run.ts';
import { envelope } from './envelope.suite.ts';
import type { Store } from './open-store.ts';

/** What a monitor keeps in every store, beside the runs. */
export function testMonitoring(storeOf: () => Store): void {
  describe('what a monitor keeps', () => {
    let store: Store;
    beforeAll(() => void (store = storeOf()));

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

    it('keeps the last tick of a tier, and none that is a year ahead of what is told after it', async () => {
      const tick = async (at: string) => {
        await store.recordTick('full', at);
        return (await store.listTicks())['full'];
      };
      expect(await tick('2027-01-01T00:00:00.000Z')).toBe('2027-01-01T00:00:00.000Z');
      expect(await tick('2026-01-01T00:00:00.000Z')).toBe('2026-01-01T00:00:00.000Z');
      expect(await tick('2025-12-31T23:30:00.000Z')).toBe('2026-01-01T00:00:00.000Z');
      expect(await tick('2026-01-01T00:15:00.000Z')).toBe('2026-01-01T00:15:00.000Z');
    });

    it('takes a lease from a clock that was years ahead, and from none that is an hour ahead', async () => {
      const [now, hour] = [Date.now(), 3_600_000];
      const taken = await store.takeLease('ahead', 'ahead', now + hour, 500);
      expect(await store.takeLease('ahead', 'right', now, 500)).toBeNull();
      expect(await store.renewLease(taken as NonNullable<typeof taken>, now + 10_000 * hour, 500)).toBe(true);
      expect(await store.takeLease('ahead', 'right', now, 500)).toMatchObject({ owner: 'right', fence: 2 });
      expect(await store.renewLease(taken as NonNullable<typeof taken>, now, 500)).toBe(false);
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
  });
}
