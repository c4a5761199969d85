import { expect, test } from 'vitest';
import { createJumpClock } from './jump-clock.ts';
import { recordedTime } from './recorded-time.ts';

const call = (started_ms: number, duration_ms: number) => ({ timing: { started_ms, duration_ms } });

test('an answer is there when it was there, and what was done before and between calls takes its time', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const seen: number[] = [];
  for (const each of [call(4200, 100), call(4304, 50), call(9000, 6)]) {
    await time.served(each, 'head');
    seen.push(clock.now());
  }
  expect(seen).toEqual([4300, 4354, 9006]);
});

test('calls that ran beside each other take the time of the longest, and come in their order', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const came: number[] = [];
  const all = [call(0, 300), call(1, 200), call(2, 400), call(3, 10)].map(async (each) => {
    await time.served(each, 'head');
    came.push(clock.now());
  });
  await all[3];
  while (clock.untilNext() !== null) {
    expect(clock.jump()).toBe(false);
    await Promise.resolve();
  }
  await Promise.all(all);
  expect(came).toEqual([13, 201, 300, 402]);
});

test('a timer that an answer is raced against is called first when it was due first', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const seen: string[] = [];
  const answer = time.served(call(0, 500), 'head')?.then(() => seen.push('answer'));
  clock.add(() => seen.push('timer'), 100, false);
  clock.add(() => undefined, 10, true);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(seen).toEqual([]);
  for (let jumps = 0; jumps < 60; jumps += 1) clock.jump();
  await answer;
  expect(seen).toEqual(['timer', 'answer']);
});

test('the head of an answer is there before its body, and the timer that guarded it is gone by then', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const late = { timing: { started_ms: 100, duration_ms: 5000, head_ms: 50 } };
  await time.served(late, 'head');
  expect(clock.now()).toBe(150);
  const guard = clock.add(() => undefined, 1000, false);
  const body = time.served(late, 'body');
  guard.close();
  await body;
  expect(clock.now()).toBe(5100);
  const none = time.served(call(6000, 10), 'body');
  expect(none).toBeUndefined();
});

test('the head of a stream has its time, its pieces have their reader’s', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const chunks = { chunks: [{ at_ms: 900, text: 'a' }] };
  const stream = {
    timing: { started_ms: 10, duration_ms: 5000, head_ms: 700 },
    response: { status: 200, headers: [], body: chunks },
  };
  await time.served(stream, 'head');
  expect(clock.now()).toBe(710);
  expect(time.served(stream, 'body')).toBeUndefined();
});

test('time that has passed by timers does not pass once more', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  for (let round = 0; round < 9; round += 1) {
    await time.served(call(round * 5000, 3000), 'head');
    // the wait that ran beside the call
    clock.pass(5000);
  }
  expect(clock.now()).toBeLessThanOrEqual(48_000);
});

test('what comes piece by piece leaves the time to its reader', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const chunks = { chunks: [{ at_ms: 900, text: 'a' }] };
  void time.served({ ...call(10, 5000), response: { status: 200, headers: [], body: chunks } }, 'head');
  void time.served(
    { ...call(20, 5000), response: { result: { $yielded: { kind: 'async', items: [] } } } },
    'head',
  );
  void time.served(
    { ...call(30, 5000), response: { frames: [], close: { code: 1000, reason: '' } } },
    'head',
  );
  expect(clock.now()).toBe(30);
  expect(time.isStuck()).toBe(false);
});

test('a call that its client gave up ends when that was, after the answers that came before', async () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const seen: string[] = [];
  const gone = { ...call(0, 1001), error: { name: 'TimeoutError', message: '', by: 'client' as const } };
  const all = [
    time.served(gone, 'head')?.then(() => seen.push('gone')),
    time.served(call(1, 200), 'head')?.then(() => seen.push('answer')),
  ];
  clock.add(() => seen.push('limit'), 1000, false);
  await all[1];
  clock.jump();
  clock.jump();
  await all[0];
  expect(seen).toEqual(['answer', 'limit', 'gone']);
});

test('only a call that its run did not see answered leaves nothing but time to wait for', () => {
  const time = recordedTime(createJumpClock());
  void time.served({ ...call(0, 10), error: { name: 'Error', message: 'gone', by: 'client' } }, 'head');
  expect(time.isStuck()).toBe(false);
  void time.served({ ...call(10, 10), error: { name: 'Error', message: 'unanswered', by: 'run' } }, 'head');
  expect(time.isStuck()).toBe(true);
});
