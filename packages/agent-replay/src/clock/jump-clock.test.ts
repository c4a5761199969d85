import { expect, test } from 'vitest';
import { createJumpClock } from './jump-clock.ts';

test('timers are called by their time, then by the order in which they were set', () => {
  const clock = createJumpClock();
  const calls: string[] = [];
  clock.add(() => calls.push(`late ${clock.now()}`), 20, false);
  clock.add(() => calls.push(`first ${clock.now()}`), 10, false);
  clock.add(() => calls.push(`second ${clock.now()}`), 10, false);
  while (clock.untilNext() !== null) clock.jump();
  expect(calls).toEqual(['first 10', 'second 10', 'late 20']);
});

test('an interval comes again until it is closed, and a refreshed timer starts anew', () => {
  const clock = createJumpClock();
  const calls: number[] = [];
  const interval = clock.add(() => calls.push(clock.now()), 5, true);
  const timer = clock.add(() => calls.push(-clock.now()), 7, false);
  clock.jump();
  timer.refresh();
  clock.jump();
  interval.close();
  clock.jump();
  expect(calls).toEqual([5, 10, -12]);
  expect(clock.untilNext()).toBeNull();
});

test.each([
  [undefined, 1],
  [0, 1],
  [-5, 1],
  [2.9, 2],
  [NaN, 1],
  [2 ** 31, 1],
])('a delay of %s is %i, as in Node', (delay, expected) => {
  const clock = createJumpClock();
  clock.add(() => undefined, delay, false);
  expect(clock.untilNext()).toBe(expected);
});

test('what is due later than at once is set aside, and no longer what is set after that has ended', () => {
  const clock = createJumpClock();
  const calls: string[] = [];
  const set = (name: string, delay: number): void => void clock.add(() => calls.push(name), delay, false);
  set('before, later', 2);
  set('before, at once', 1);
  const end = clock.setAside();
  set('meanwhile, later', 2);
  set('meanwhile, at once', 0);
  end();
  set('after', 3);
  while (clock.untilNext() !== null) clock.jump();
  expect(calls).toEqual(['before, at once', 'meanwhile, at once', 'after']);
});
