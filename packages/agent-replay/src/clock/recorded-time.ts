import type { Interaction } from '@agent-replay/contracts';
import type { JumpClock } from './jump-clock.ts';

/** What an agent does between two calls, without a timer, takes up to so long; more is a way that it went then and not now. */
const WORK_MS = 250;

/** Lets the time that recorded calls took pass on a clock that only knows its timers. */
export interface RecordedTime {
  served: (interaction: Pick<Interaction, 'timing' | 'error' | 'response'>) => void;
  /** True once a call was served which nothing but time ends: no answer came within its run, or a session stayed open. */
  isStuck: () => boolean;
}

/**
 * Calls that ran beside each other take the time of the longest, as they did. An agent that asked again and again until
 * its run's time was over so reaches the limit after as many calls.
 */
export function recordedTime(clock: Pick<JumpClock, 'now' | 'pass'>): RecordedTime {
  // Up to where the recording has been followed, in its own time and in the clock's.
  let recorded: number | null = null;
  let kept = 0;
  let isStuck = false;
  return {
    served({ timing, error, response }) {
      const staysOpen = response !== undefined && 'frames' in response && response.close === undefined;
      if (error?.by === 'run' || staysOpen) isStuck = true;
      if (timing === undefined) return;
      const { started_ms: start, duration_ms: took } = timing;
      const before = recorded ?? start;
      const work = start - before - (clock.now() - kept);
      if (work > 0 && work <= WORK_MS) clock.pass(work);
      // Of a call without an answer nobody knows how long it would have taken, and the frames of a session are awaited.
      const end =
        error?.by === 'run' || (response !== undefined && 'frames' in response) ? start : start + took;
      clock.pass(Math.max(0, end - Math.max(before, start)));
      recorded = Math.max(before, end);
      kept = clock.now();
    },
    isStuck: () => isStuck,
  };
}
