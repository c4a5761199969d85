import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { replayTwo } from './replay-two.suite.ts';

const fail = (): never => {
  throw new Error('late');
};
const WAYS: Record<string, () => void> = {
  in_a_promise: () => void Promise.reject(new Error('late')),
  in_an_immediate: () => void setImmediate(fail),
  in_a_timer: () => void setTimeout(fail, 0),
  by_an_exit: () => void setTimeout(() => process.exit(3), 0),
};

/** What is heard of errors that nobody catches while this runs, and by nobody else. */
async function heardWhile(work: () => Promise<void>): Promise<unknown[]> {
  const before = process.rawListeners('uncaughtException') as (() => void)[];
  const heard: unknown[] = [];
  process
    .removeAllListeners('uncaughtException')
    .on('uncaughtException', (error) => heard.push(error.message));
  try {
    await work();
    return heard;
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  }
}

const CLOCKS = ['frozen', 'fast'] as const;

test.each(CLOCKS.flatMap((mode) => Object.entries(WAYS).map(([way, start]) => [way, mode, start] as const)))(
  'an error that an agent leaves behind when it returns, %s, fails its fixture (%s clock)',
  async (way, mode, start) => {
    const [one, two] = await replayTwo(start, undefined, mode);
    const reason = way === 'by_an_exit' ? 'aborted' : 'exception';
    expect([one.ok, one.verdict.status, one.verdict.failure_class]).toEqual([false, 'failed', reason]);
    expect(two.verdict.status).toBe('passed');
  },
);

/** What a busy machine does to a replay that waits for what is due. */
const hold = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
const LATER: Record<string, () => void> = {
  in_a_timer: () => void setTimeout(fail, 5),
  in_an_interval() {
    const timer = setInterval(() => {
      clearInterval(timer);
      fail();
    }, 5);
  },
  after_a_wait: () => void wait(5).then(() => setImmediate(fail)),
};

test.each(Object.entries(LATER))(
  'an error that an agent leaves behind for later, %s, comes after its verdict however long that takes',
  async (_, start) => {
    const heard = await heardWhile(async () => {
      const [one, two] = await replayTwo(
        () => {
          start();
          setImmediate(hold);
        },
        () => new Promise((resolve) => void setTimeout(resolve, 50)),
      );
      expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
    });
    expect(heard).toEqual(['late']);
  },
);

test('an exit without an error, after the work is done, is none', async () => {
  const [one] = await replayTwo(
    () => void setTimeout(() => process.exit(0), 0),
    async () => undefined,
  );
  expect(one.verdict.status).toBe('passed');
});

test('an error that comes while the next fixture runs is told to whoever listens, and not blamed on that', async () => {
  const heard = await heardWhile(async () => {
    const [one, two] = await replayTwo(
      () => void setTimeout(fail, 300),
      () => new Promise((resolve) => void setTimeout(resolve, 900)),
    );
    expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
  });
  expect(heard).toEqual(['late']);
});

test('a rejection that comes while the next fixture runs is told to whoever listens as Node tells it', async () => {
  const before = process.rawListeners('unhandledRejection') as (() => void)[];
  const heard = new Map<Promise<unknown>, unknown>();
  process
    .removeAllListeners('unhandledRejection')
    .on('unhandledRejection', (error: Error, promise) => heard.set(promise, error.message));
  try {
    const [one, two] = await replayTwo(
      () => void setTimeout(WAYS.in_a_promise as () => void, 300),
      () => new Promise((resolve) => void setTimeout(resolve, 900)),
    );
    expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
    expect([...heard]).toEqual([[expect.any(Promise), 'late']]);
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of before) process.on('unhandledRejection', listener);
  }
});

test('an error that comes while the next fixture runs, and nobody listens, is told and blamed on neither', async () => {
  const before = process.rawListeners('uncaughtException') as (() => void)[];
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.removeAllListeners('uncaughtException');
  try {
    const [one, two] = await replayTwo(
      () => void setTimeout(fail, 300),
      () => new Promise((resolve) => void setTimeout(resolve, 900)),
    );
    expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
    expect(write.mock.calls.join()).toContain(
      '"one" left behind an error that came after its verdict:\nError: late',
    );
  } finally {
    write.mockRestore();
    for (const listener of before) process.on('uncaughtException', listener);
  }
});
