import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { watchdog } from '../watchdog/watchdog.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-ends-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process with an open run and some code in it and before it; resolves with the run's id once it is started. */
async function start(
  code: string,
  before = '',
): Promise<{ child: ChildProcess; runId: string; ended: Promise<unknown[]> }> {
  const program = `
    import { closeRun, inRun, openStore, recordArtifact, recordEvent, startRun } from '@agent-replay/runs';
    ${before}
    const store = await openStore(${JSON.stringify(join(folder, 'runs.db'))});
    const run = await startRun(store, {
      task_id: crypto.randomUUID(), attempt: 1, agent_name: 'agent', code_version: 'abc', model: 'm',
      prompt_version: '1', tool_allowlist: [], timeout_seconds: 60, input_sha256: '0'.repeat(64), state_refs: [],
    }, { details: { contract: { artifacts: { min: 1 } } }, workspace: ${JSON.stringify(folder)} });
    const alive = setInterval(() => undefined, 1000);
    console.log(run.record.run_id);
    ${code}
  `;
  const child = spawn(
    process.execPath,
    ['--conditions=@agent-replay/source', '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', 'ignore'], cwd: import.meta.dirname },
  );
  const ended = once(child, 'exit');
  const [runId] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, runId, ended };
}

const record = async (runId: string) => store.getRun(runId);

it.each(['SIGTERM', 'SIGINT'] as const)(
  'closes what is open on %s, and dies of it as before',
  async (signal) => {
    const { child, runId, ended } = await start('');
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'aborted' });
  },
);

it('leaves a signal to the program that handles it, and closes at its exit', async () => {
  const { child, runId, ended } = await start(
    `process.on('SIGTERM', () => { clearInterval(alive); console.log('handled'); });`,
  );
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'missing_artifact_ref' });
});

it('leaves a signal to a program that handles it once, and waits for it to shut down', async () => {
  const { child, runId, ended } = await start(
    '',
    `process.once('SIGTERM', () => setTimeout(() => process.exit(7), 100));`,
  );
  child.kill('SIGTERM');
  expect(await ended).toEqual([7, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed' });
});

const KILL = `setImmediate(() => process.kill(process.pid, 'SIGTERM'));`;

it('closes what is open on a signal after the program took all its listeners away', async () => {
  const { runId, ended } = await start(`process.removeAllListeners('SIGTERM'); ${KILL}`);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'aborted' });
});

it.each([
  ['of the exit', `process.removeAllListeners('exit');`],
  ['of every event', `process.removeAllListeners();`],
])('closes what is open at the exit after the program took all listeners %s away', async (_, code) => {
  const { runId, ended } = await start(`${code} setImmediate(() => process.exit(3));`);
  expect(await ended).toEqual([3, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'missing_artifact_ref' });
});

it('leaves a signal to the handler of a program that took all others away', async () => {
  const { runId, ended } = await start(
    `process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => process.exit(7)); ${KILL}`,
  );
  expect(await ended).toEqual([7, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed' });
});

it('closes what is open on process.exit', async () => {
  const { runId, ended } = await start('process.exit(3)');
  expect(await ended).toEqual([3, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed' });
  expect(await store.getFacts(runId)).toMatchObject({ ending: 'exited', exit_code: 3 });
});

it('calls a met contract degraded when the process exits with an error', async () => {
  const { runId, ended } = await start(`
    const { writeFileSync } = await import('node:fs');
    writeFileSync(${JSON.stringify(join(folder, 'report.md'))}, 'done');
    await recordArtifact(run, { kind: 'report', uri: 'report.md' });
    process.exit(1);
  `);
  await ended;
  expect(await record(runId)).toMatchObject({ status: 'degraded', failure_class: 'exited_uncleanly' });
});

it('brings a close that has begun to its end when the process exits', async () => {
  const { runId, ended } = await start(`
    void closeRun(run, { contract: { artifacts: { min: 0 } } });
    process.exit(0);
  `);
  await ended;
  expect(await record(runId)).toMatchObject({ status: 'passed' });
});

it.each([
  ['an exception that nobody caught', `setTimeout(() => { throw new TypeError('lost'); });`],
  ['an unhandled rejection', `void Promise.reject(new TypeError('lost'));`],
])('keeps %s', async (_, code) => {
  const { runId, ended } = await start(code);
  expect(await ended).toEqual([1, null]);
  expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'exception' });
  expect(await store.getEvents(runId)).toMatchObject([
    { kind: 'exception', handled: false, exception: { class: 'TypeError', message: 'lost' } },
  ]);
});

it('blames what the program handled itself on no run that begins later', async () => {
  const { runId, ended } = await start(
    'process.exit(3);',
    `process.on('uncaughtException', () => undefined);
     setImmediate(() => { throw new TypeError('handled'); });
     await new Promise((resolve) => setTimeout(resolve, 20));`,
  );
  expect(await ended).toEqual([3, null]);
  expect(await record(runId)).toMatchObject({ failure_class: 'missing_artifact_ref' });
  expect((await store.getDetails(runId)).exception).toBeUndefined();
});

it('keeps the start and each checkpoint through kill -9, and the watchdog closes the run', async () => {
  const { runId, ended } = await start(`
    void recordEvent(run, { kind: 'checkpoint', name: 'one' });
    void recordEvent(run, { kind: 'checkpoint', name: 'two' });
    process.kill(process.pid, 'SIGKILL');
  `);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(await record(runId)).toMatchObject({ status: 'started' });
  expect((await store.getEvents(runId)).map((event) => 'name' in event && event.name)).toEqual([
    'one',
    'two',
  ]);
  const closed = await watchdog(store, { now: Date.now() + 60_000 + 60_001 });
  expect(closed.map((run) => [run.run_id, run.failure_class])).toEqual([[runId, 'run_abandoned']]);
  expect(await record(runId)).toMatchObject({ status: 'failed', failure_class: 'run_abandoned' });
});

it.each<[string, string, string?]>([
  [
    'a listener of the exit throws',
    `process.prependListener('exit', () => { throw new Error('late'); }); process.exit(2);`,
  ],
  [
    'a listener of the exit ends the process',
    'process.exit(2);',
    `process.on('exit', () => process.exit(2));`,
  ],
  ['the last one does', `process.prependListener('exit', () => process.exit(2)); process.exit(2);`],
  [
    'a probe ends the process',
    `await recordArtifact(run, { kind: 'url', uri: 'x', probe() { process.exit(2); } }); await closeRun(run);`,
  ],
  [
    'a probe ends it while it ends',
    `await recordArtifact(run, { kind: 'url', uri: 'x', probe() { process.exit(2); } }); process.exit(2);`,
  ],
  [
    'a probe throws what cannot be told',
    `const evil = new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });
     await recordArtifact(run, { kind: 'url', uri: 'x', probe() { throw evil; } }); process.exit(2);`,
  ],
])('closes what is open when %s', async (_, code, before = '') => {
  const { runId, ended } = await start(code, before);
  await ended;
  expect(await record(runId)).toMatchObject({ status: 'failed' });
});

it('closes what it cannot gather the evidence of, and calls it inconclusive', async () => {
  const { runId, ended } = await start(
    `run.state.set('a', new Proxy({}, { get() { throw 1; } }));
     run.events.push(null); process.exit(2);`,
  );
  await ended;
  expect(await record(runId)).toMatchObject({ status: 'inconclusive', failure_class: 'evidence_invalid' });
});
