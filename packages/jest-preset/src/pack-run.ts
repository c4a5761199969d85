import type { SerializableError } from '@jest/test-result';
import { stuckAfter } from 'agent-replay/discover';
import type { PackTest } from './pack.ts';
import type { ProgressEvents } from './progress.ts';
import type { FixtureTest } from './select-fixtures.ts';

/** One run of a pack: which of its fixtures are being replayed, and whether its worker died. */
export interface PackRun {
  readonly pack: PackTest;
  started(event: ProgressEvents['agent-replay-start']): void;
  ended(event: ProgressEvents['agent-replay-end']): void;
  /** Its worker is gone, or its test file did not load. */
  died(error: SerializableError): void;
  /** What is left to do: nothing, unless the worker died. */
  settle(): Settlement;
}

interface Settlement {
  /** Fixtures that brought their worker down, with how it died; or all, when none had begun. */
  culprits: readonly Culprit[];
  /** Fixtures to run again, in packs as given. */
  again: readonly (readonly FixtureTest[])[];
}

export interface Culprit {
  member: FixtureTest;
  error: SerializableError;
  /** False when the sandbox itself did not load. */
  began: boolean;
  /** True when its process was ended from here, because it never yielded. */
  isStuck: boolean;
}

/** No fixture has less time: the limit of one that is over by then is not looked up in its files. */
const LOOK_MS = 5000;
const SETTLED: Settlement = { culprits: [], again: [] };

/** @param onWorker called when a fixture begins in another process than this */
export function createPackRun(pack: PackTest, onWorker: () => void = () => undefined): PackRun {
  const running = new Map<string, NodeJS.Timeout | undefined>();
  /** Fixtures that were given up, with the milliseconds that they had. */
  const stuck = new Map<string, number>();
  let death: SerializableError | undefined;
  const stop = (dir: string): void => {
    clearTimeout(running.get(dir));
    running.delete(dir);
  };
  return {
    pack,
    started({ dir, pid, rounds, loading_ms }) {
      stop(dir);
      // A loop that never yields can only be ended from outside its process.
      const giveUp = (limitMs: number): void => {
        stuck.set(dir, limitMs);
        kill(pid);
      };
      const look = (): void => {
        const limitMs = rounds * stuckAfter(dir) + loading_ms;
        running.set(dir, setTimeout(giveUp, limitMs - LOOK_MS, limitMs));
      };
      const isHere = pid === process.pid;
      running.set(dir, isHere ? undefined : setTimeout(look, LOOK_MS));
      if (!isHere) onWorker();
    },
    ended: ({ dir }) => stop(dir),
    died: (error) => {
      death = error;
    },
    settle() {
      const suspects = pack.members.filter(({ fixture }) => running.has(fixture.dir));
      for (const dir of running.keys()) stop(dir);
      if (death === undefined) return SETTLED;
      const error = death;
      const began = suspects.length > 0;
      const blame = (members: readonly FixtureTest[]): Culprit[] =>
        members.map((member) => {
          const limit = stuck.get(member.fixture.dir);
          return { member, error: whyOf(error, limit), began, isStuck: limit !== undefined };
        });
      const others = pack.members.filter((member) => !suspects.includes(member));
      if (!began) return { culprits: blame(pack.members), again: [] };
      const rest = others.length > 0 ? [others] : [];
      if (suspects.length === 1) return { culprits: blame(suspects), again: rest };
      return { culprits: [], again: [...suspects.map((suspect) => [suspect]), ...rest] };
    },
  };
}

/** What Jest says of a worker that was ended from here is that another process did it. */
function whyOf(error: SerializableError, limitMs: number | undefined): SerializableError {
  if (limitMs === undefined) return error;
  return {
    ...error,
    message: `it neither ended nor yielded within ${limitMs / 1000} s, and its process was ended`,
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
