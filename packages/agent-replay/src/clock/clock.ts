import type { FixtureInput } from '@agent-replay/contracts';
import { machineTime } from '@agent-replay/contracts/machine';

/** The time of a replay, in milliseconds. */
export interface Clock {
  /** Since 1970. */
  readonly start: number;
  now: () => number;
}

const { now: machineNow } = machineTime();

/** `frozen` stands still, `advancing` runs on from the start, `fast` follows the timers that jump. */
export function createClock({ mode, start }: FixtureInput['clock'], jumped: () => number): Clock {
  const from = Date.parse(start);
  const begun = machineNow();
  const elapsed = {
    frozen: () => 0,
    advancing: () => Math.floor(machineNow() - begun),
    fast: () => Math.floor(jumped()),
  }[mode];
  return { start: from, now: () => from + elapsed() };
}

const PATIENCE_MS = 5000;

/**
 * The time that an agent's modules are loaded at: it stands still, so that what they keep of it is the same each time.
 * A module that waits until it is later than that is not kept waiting for good.
 */
export function createLoadingClock(
  { start }: Pick<FixtureInput['clock'], 'start'>,
  machine: () => number = machineNow,
): Clock {
  const from = Date.parse(start);
  const begun = machine();
  return { start: from, now: () => from + Math.max(0, Math.floor(machine() - begun) - PATIENCE_MS) };
}
