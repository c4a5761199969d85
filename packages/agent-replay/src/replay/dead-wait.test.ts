import { execFileSync, spawn } from 'node:child_process';
import { scrypt } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { brotliCompress, constants } from 'node:zlib';
import { machineTime } from '@agent-replay/contracts/machine';
import { expect, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { replay } from './replay.ts';

const machine = machineTime();
const MODES = ['frozen', 'advancing', 'fast'] as const;

/** Replays an agent that has 40 seconds and a patience of a fifth of a second. */
const replayed = async (run: () => unknown, mode: (typeof MODES)[number] = 'fast') => {
  const { root } = createProject(
    fixtureFiles('one', {
      input: { clock: { mode, start: '2026-11-24T08:00:00.000Z' }, timeout_seconds: 40 },
      expected: { output: { type: 'string' } },
    }),
  );
  const agent = defineAgent({
    name: 'agent',
    async run() {
      await run();
      return 'done';
    },
  });
  const config = { ...(await loadConfig(root)), agents: { agent }, deadWaitSeconds: 0.2 };
  return replay(join(root, 'fixtures/suite/one'), { config, untilLoaded: () => Promise.resolve() });
};

test.each(MODES)(
  'an agent that waits for what never comes is told so, long before its limit, in %s time',
  async (mode) => {
    const result = await replayed(() => new Promise(() => undefined), mode);
    expect(result.verdict).toMatchObject({
      failure_class: 'timeout',
      failure_reason:
        'timeout: run (the agent waits for something that never comes) took longer than 40000 ms',
    });
  },
);

test('a wait without end after a miss is told the same', async () => {
  const result = await replayed(async () => {
    await fetch('https://api.example/nothing').catch(() => undefined);
    await new Promise(() => undefined);
  }, 'frozen');
  expect(result.verdict.issues.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['cassette_miss', 'timeout']),
  );
});

/** Longer than the patience, by a clock that no replay has. */
const WAIT_MS = 800;
const WORKER = `const { threadId, workerData } = require('node:worker_threads');
if (workerData) Atomics.wait(workerData, 0, 0);
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${WAIT_MS});
const channel = new BroadcastChannel('dead-wait');
channel.postMessage(threadId);
channel.unref();`;

const onMessage = (channel: BroadcastChannel) =>
  new Promise<void>((resolve) => {
    channel.onmessage = () => {
      channel.close();
      resolve();
    };
  });

/** A pipe into which a program writes later that no replay has started. */
const latePipe = async () => {
  const pipe = join(await mkdtemp(join(tmpdir(), 'dead-wait-')), 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', `sleep ${WAIT_MS / 1000}; echo there > "$0"`, pipe], { stdio: 'ignore' });
  return pipe;
};

const WAITS: Record<string, (pipe: string) => unknown> = {
  'a timer of the machine': () => new Promise((resolve) => void machine.setTimeout(resolve, WAIT_MS)),
  'a timer of the machine that was let go of': () =>
    new Promise((resolve) => void machine.setTimeout(resolve, WAIT_MS).unref()),
  'a chain of immediates': async () => {
    for (const until = machine.now() + WAIT_MS; machine.now() < until;)
      await new Promise((resolve) => void setImmediate(resolve));
  },
  'a key that is derived': () => promisify(scrypt as Scrypt)('a', 'b', 64, { N: 2 ** 19, maxmem: 2 ** 30 }),
  'what is compressed': () =>
    promisify(brotliCompress)(Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => (at * at) % 251)), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
    }),
  'a worker thread': () => once(new Worker(WORKER, { eval: true }), 'exit'),
  'a worker thread that was let go of': async () => {
    const worker = new Worker(WORKER, { eval: true });
    worker.unref();
    await once(worker, 'exit');
  },
  'a wait for shared memory': () =>
    Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS).value,
  'a program': () => once(spawn('sleep', [String(WAIT_MS / 1000)]), 'exit'),
  'a file': (pipe) => readFile(pipe),
  'a stream of a file': (pipe) => once(createReadStream(pipe).resume(), 'end'),
  'a module that waits itself': async (pipe) => {
    const file = `${pipe}.mjs`;
    await writeFile(
      file,
      `import { readFile } from 'node:fs/promises'; await readFile(${JSON.stringify(pipe)});`,
    );
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  },
};

test.each(Object.entries(WAITS))('%s is waited for', async (_, wait) => {
  const pipe = await latePipe();
  const { verdict } = await replayed(() => wait(pipe));
  expect(verdict).toMatchObject({ status: 'passed' });
});

test.each([true, false])('a message from another thread is waited for, ref: %s', async (ref) => {
  const isListening = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORKER, { eval: true, workerData: isListening });
  const { verdict } = await replayed(() => {
    const channel = new BroadcastChannel('dead-wait');
    if (!ref) (channel as unknown as { unref(): void }).unref();
    const heard = onMessage(channel);
    Atomics.store(isListening, 0, 1);
    Atomics.notify(isListening, 0);
    return heard;
  });
  await worker.terminate();
  expect(verdict).toMatchObject({ status: 'passed' });
});

type Scrypt = (
  password: string,
  salt: string,
  length: number,
  options: object,
  done: (error: Error | null, key: Buffer) => void,
) => void;
