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
  /** Fixtures to run again together. */
  again: readonly FixtureTest[];
  /** Packs to run again, each in a process of its own. */
  alone: readonly Alone[];
}

/** What is replayed once more in a process of its own, to see whether it dies there too. */
interface Alone {
  members: readonly FixtureTest[];
  /** Whose doing it was if it does not: what was replayed before it in the process that died. */
  otherwise: Culprit | null;
}

export interface Culprit {
  member: FixtureTest;
  error: SerializableError;
  /** False when the sandbox itself did not load. */
  began: boolean;
  /** True when its process was ended from here, because it never yielded. */
  isStuck: boolean;
}

/** The fixture that each process has replayed last, in whatever pack, by process id. */
export type Replayed = Map<number, FixtureTest>;

interface Running {
  pid: number;
  timer: NodeJS.Timeout | undefined;
}

/** No fixture has less time: the limit of one that is over by then is not looked up in its files. */
const LOOK_MS = 5000;
const SETTLED: Settlement = { culprits: [], again: [], alone: [] };

interface PackRunOptions {
  /** Shared by all runs of packs: what an agent leaves behind may kill the process of a later fixture. */
  replayed: Replayed;
  /** True when Jest has no other test file to run in the meantime: nothing can be left behind. */
  isOnly: boolean;
  /** Called when a fixture begins in another process than this. */
  onWorker?: () => void;
}

export function createPackRun(pack: PackTest, { replayed, isOnly, onWorker }: PackRunOptions): PackRun {
  const running = new Map<string, Running>();
  /** Fixtures that were given up, with the milliseconds that they had. */
  const stuck = new Map<string, number>();
  /** The fixture that ended last. */
  let last: FixtureTest | undefined;
  let death: SerializableError | undefined;
  const stop = (dir: string): void => {
    clearTimeout(running.get(dir)?.timer);
    running.delete(dir);
  };
  const others = (members: readonly (FixtureTest | undefined)[]): FixtureTest[] =>
    pack.members.filter((member) => !members.includes(member));
  const blame = (members: readonly FixtureTest[], error: SerializableError, began: boolean): Settlement => ({
    ...SETTLED,
    culprits: members.map((member) => {
      const limit = stuck.get(member.fixture.dir);
      return { member, error: whyOf(error, limit), began, isStuck: limit !== undefined };
    }),
    again: others(members),
  });
  const runAlone = (members: readonly FixtureTest[], before?: Culprit): Settlement => ({
    ...SETTLED,
    again: others([...members, before?.member]),
    alone: [{ members, otherwise: before ?? null }],
  });
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
        running.set(dir, { pid, timer: setTimeout(giveUp, limitMs - LOOK_MS, limitMs) });
      };
      const isHere = pid === process.pid;
      running.set(dir, { pid, timer: isHere ? undefined : setTimeout(look, LOOK_MS) });
      if (!isHere) onWorker?.();
    },
    ended({ dir }) {
      const pid = running.get(dir)?.pid;
      last = pack.members.find(({ fixture }) => fixture.dir === dir);
      if (pid !== undefined && last !== undefined) replayed.set(pid, last);
      stop(dir);
    },
    died: (error) => {
      death = error;
    },
    settle() {
      const suspects = pack.members.filter(({ fixture }) => running.has(fixture.dir));
      const [first] = running.values();
      for (const dir of running.keys()) stop(dir);
      if (death === undefined) return SETTLED;
      const [suspect] = suspects;
      if (suspect === undefined || first === undefined) {
        const isLate = last !== undefined && isOfProcess(death);
        if (isLate && isOnly) return blame([last as FixtureTest], death, true);
        // What was left behind in another pack may have come before Jest was told of this one.
        return isOfProcess(death) && !isOnly ? runAlone(pack.members) : blame(pack.members, death, false);
      }
      if (suspects.length > 1)
        return {
          ...SETTLED,
          again: others(suspects),
          alone: suspects.map((each) => ({ members: [each], otherwise: null })),
        };
      const before = first.pid === process.pid ? undefined : replayed.get(first.pid);
      if (before === undefined) return blame(suspects, death, true);
      return runAlone(suspects, { member: before, error: leftBehind(suspect), began: true, isStuck: false });
    },
  };
}

/** Tells the death of a process from an error in what Jest does around a test file, by the texts of Jest's workers. */
function isOfProcess({ message }: SerializableError): boolean {
  return /\bjest worker\b|^Call retries were exceeded/i.test(message);
}

function leftBehind({ fixture }: FixtureTest): SerializableError {
  const message = `what it left behind, or a fixture before it, ended the process in which "${fixture.suite}/${fixture.fixture_id}" was replayed next, which lives by itself`;
  return { code: undefined, message, stack: message, type: 'Error' };
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
