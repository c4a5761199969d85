import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Contract } from '@agent-replay/contracts';
import { envelope } from '../store/envelope.suite.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { closeRun } from './close-run.ts';
import { recordArtifact } from './record-artifact.ts';
import { recordEvent } from './record-event.ts';
import type { Run } from './run.ts';
import { startRun } from './start-run.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(':memory:');
});
afterAll(() => store.close());

const asksForNothing: Contract = { artifacts: { min: 0 } };
const trap = (): never => {
  throw new RangeError('not yours');
};
/** A value of which every question throws. */
const closedOff = (): never => new Proxy({}, new Proxy({}, { get: () => trap })) as never;

it.each<[what: string, record: (run: Run) => Promise<unknown>]>([
  ['an event', async (run) => recordEvent(run, closedOff())],
  ['an event', async (run) => recordEvent(run, { kind: 'x_a', get data() { return trap(); } })], // prettier-ignore
  [
    'an event "retry"',
    async (run) =>
      recordEvent(run, { kind: 'retry', attempt: 1, cause: closedOff(), delay_ms: 0, decision: 'retry' }),
  ],
  ['an event "heartbeat"', async (run) => recordEvent(run, { kind: 'heartbeat', at: closedOff() })],
  [
    'an event "retry"',
    async (run) =>
      recordEvent(run, { kind: 'retry', at: 'soon', attempt: 1, cause: closedOff(), delay_ms: 0, decision: 'retry' }), // prettier-ignore
  ],
  ['an artifact', async (run) => recordArtifact(run, closedOff())],
])('keeps %s that cannot be read from the agent, and from passing', async (what, record) => {
  const run = await startRun(store, envelope());
  expect(await record(run)).toBe(true);
  const { record: closed } = await closeRun(run, { contract: asksForNothing });
  expect(closed).toMatchObject({
    status: 'inconclusive',
    failure_reason: `evidence_invalid: ${what} could not be read: RangeError: not yours`,
  });
  expect(await store.getEvents(closed.run_id)).toMatchObject([
    { kind: 'unreadable', what, error: 'RangeError: not yours' },
  ]);
});

it('closes a run that was given what cannot be read', async () => {
  const run = await startRun(store, envelope());
  const { verdict } = await closeRun(run, closedOff());
  expect(verdict.issues.map(({ message }) => message)).toContain(
    'what the close was given could not be read: RangeError: not yours',
  );
});

it('takes anything for an exception that can be thrown', async () => {
  const run = await startRun(store, envelope());
  for (const exception of [
    'out of paper',
    closedOff(),
    new DOMException('too late', 'TimeoutError'),
  ] as never[])
    expect(await recordEvent(run, { kind: 'exception', exception, handled: true })).toBe(true);
  expect(run.events).toMatchObject([
    { exception: { class: 'string', message: 'out of paper' } },
    { exception: { class: 'object' } },
    { exception: { class: 'TimeoutError', message: 'too late' } },
  ]);
});

it('tells no state from another one where neither could be read', async () => {
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'state_change', ref: 'order', from: closedOff(), to: closedOff() });
  const { record } = await closeRun(run, {
    contract: { ...asksForNothing, forbid: { mutations: ['order'] } },
    mutations: [],
  });
  expect(record.failure_reason).toContain('whether "order" changed, which "order" forbids, is not known');
});

it('refuses an event whose kind is none, whatever it is', async () => {
  const run = await startRun(store, envelope());
  const kind = { toString: trap } as never;
  await expect(recordEvent(run, { kind })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});
