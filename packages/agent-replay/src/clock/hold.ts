import { AsyncLocalStorage } from 'node:async_hooks';
import { machineTime } from '@agent-replay/contracts/machine';

const { setImmediate: soon } = machineTime();

type Work = () => void;

/** Keeps work from being done from one point of a replay until its end. */
export interface Hold {
  /** For work that is set now: does it when it is called, or keeps it; what repeats comes again, and is not kept. */
  of: (repeats: boolean) => (work: Work) => void;
  /** Keeps from here on what was set before the returned function is called. */
  begin: () => () => void;
  /** Does what was kept, each in a turn and the async context of its own. */
  release: () => void;
}

export function createHold(): Hold {
  const kept: (() => void)[] = [];
  let isHolding = false;
  let isOpen = true;
  return {
    of(repeats) {
      const isBefore = isOpen;
      return (work) => {
        if (!isHolding || !isBefore) return work();
        if (repeats) return;
        const within = AsyncLocalStorage.snapshot();
        // Set within, and not only called: what it throws is told where it is of its replay still.
        kept.push(() => void within(soon, work));
      };
    },
    begin() {
      isHolding = true;
      return () => {
        isOpen = false;
      };
    },
    release() {
      isHolding = false;
      for (const set of kept.splice(0)) set();
    },
  };
}
