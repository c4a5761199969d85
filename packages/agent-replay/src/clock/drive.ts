import { machineTime } from '@agent-replay/contracts/machine';
import type { JumpClock } from './jump-clock.ts';
import { HELD_UP_MS, quiet } from './quiet.ts';

const real = machineTime();

/** How a clock is moved. */
export interface Drive {
  /** False once another clock holds. */
  isOn: () => boolean;
  limitMs: number;
  onLimit: () => void;
  onWait: (ms: number) => void;
  /** True when time alone ends what is waited for. */
  isStuck: () => boolean;
  /** True when nothing ends it. */
  isDead: () => boolean;
}

/** Moves the clock to its next timer, or to the limit, whenever nothing else is under way in the process. */
export async function drive(
  clock: JumpClock,
  { isOn, limitMs, onLimit, onWait, isStuck, isDead }: Drive,
): Promise<void> {
  const isQuiet = quiet();
  let isOver = false;
  let movedAt = real.now();
  const isHeldUp = (): boolean => clock.isAwaiting() && real.now() - movedAt > HELD_UP_MS;
  while (isOn()) {
    await new Promise((resolve) => {
      if (clock.untilNext() === null) real.setTimeout(resolve, 1);
      else real.setImmediate(resolve);
    });
    if (!isOn()) return;
    const left = isOver ? Infinity : limitMs - clock.now();
    if (left <= 0) {
      isOver = true;
      onLimit();
      continue;
    }
    const wait = clock.untilNext();
    if (!clock.isAwaiting()) movedAt = real.now();
    if (
      wait === null
        ? isOver || !((isStuck() && isQuiet(Infinity)) || isDead())
        : !isQuiet(Math.min(wait, left)) && !isHeldUp()
    )
      continue;
    movedAt = real.now();
    if (wait === null || wait >= left) {
      clock.pass(left);
      onWait(left);
      continue;
    }
    let wasTimer = true;
    try {
      wasTimer = clock.jump();
    } catch (error) {
      real.setImmediate(() => {
        throw error;
      });
    }
    if (wait > 0 && wasTimer) onWait(wait);
  }
}
