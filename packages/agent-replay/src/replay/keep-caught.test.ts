import { expect, onTestFinished, test } from 'vitest';
import { keepCaught } from './catch-end.ts';
import { replayTwo } from './replay-two.suite.ts';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
const fail = (): never => {
  throw new Error('late');
};
const reject = (): void => void Promise.reject(new Error('late'));

test.each([
  ['uncaughtException', () => void setTimeout(fail, 0)],
  ['unhandledRejection', reject],
] as const)(
  'with what hears of errors kept in place, an %s fails the run that it is of',
  async (_, start) => {
    const { heard } = keep();
    const [one, two] = await replayTwo(start);
    expect([one.verdict.status, one.verdict.failure_class]).toEqual(['failed', 'exception']);
    expect(two.verdict.status).toBe('passed');
    expect(heard).toEqual([]);
  },
);

test('what is kept hands an error of an earlier run, and one between two, to whoever listened before', async () => {
  const { heard } = keep();
  const [one, two] = await replayTwo(
    () => void setTimeout(fail, 300),
    () => new Promise((resolve) => void setTimeout(resolve, 900)),
  );
  expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
  expect(heard).toEqual(['late']);
  process.emit('uncaughtException', new Error('between'));
  expect(heard).toEqual(['late', 'between']);
});

test('an agent that takes away all listeners, and leaves one behind, keeps no error of the next run', async () => {
  const { heard } = keep();
  const left: unknown[] = [];
  const [one, two] = await replayTwo(
    () => {
      for (const event of EVENTS) process.removeAllListeners(event);
      process.on('unhandledRejection', (error) => left.push(error));
    },
    async () => reject(),
  );
  expect([one.verdict.status, two.verdict.failure_class]).toEqual(['passed', 'exception']);
  expect([heard, left]).toEqual([[], []]);
  process.emit('uncaughtException', new Error('between'));
  expect(heard).toEqual(['between']);
});

test('an agent in what is kept hears of its own rejections, which end nothing then', async () => {
  keep();
  const heard: unknown[] = [];
  const [one] = await replayTwo(() => {
    process.on('unhandledRejection', (error: Error) => heard.push(error.message));
    reject();
  });
  expect(one.verdict.status).toBe('passed');
  expect(heard).toEqual(['late']);
});

test('the end puts back who listened before', () => {
  const before = EVENTS.map((event) => process.rawListeners(event));
  const end = keepCaught();
  expect(EVENTS.map((event) => process.rawListeners(event))).not.toEqual(before);
  end();
  expect(EVENTS.map((event) => process.rawListeners(event))).toEqual(before);
});

test('where nobody listens nothing is kept: an error ends the process, as it is to', () => {
  const put = takeAll();
  try {
    const end = keepCaught();
    expect(EVENTS.map((event) => process.listenerCount(event))).toEqual([0, 0]);
    end();
  } finally {
    put();
  }
});

/** Keeps what hears of errors in place, with one listener of each kind that stands for a runner's. */
function keep(): { heard: string[] } {
  const heard: string[] = [];
  const put = takeAll();
  for (const event of EVENTS) process.on(event, (error: Error) => heard.push(error.message));
  const end = keepCaught();
  onTestFinished(() => {
    end();
    put();
  });
  return { heard };
}

/** Takes away all who listen; returns what takes away who came later and puts those back. */
function takeAll(): () => void {
  const before = EVENTS.map((event) => [event, process.rawListeners(event)] as const);
  for (const event of EVENTS) process.removeAllListeners(event);
  return () => {
    for (const [event, listeners] of before) {
      process.removeAllListeners(event);
      for (const listener of listeners) process.on(event, listener as () => void);
    }
  };
}
