import { expect, test } from 'vitest';
import { createJumpClock } from './jump-clock.ts';
import { recordedTime } from './recorded-time.ts';

const call = (started_ms: number, duration_ms: number) => ({ timing: { started_ms, duration_ms } });

test('time passes by what recorded calls took, and by the little that was done between them', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const seen = [call(0, 100), call(104, 50), call(154, 6)].map((each) => {
    time.served(each);
    return clock.now();
  });
  expect(seen).toEqual([100, 154, 160]);
});

test('calls that ran beside each other take the time of the longest', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  for (const each of [call(0, 300), call(1, 200), call(2, 400), call(3, 10)]) time.served(each);
  expect(clock.now()).toBe(402);
});

test('a wait that timers pass over is not waited for again, and one that is left out does not come back', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  time.served(call(0, 10));
  clock.pass(5000);
  time.served(call(5012, 10));
  expect(clock.now()).toBe(5022);
  time.served(call(15_000, 10));
  expect(clock.now()).toBe(5032);
});

test('only a call that its run did not see answered leaves nothing but time to wait for', () => {
  const time = recordedTime(createJumpClock());
  time.served({ ...call(0, 10), error: { name: 'Error', message: 'gone', by: 'client' } });
  expect(time.isStuck()).toBe(false);
  time.served({ ...call(10, 10), error: { name: 'Error', message: 'unanswered', by: 'run' } });
  expect(time.isStuck()).toBe(true);
});
