import { expect, test } from 'vitest';
import { createJumpClock } from './jump-clock.ts';
import { recordedTime } from './recorded-time.ts';

const call = (started_ms: number, duration_ms: number) => ({ timing: { started_ms, duration_ms } });

test('an answer is there when it was there, and what was done before and between calls takes its time', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const seen = [call(4200, 100), call(4304, 50), call(9000, 6)].map((each) => {
    time.served(each);
    return clock.now();
  });
  expect(seen).toEqual([4300, 4354, 9006]);
});

test('calls that ran beside each other take the time of the longest', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  for (const each of [call(0, 300), call(1, 200), call(2, 400), call(3, 10)]) time.served(each);
  expect(clock.now()).toBe(402);
});

test('time that has passed by timers does not pass once more', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  for (let round = 0; round < 9; round += 1) {
    time.served(call(round * 5000, 3000));
    // the wait that ran beside the call
    clock.pass(5000);
  }
  expect(clock.now()).toBeLessThanOrEqual(48_000);
});

test('what comes piece by piece leaves the time to its reader', () => {
  const clock = createJumpClock();
  const time = recordedTime(clock);
  const chunks = { chunks: [{ at_ms: 900, text: 'a' }] };
  time.served({ ...call(10, 5000), response: { status: 200, headers: [], body: chunks } });
  time.served({ ...call(20, 5000), response: { result: { $yielded: { kind: 'async', items: [] } } } });
  time.served({ ...call(30, 5000), response: { frames: [], close: { code: 1000, reason: '' } } });
  expect(clock.now()).toBe(30);
  expect(time.isStuck()).toBe(false);
});

test('only a call that its run did not see answered leaves nothing but time to wait for', () => {
  const time = recordedTime(createJumpClock());
  time.served({ ...call(0, 10), error: { name: 'Error', message: 'gone', by: 'client' } });
  expect(time.isStuck()).toBe(false);
  time.served({ ...call(10, 10), error: { name: 'Error', message: 'unanswered', by: 'run' } });
  expect(time.isStuck()).toBe(true);
});
