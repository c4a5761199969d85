import { expect, it } from 'vitest';
import { deadWait, type DeadWaitOptions } from './dead-wait.ts';

/** A process of which the test says what can be seen in it. */
const scene = (options: Partial<DeadWaitOptions> = {}) => {
  const seen = { at: 0, othersMs: 0, isStirred: false, firstTimerIn: Infinity, asked: 0 };
  const isDead = deadWait({
    patienceMs: 10_000,
    limitMs: 600_000,
    untilLoaded: () => Promise.resolve(),
    sights: {
      now: () => seen.at,
      othersMs: () => {
        seen.asked += 1;
        return seen.othersMs;
      },
      begin: () => () => seen.isStirred,
      isHeld: (withinMs) => seen.firstTimerIn < withinMs,
    },
    ...options,
  });
  /** Seconds until it is said to be dead; null when it is not within so many. */
  const within = async (seconds: number): Promise<number | null> => {
    for (let ms = 100; ms <= seconds * 1000; ms += 100) {
      seen.at += 100;
      if (isDead()) return ms / 1000;
      await Promise.resolve();
    }
    return null;
  };
  return { seen, within };
};

it('ends a wait that nothing ends after its patience, and none before', async () => {
  const { within } = scene();
  expect(await within(9.9)).toBeNull();
  expect(await within(0.3)).toBe(0.2);
});

it('starts anew with whatever stirs', async () => {
  const { seen, within } = scene();
  expect(await within(9)).toBeNull();
  seen.isStirred = true;
  expect(await within(60)).toBeNull();
  seen.isStirred = false;
  expect(await within(9.9)).toBeNull();
  expect(await within(1)).not.toBeNull();
});

it('starts anew while other threads work, and takes a little of it for the engine’s own', async () => {
  const { seen, within } = scene();
  for (let turns = 0; turns < 20; turns += 1) {
    seen.othersMs += 150;
    expect(await within(5)).toBeNull();
  }
  seen.othersMs += 190;
  expect(await within(20)).not.toBeNull();
});

it('asks what other threads do only of a run that waits', async () => {
  const { seen, within } = scene();
  seen.othersMs = 5000;
  expect(seen.asked).toBe(0);
  expect(await within(9.9)).toBeNull();
  expect(await within(0.3)).toBe(0.2);
  expect(seen.asked).toBeGreaterThan(0);
});

it('waits for a timer before the limit, and for none beyond it', async () => {
  const { seen, within } = scene();
  seen.firstTimerIn = 500_000;
  expect(await within(60)).toBeNull();
  seen.firstTimerIn = 599_000;
  expect(await within(11)).not.toBeNull();
});

it('takes a process that stood still for no longer wait than a turn of it', async () => {
  const { seen, within } = scene();
  seen.at += 3_600_000;
  expect(await within(9.4)).toBeNull();
});

it('waits for a module that its runner has yet to give', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { within } = scene({ untilLoaded: () => promise });
  expect(await within(300)).toBeNull();
  resolve();
  expect(await within(1)).toBeLessThanOrEqual(0.2);
});
