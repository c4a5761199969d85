import { tick } from '../native-time.ts';
import { type Entry, isReplay, type Outcome, runIdOf } from './entry.ts';

/**
 * Makes an entry when its turn comes; work like redaction stays out of the caller's way. Undefined where a later
 * one in the queue says all of it.
 */
export type Draft = () => Entry | undefined;

/** Who waits for an entry to be written. */
interface Waiting {
  resolve(outcome: Outcome | 'spooled' | 'refused'): void;
  reject(error: unknown): void;
}

/** An entry that was made, and who waits for it. */
export interface Made {
  entry: Entry;
  waiting: Waiting | undefined;
}

interface Item {
  draft?: Draft;
  /** What the draft made. */
  entry?: Entry;
  waiting?: Waiting | undefined;
}

/** Changes on their way to a store, in order. */
export interface WriteQueue {
  readonly length: number;
  /** True while somebody waits for what is in it. */
  isAwaited(): boolean;
  /** When everything was last taken, on the clock of `tick`. */
  readonly takenAt: number;
  push(draft: Draft, waiting?: Waiting): void;
  /** Takes an entry that is made. */
  pushMade(entry: Entry): void;
  /** Drops that a run began, where nothing else of it has been written: its close says all of that. */
  dropBegun(run_id: string): void;
  /** Puts back where they were what was taken, and who waits for it. */
  putBack(made: readonly Made[]): void;
  /** Takes the last one back out; undefined when there is none, or somebody waits for it. */
  popUnawaited(): Draft | undefined;
  /** Makes all that is in it, which stays there. */
  makeAll(): void;
  take(): Made[];
  /** As many as can be made without the agent noticing; at least one. */
  takeSome(): Made[];
}

export const BATCH = 64;
/** Making entries (redaction above all) may keep the event loop for so long at a time. */
const SLICE_MS = 1;

/** @param onLost called for a change that could not be made and that nobody waits for */
export function createWriteQueue(onLost: () => void): WriteQueue {
  let items: Item[] = [];
  let awaited = 0;
  let takenAt = tick();
  const make = ({ draft, entry, waiting }: Item): Made | undefined => {
    try {
      const made = entry ?? (draft as Draft)();
      if (made !== undefined) return { entry: made, waiting };
      waiting?.resolve('applied');
    } catch (error) {
      if (waiting === undefined) onLost();
      waiting?.reject(error);
    }
    return undefined;
  };
  const takeOut = (first: number, count: number = items.length): Made[] => {
    const out = items.splice(first, count);
    awaited -= countAwaited(out);
    return out.map(make).filter((made) => made !== undefined);
  };
  return {
    get length() {
      return items.length;
    },
    get takenAt() {
      return takenAt;
    },
    isAwaited: () => awaited > 0,
    push(draft, waiting) {
      items.push({ draft, waiting });
      if (waiting !== undefined) awaited += 1;
    },
    pushMade: (entry) => void items.push({ entry }),
    dropBegun(run_id) {
      let first = items.length;
      while (isBeginning(items[first - 1], run_id)) first -= 1;
      if (items[first]?.entry?.op === 'start') items.length = first;
    },
    putBack(made) {
      // As arguments of a call, too many of them would be beyond the stack.
      items = [...made, ...items];
      awaited += countAwaited(made);
    },
    popUnawaited() {
      if (items.at(-1)?.waiting !== undefined) return undefined;
      const last = items.pop();
      return last && (() => last.entry ?? (last.draft as Draft)());
    },
    makeAll() {
      const first = items.findLastIndex(({ entry }) => entry !== undefined) + 1;
      // One by one: to copy all that is gathered, with each replay, takes as long as to make what it adds.
      for (const made of takeOut(first)) {
        items.push(made);
        if (made.waiting !== undefined) awaited += 1;
      }
    },
    take() {
      takenAt = tick();
      return takeOut(0);
    },
    takeSome() {
      const until = tick() + SLICE_MS;
      const made: Made[] = [];
      do made.push(...takeOut(0, 1));
      while (items.length > 0 && made.length < BATCH && tick() < until);
      return made;
    },
  };
}

function countAwaited(items: readonly Pick<Item, 'waiting'>[]): number {
  let count = 0;
  for (const { waiting } of items) if (waiting !== undefined) count += 1;
  return count;
}

function isBeginning({ entry, waiting }: Item = {}, run_id: string): boolean {
  if (waiting !== undefined || (entry?.op !== 'start' && entry?.op !== 'closing')) return false;
  return runIdOf(entry) === run_id;
}

/** True for what a loss of power must not take: somebody waits for it, and it cannot be run again. */
export function isProduction({ entry, waiting }: Made): boolean {
  return waiting !== undefined && !isReplay(entry);
}
