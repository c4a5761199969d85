import { cameAt, type Moment } from '@agent-replay/cassette';
import type { Interaction } from '@agent-replay/contracts';
import { machineTime } from '@agent-replay/contracts/machine';
import type { JumpClock } from './jump-clock.ts';

const machine = machineTime();

/** Lets the time that recorded calls took pass on a clock that only knows its timers. */
export interface RecordedTime {
  /** @returns what resolves when the answer is to be given; undefined for now */
  served: (
    interaction: Pick<Interaction, 'timing' | 'error' | 'response'>,
    moment: Moment,
  ) => Promise<void> | undefined;
  /** True once a call was served which nothing but time ends: no answer came within its run, or a session stayed open. */
  isStuck: () => boolean;
}

/**
 * An answer is there at the time, counted from the agent's first line, at which it was there when it was recorded, or at
 * once where that has passed. So an agent that asked again and again until its run's time was over reaches the limit after as
 * many calls, whatever it did between them. Timers that are due before an answer are called before it comes.
 */
export function recordedTime(clock: Pick<JumpClock, 'now' | 'pass' | 'await'>): RecordedTime {
  let isStuck = false;
  return {
    served(interaction, moment) {
      const { timing, error, response } = interaction;
      const staysOpen = response !== undefined && 'frames' in response && response.close === undefined;
      if (error?.by === 'run' || staysOpen) isStuck = true;
      const at = cameAt(interaction, moment);
      if (at === undefined) {
        if (timing !== undefined) clock.pass(Math.max(0, timing.started_ms - clock.now()));
        return undefined;
      }
      return new Promise((resolve) => {
        const { comeIfFirst } = clock.await(at, resolve);
        // What the agent does beside the call it has done by then: a timer that it is raced against, another call.
        machine.setImmediate(comeIfFirst);
      });
    },
    isStuck: () => isStuck,
  };
}
