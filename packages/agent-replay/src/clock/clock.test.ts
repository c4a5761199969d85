import { expect, test } from 'vitest';
import { createLoadingClock } from './clock.ts';

test('while modules are loaded time stands still, and goes on for one that waits for it', () => {
  let machine = 1000;
  const clock = createLoadingClock({ start: '2026-01-02T03:04:05.678Z' }, () => machine);
  machine += 5000;
  expect(clock.now()).toBe(clock.start);
  machine += 100;
  expect(clock.now()).toBe(clock.start + 100);
});
