import { randomUUID } from 'node:crypto';
import { type AgentReplayError, type InputEnvelope, type Json, LONGEST } from '@agent-replay/contracts';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import type { ClaimedArtifact } from '../artifacts/claimed-artifact.ts';
import { startRun } from '../run/start-run.ts';
import { expectStart, lateStarts } from '../watchdog/expect-start.ts';
import { envelope } from './envelope.suite.ts';
import type { Store } from './open-store.ts';

/** What every store must do with values of any kind and size: keep them, or say so before anything is kept. */
export function testValues(storeOf: () => Store): void {
  describe('whatever it is given', () => {
    let store: Store;
    beforeAll(() => void (store = storeOf()));

    it.each(Object.keys(hostile()))('keeps a run whole that records %s', async (kind) => {
      const value = hostile()[kind];
      const run = await startRun(store, envelope());
      const data = { value: value as Json };
      expect(await recordEvent(run, { kind: 'x_hostile', data })).toBe(true);
      expect(await recordEvent(run, { kind: 'checkpoint', name: 'hostile', data })).toBe(true);
      const { record } = await closeRun(run, {
        contract: { output: {}, artifacts: { min: 0 } },
        output: value as Json,
        state: data,
      });
      expect(record.status).toBe('passed');
      expect(await store.getRun(record.run_id)).toEqual(record);
      expect(await store.getEvents(record.run_id)).toHaveLength(2);
      expect(await store.getFacts(record.run_id)).toMatchObject({ spooled: false, events: 2 });
    });

    it('finds a task again whose name no database can keep as it is', async () => {
      const task_id = `${randomUUID()}\0\ud800`;
      const run = await startRun(store, envelope({ task_id }));
      const { record } = await closeRun(run);
      expect(record.task_id).toMatch(/\uFFFD/);
      expect(await store.listRuns({ task_id })).toHaveLength(1);
      expect(await store.nextAttempt(task_id, 'live')).toBe(2);
    });

    it('keeps names of the greatest length, whatever their letters, and finds them again', async () => {
      const names = { task_id: letters(LONGEST.task_id), agent_name: letters(LONGEST.agent_name) };
      await expectStart(store, { ...names, within_seconds: 1 });
      const run = await startRun(store, envelope(names));
      const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
      expect(record).toMatchObject({ ...names, status: 'passed' });
      expect(await store.listRuns(names)).toEqual([record]);
      expect(await store.nextAttempt(names.task_id, 'live', names.agent_name)).toBe(2);
      expect(await store.getFacts(record.run_id)).toMatchObject({ spooled: false });
    });

    it.each(Object.entries(tooMuch()))('refuses %s before anything is kept', async (path, rest) => {
      const agent_name = randomUUID();
      const error = await startRun(store, envelope({ agent_name, ...rest })).catch(
        (each: unknown) => each as AgentReplayError,
      );
      expect(error).toMatchObject({ code: 'OPTION_INVALID', issues: [{ path }] });
      expect((error as AgentReplayError).message.length).toBeLessThan(1000);
      expect(await store.listRuns({ agent_name })).toEqual([]);
    });

    it('refuses a name that its placeholders make too long', async () => {
      const task_id = Array.from({ length: 40 }, (_, index) => `a${index}@b.example`)
        .join(' ')
        .slice(0, 512);
      await expect(startRun(store, envelope({ task_id }))).rejects.toMatchObject({ code: 'OPTION_INVALID' });
      await expect(
        expectStart(store, { task_id, agent_name: 'agent', within_seconds: 1 }),
      ).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    });

    it.each([
      ['an agent without a name', { agent_name: '' }],
      ['a task of too many letters', { task_id: letters(LONGEST.task_id + 1) }],
      ['a time that no date can tell', { within_seconds: 1e300 }],
      ['no time', { within_seconds: Number.NaN }],
    ])('expects no start of %s', async (_, rest) => {
      const task = { task_id: randomUUID(), agent_name: randomUUID(), within_seconds: 1, ...rest };
      await expect(expectStart(store, task)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
      const late = await lateStarts(store, { now: Date.now() + 1e12 });
      expect(late.map((each) => each.task_id)).not.toContain(task.task_id);
    });

    it.each([1.5, Number.NaN, -1, 1e300, Infinity])('keeps a run whose clock tells %d', async (at) => {
      const run = await startRun(store, envelope(), { now: () => at });
      await recordEvent(run, { kind: 'checkpoint', name: 'one' });
      const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } }, now: () => at });
      expect(record.status).toBe('passed');
      expect(await store.getRun(record.run_id)).toEqual(record);
      expect(await store.getFacts(record.run_id)).toMatchObject({ spooled: false, events: 1 });
    });

    it.each<[string, object]>([
      ['of no kind', { kind: 'nothing', uri: 'a' }],
      ['nowhere', { kind: 'file', uri: '' }],
      ['at a number', { kind: 'file', uri: 7 }],
      ['too far away', { kind: 'file', uri: letters(LONGEST.uri + 1) }],
      ['of a bigint of bytes', { kind: 'file', uri: 'a', bytes: 1n }],
      ['with a key that nobody reads', { kind: 'row', uri: 'a', confirm: () => true }],
    ])('refuses a claim %s, and goes on', async (_, claim) => {
      const run = await startRun(store, envelope());
      await expect(recordArtifact(run, claim as unknown as ClaimedArtifact)).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      });
      const { record } = await closeRun(run, { evidence_paths: [7, null, {}] as unknown as string[] });
      expect(await store.getRun(record.run_id)).toEqual(record);
    });

    it('never tells a verdict that the database refused to keep', async () => {
      await refuseBy(store, 'outcome', '%unkeepable%');
      const run = await startRun(store, envelope());
      const { record, verdict } = await closeRun(run, { contract: { output: {} }, output: 'unkeepable' });
      expect(verdict).toMatchObject({ status: 'inconclusive', failure_class: 'evidence_invalid' });
      expect(record).toMatchObject({ status: 'inconclusive', failure_class: 'evidence_invalid' });
      expect(await store.getRun(record.run_id)).toEqual(record);
    });

    it('starts no work whose start the database refused to keep', async () => {
      await refuseBy(store, 'model', 'unstartable');
      const given = envelope({ model: 'unstartable' });
      await expect(startRun(store, given)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(await store.listRuns({ task_id: given.task_id })).toEqual([]);
    });
  });
}

/** Letters of three bytes each. */
function letters(count: number): string {
  return '\u4e00'.repeat(count - 36 > 0 ? count - 36 : count) + (count > 36 ? randomUUID() : '');
}

/** Values beyond their limits, by the field that they are given in. */
function tooMuch(): Record<string, Partial<InputEnvelope>> {
  return {
    '/task_id': { task_id: 'x'.repeat(5_000_000) },
    '/agent_name': { agent_name: 'x'.repeat(LONGEST.agent_name + 1) },
    '/code_version': { code_version: 'x'.repeat(LONGEST.version + 1) },
    '/model': { model: 'x'.repeat(LONGEST.version + 1) },
    '/prompt_version': { prompt_version: 'x'.repeat(LONGEST.version + 1) },
    '/fixture_id': { fixture_id: 'x'.repeat(LONGEST.agent_name + 1) },
    '/tool_allowlist/0': { tool_allowlist: ['x'.repeat(LONGEST.version + 1)] },
    '/state_refs/0/uri': {
      state_refs: [{ uri: 'x'.repeat(LONGEST.uri + 1), sha256: '0'.repeat(64), version: null }],
    },
    '/attempt': { attempt: 2 ** 31 },
    '/timeout_seconds': { timeout_seconds: 1e300 },
  };
}

/** Makes the database refuse rows of runs in which a column is like a pattern. */
async function refuseBy(store: Store, column: 'outcome' | 'model', pattern: string): Promise<void> {
  const db = await store.driver.db();
  if (store.kind === 'postgres') {
    await sql`alter table runs add check (${sql.ref(column)} is null or ${sql.ref(column)} not like ${sql.lit(pattern)})`.execute(
      db,
    );
    return;
  }
  for (const moment of ['insert', 'update'] as const) {
    await sql`create trigger ${sql.ref(`refuse_${column}_${moment}`)} before ${sql.raw(moment)} on runs
      when new.${sql.ref(column)} like ${sql.lit(pattern)} begin select raise(abort, 'refused'); end`.execute(
      db,
    );
  }
}

/** What an agent may hand over, whatever its types say. */
function hostile(): Record<string, unknown> {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = { deep };
  const fail = (): never => {
    throw new Error('unreadable');
  };
  return {
    'a value that holds itself': circular,
    'a bigint': 10n ** 30n,
    'a getter that throws': Object.defineProperty({}, 'field', { get: fail, enumerable: true }),
    'a proxy that throws': new Proxy({}, { ownKeys: fail }),
    'a proxy that was revoked': revoked.proxy,
    'a symbol': Symbol('x'),
    'a date that is none': new Date(Number.NaN),
    'a function': fail,
    'a NUL': 'a\0b',
    'half a character': '\ud800',
    'no number': Number.NaN,
    'a map': new Map([[{}, 1]]),
    'what is nested too deep': deep,
    'a key that sets a prototype': JSON.parse('{"__proto__":{"polluted":1}}'),
    'ten million characters': 'y'.repeat(10_000_000),
  };
}
