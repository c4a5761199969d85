import { machineTime } from '@agent-replay/contracts/machine';
import type { Determinism } from '../clock/determinism.ts';

const { setImmediate: nativeImmediate, setTimeout: nativeTimeout } = machineTime();

/** Turns of the event loop without a call, after which nothing is on its way any more. */
const QUIET = 3;
/** An agent that polls for ever is not waited for. */
const MOST = 100;

/**
 * Waits for what an agent's code has set going and does not wait for: calls that are a few turns away, and
 * timers that are due at once. What comes later is nobody's: it is refused when it comes, which is not before the replay
 * is over, so that no verdict is up to how long these turns take.
 *
 * @param asked how many calls there were so far
 */
export async function settle(
  asked: () => number,
  { hasDue, settle: hold }: Pick<Determinism, 'hasDue' | 'settle'>,
): Promise<void> {
  const setFree = hold();
  let before = asked();
  for (let turn = 0, quiet = 0; turn < MOST && quiet < QUIET; turn += 1) {
    const isDue = hasDue();
    await new Promise((resolve) => {
      if (isDue) nativeTimeout(resolve, 1);
      else nativeImmediate(resolve);
    });
    const now = asked();
    quiet = now === before && !isDue ? quiet + 1 : 0;
    before = now;
  }
  setFree();
}
