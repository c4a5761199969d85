import { cameWhole } from '@agent-replay/cassette';
import type { Interaction } from '@agent-replay/contracts';
import type { JumpClock } from './jump-clock.ts';

/** Lets the time that recorded calls took pass on a clock that only knows its timers. */
export interface RecordedTime {
  served: (interaction: Pick<Interaction, 'timing' | 'error' | 'response'>) => void;
  /** True once a call was served which nothing but time ends: no answer came within its run, or a session stayed open. */
  isStuck: () => boolean;
}

/**
 * An answer is there at the time, counted from the run's start, at which it was there when it was recorded, or at once
 * where that has passed. So an agent that asked again and again until its run's time was over reaches the limit after as
 * many calls, whatever it did between them.
 */
export function recordedTime(clock: Pick<JumpClock, 'now' | 'pass'>): RecordedTime {
  let isStuck = false;
  return {
    served(interaction) {
      const { timing, error, response } = interaction;
      const staysOpen = response !== undefined && 'frames' in response && response.close === undefined;
      if (error?.by === 'run' || staysOpen) isStuck = true;
      if (timing === undefined) return;
      const came = timing.started_ms + (cameWhole(interaction) ? timing.duration_ms : 0);
      clock.pass(Math.max(0, came - clock.now()));
    },
    isStuck: () => isStuck,
  };
}
