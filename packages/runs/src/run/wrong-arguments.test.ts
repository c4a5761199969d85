import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOtlp } from '../otel/export-otlp.ts';
import { envelope } from '../store/envelope.suite.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { expectStart, lateStarts } from '../watchdog/expect-start.ts';
import { watchdog } from '../watchdog/watchdog.ts';
import { closeRun } from './close-run.ts';
import { citeEvidence, recordArtifact } from './record-artifact.ts';
import { recordEvent } from './record-event.ts';
import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(':memory:');
});
afterAll(() => store.close());

// What plain JavaScript may pass for a run, a store, an event.
describe.each([[null], [undefined], [7], ['x'], [{}], [[]]] as unknown as [never][])('given %j', (wrong) => {
  it.each<[string, () => unknown]>([
    ['closeRun', () => closeRun(wrong)],
    ['recordEvent', () => recordEvent(wrong, { kind: 'checkpoint', name: 'a' })],
    ['recordEvent of a run', async () => recordEvent(await startRun(store, envelope()), wrong)],
    ['recordArtifact', () => recordArtifact(wrong, { kind: 'file', uri: 'a' })],
    ['citeEvidence', () => citeEvidence(wrong, 'a')],
    ['startRun', () => startRun(wrong, envelope())],
    ['withRun', () => withRun(store, envelope(), wrong)],
    ['watchdog', () => watchdog(wrong)],
    ['expectStart', () => expectStart(wrong, { agent_name: 'a', task_id: 'b', within_seconds: 1 })],
    ['expectStart of a store', () => expectStart(store, wrong)],
    ['lateStarts', () => lateStarts(wrong)],
    ['exportOtlp', () => exportOtlp(wrong, [])],
  ])('%s says what is wrong', async (_, call) => {
    await expect((async () => call())()).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

it('says the same of a wrong event in every run', async () => {
  const told = async (): Promise<string> => {
    const run = await startRun(store, envelope());
    return recordEvent(run, { other: 1 } as never).then(String, String);
  };
  expect(await told()).toBe(await told());
  expect(await told()).toContain('/other: expected no key "other"');
});

it('names what an event of a known kind lacks and has too much', async () => {
  const run = await startRun(store, envelope());
  const told = await recordEvent(run, { kind: 'exception', error: new Error('x') } as never).catch(String);
  expect(told).toContain('/exception: expected an object, received nothing');
  expect(told).toContain('/error: expected no key "error"');
});

it('takes an exception as it was thrown', async () => {
  const run = await startRun(store, envelope());
  const error = Object.assign(new RangeError('too far', { cause: new Error('why') }), { code: 'E_FAR' });
  expect(await recordEvent(run, { kind: 'exception', exception: error, handled: true })).toBe(true);
  expect(run.events).toMatchObject([
    { exception: { class: 'RangeError', message: 'too far', code: 'E_FAR', cause: { message: 'why' } } },
  ]);
});

it('closes a run whose close was given nothing', async () => {
  const run = await startRun(store, envelope());
  const { record } = await closeRun(run, null as never);
  expect(record).toMatchObject({ status: 'failed', failure_class: 'missing_artifact_ref' });
});

it.each([
  ['kind', { kind: 'x' }],
  ['kind', { kind: 'unreadable', what: 'a close', error: 'x' }],
  ['ouput', { ouput: 1 }],
  ['evidencePaths', { evidencePaths: ['a'] }],
])('closes no run with a key %s that nobody reads, and loses nothing', async (key, stray) => {
  const contract = { output: { type: 'number' } };
  const run = await startRun(store, envelope());
  await expect(closeRun(run, { contract, output: 1, ...stray })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringContaining(`there is no key "${key}"`) as string,
  });
  expect((await store.getRun(run.record.run_id))?.status).toBe('started');
  expect(run.events).toEqual([]);
  const { record } = await closeRun(run, { contract, output: 1 });
  expect(record.status).toBe('passed');
});

it('D3: does not believe a close that claims a status', async () => {
  const run = await startRun(store, envelope());
  const { record } = await closeRun(run, { status: 'passed' } as never);
  expect(record).toMatchObject({ status: 'failed', failure_class: 'missing_artifact_ref' });
});

it('closes a run whose work returns something else beside its evidence', async () => {
  const contract = { output: { type: 'number' } };
  const returned = { kind: 'report', total: 7, output: 1 };
  const { record } = await withRun(store, envelope(), () => returned, { contract });
  expect(record.status).toBe('passed');
});

it('names the option of a start or a store that nobody reads', async () => {
  await expect(startRun(store, envelope(), { detials: {} } as never)).rejects.toThrow(
    /in its options: there is no key "detials"\.\n.*\n {2}fix {4}write details/,
  );
  await expect(openStore(':memory:', { redcat: {} } as never)).rejects.toThrow(
    /in its options: there is no key "redcat"\.\n.*\n {2}fix {4}write redact/,
  );
});
