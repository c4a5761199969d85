import { tick } from '../native-time.ts';
import { type Entry, isReplay } from './entry.ts';
import type { Draft, WriteQueue } from './write-queue.ts';

/** So much is gathered at most, and for so long. */
const MOST = 2048;
const LONGEST_MS = 1000;

/** Gathers what replays write, so that it goes to the database some hundred entries at a time. */
export interface Gathering {
  /** True while what is pushed may wait. */
  isOn(): boolean;
  /** Takes the start or the close of a replay, which may go on; undefined for what has to be waited for. */
  take(draft: () => Entry): Entry | undefined;
  /** Begins to gather; the returned function writes what was gathered last. */
  begin(): () => Promise<void>;
}

interface Writing {
  flush: () => Promise<void>;
  commit: (draft: Draft) => Promise<unknown>;
  /** Writes the whole queue in a process that is about to end. */
  writeNow: () => void;
}

/** @param queue where what is gathered waits */
export function createGathering(queue: WriteQueue, { flush, commit, writeNow }: Writing): Gathering {
  let gatherers = 0;
  return {
    isOn: () => gatherers > 0 && queue.length < MOST && tick() - queue.takenAt < LONGEST_MS,
    take(draft) {
      // A close counts what was recorded before it.
      queue.makeAll();
      const entry = draft();
      if (!isReplay(entry)) return entry;
      if (entry.op === 'close') queue.dropBegun(entry.run.run_id);
      queue.pushMade(entry);
      return undefined;
    },
    begin() {
      const onExit = (): void => {
        if (queue.length > 0) writeNow();
      };
      gatherers += 1;
      process.on('exit', onExit);
      return async () => {
        gatherers -= 1;
        process.off('exit', onExit);
        const last = queue.popUnawaited();
        if (last === undefined) await flush();
        else await commit(last);
      };
    },
  };
}
