import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore, type Store } from '@agent-replay/runs';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-ends-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process whose agent never ends by itself; resolves once the agent runs. */
async function execute(
  work: string,
  before = '',
): Promise<{ child: ChildProcess; ended: Promise<unknown[]> }> {
  const program = `
    import { defineAgent } from './define-agent.ts';
    ${before}
    const agent = defineAgent({
      name: 'sleeper',
      codeVersion: 'abc',
      contract: { artifacts: { min: 0 } },
      async run() {
        setInterval(() => undefined, 1000);
        console.log('runs');
        ${work}
        await new Promise(() => undefined);
      },
    });
    await agent.execute(
      { task_id: ${JSON.stringify(expect.getState().currentTestName)}, payload: {} },
      { store: ${JSON.stringify(join(folder, 'runs.db'))} },
    );
  `;
  const child = spawn(
    process.execPath,
    ['--conditions=@agent-replay/source', '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', 'ignore'], cwd: import.meta.dirname },
  );
  const ended = once(child, 'exit');
  await once(createInterface(child.stdout), 'line');
  return { child, ended };
}

const record = async () => (await store.listRuns({ task_id: expect.getState().currentTestName ?? '' }))[0];

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'an agent dies of %s, and its run is aborted',
  async (signal) => {
    const { child, ended } = await execute('');
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await record()).toMatchObject({ status: 'failed', failure_class: 'aborted' });
  },
);

it('an agent dies of a signal where the program hears of every rejection', async () => {
  const { child, ended } = await execute('', `process.on('unhandledRejection', () => console.log('heard'));`);
  child.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(await record()).toMatchObject({ status: 'failed', failure_class: 'aborted' });
});

it.each([
  ['process.exit', `process.exit(3);`, 3, { status: 'failed', failure_class: 'aborted' }],
  [
    'an exception that nobody caught',
    `setTimeout(() => { throw new TypeError('lost'); });`,
    1,
    { status: 'failed', failure_class: 'exception' },
  ],
  [
    'an unhandled rejection',
    `void Promise.reject(new TypeError('lost'));`,
    1,
    { status: 'failed', failure_class: 'exception' },
  ],
])('the run of an agent is closed at %s', async (_, work, code, closed) => {
  const { ended } = await execute(work);
  expect(await ended).toEqual([code, null]);
  expect(await record()).toMatchObject(closed);
});
