import { AgentReplayError } from '@agent-replay/contracts';
import { afterTime, afterTimeAside, afterTurn, tick } from '../native-time.ts';
import { causeLine } from './cause-line.ts';
import type { Driver } from './driver.ts';
import type { Entry, Outcome } from './entry.ts';
import { createGathering } from './gathering.ts';
import { isLater } from './is-later.ts';
import { persist } from './persist.ts';
import { createSink, type Kept } from './sink.ts';
import type { Spool } from './spool.ts';
import { BATCH, createWriteQueue, type Draft, type Made } from './write-queue.ts';

/** Everything that runs write goes through here, in order. */
export interface Journal {
  /** Takes a change and returns at once; it is written soon after. */
  push(draft: Draft): void;
  /** Takes a change that is no loss: it is left out where there is no room for it. */
  note(draft: Draft): void;
  /** Takes a change that has to outlive the process from here on, where any place takes it. */
  pushNow(draft: Draft): void;
  /**
   * Writes a change, and all before it, to the disk: a replay's as far as the system's cache.
   * `spooled` when the database could not take it, `refused` when it never will.
   */
  commit(draft: () => Entry): Promise<Kept>;
  /** The same within a process that is about to end. */
  commitNow(draft: () => Entry): Outcome | 'spooled';
  /** Writes entries that are no part of this process's runs to the disk, or throws; nobody waits for it, so it does for longer. */
  apply(entries: readonly Entry[]): Promise<Outcome[]>;
  /**
   * Gathers what replays write and writes it some hundred entries at a time, until the returned function
   * is called or the process exits: a process that is killed loses the last of its replays' records.
   */
  gather(): () => Promise<void>;
  /** Resolves when everything taken so far is in the database or the spool. */
  flush(): Promise<void>;
  /** Reads what spools hold into the database; what it cannot take stays where it is. */
  ingest(): Promise<number>;
  /** True when something of the run went to the spool. */
  wasSpooled(run_id: string): boolean;
  /** How often the database was found gone and was made anew. */
  readonly revived: number;
  /** Changes that were not written: they could not be redacted, too many wait for a place that takes them, or none did at the end. */
  readonly lost: number;
  /** Writes what is still in it; rejects where no place takes that, when all else is closed. */
  close(): Promise<void>;
}

const PATIENCE_MS = 5000;
const MAX_QUEUE = 50_000;
/** So long nothing is tried in the agent's way once neither the database nor a folder took it, and so many times the time that took. */
const STUCK_MS = 500;
const STUCK_TIMES = 10;
/**
 * An event that nobody waits for is written with those that come in the next moment. No multiple of 10: programs wait
 * for round times, and what is written when an answer is due keeps the agent from it.
 */
const LINGER_MS = 15;
/** A database that took nothing is asked so often whether it does, whoever writes meanwhile. */
const LOOK_AGAIN_MS = 500;

/** @param patience how long a start or a close waits for a database that others have locked */
export function createJournal(driver: Driver, spool: Spool, patience: number = PATIENCE_MS): Journal {
  let lost = 0;
  const queue = createWriteQueue(() => (lost += 1));
  const sink = createSink(driver, spool, patience);
  let drain: Promise<void> | undefined;
  /** Set while a drain is to begin by itself; one that begins sooner leaves it, as to set it is dearer than to find nothing. */
  let due: (() => void) | undefined;
  let wake: () => void = () => undefined;
  let stopLooking: (() => void) | undefined;
  let hasGivenUp = false;
  let isOver = false;
  let stuckUntil = 0;

  const pause = (turn: (done: () => void) => () => void): Promise<void> =>
    new Promise((resolve) => {
      const cancel = turn(resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  /** What several runs wait for at once goes in one transaction. */
  const drainQueue = async (): Promise<void> => {
    // Who waits for something of the same moment goes along.
    await Promise.resolve();
    hasGivenUp = false;
    while (queue.length > 0 || sink.hasMore()) {
      // Others have their turn, unless somebody waits for what is in the queue.
      if (!queue.isAwaited()) await pause(afterTurn);
      const urgent = queue.isAwaited();
      const made = urgent ? queue.take() : queue.takeSome();
      try {
        const kept = sink.write(made, urgent);
        tell(made, isLater(kept) ? await kept : kept);
      } catch (error) {
        // Neither the database nor a folder takes them: the next start or close tries again, and says so.
        for (const { waiting } of made) waiting?.reject(nowhere(error));
        queue.putBack(made.filter(({ waiting }) => waiting === undefined));
        hasGivenUp = true;
        return;
      }
    }
  };

  const startDrain = (): Promise<void> =>
    (drain ??= drainQueue().finally(() => {
      drain = undefined;
      lookAgainSoon();
      // Who came while it gave up is not forgotten.
      if (queue.isAwaited() || (queue.length > 0 && !hasGivenUp && !gathering.isOn())) void startDrain();
    }));

  /** What waits in the spool goes to the database soon after that answers, also where nobody writes or asks any more. */
  const lookAgainSoon = (): void => {
    if (isOver || !sink.isWaiting()) return;
    stopLooking ??= afterTimeAside(LOOK_AGAIN_MS, () => void lookAgain());
  };

  const lookAgain = async (): Promise<void> => {
    const isBack = drain === undefined && (await sink.answers());
    stopLooking = undefined;
    if (isBack && !isOver) await startDrain();
    else lookAgainSoon();
  };

  const drainSoon = (): void => {
    if (drain !== undefined) return;
    due ??= afterTime(LINGER_MS, () => {
      due = undefined;
      if (queue.length > 0 && !gathering.isOn()) void startDrain();
    });
  };

  const flush = (): Promise<void> => {
    wake();
    return startDrain();
  };

  /** Synchronously, in order: into the database where that is possible, else into the spool. */
  const writeNow = (made: readonly Made[], durable: boolean): Outcome[] | 'spooled' => {
    const outcomes = sink.writeNow(
      made.map(({ entry }) => entry),
      durable,
    );
    tell(made, outcomes);
    if (sink.hasMore()) void startDrain();
    else lookAgainSoon();
    return outcomes;
  };

  /** The same for what is in the queue. What nothing takes goes on waiting there, and the agent goes on. */
  const writeQueueNow = (): void => {
    if (tick() < stuckUntil) return;
    const durable = queue.isAwaited();
    const began = tick();
    const made = queue.take();
    try {
      writeNow(made, durable);
    } catch {
      queue.putBack(made);
      const ended = tick();
      stuckUntil = ended + Math.max(STUCK_MS, STUCK_TIMES * (ended - began));
    }
  };

  /** Takes a change where there is room for it, else it is lost. */
  const keep = (draft: Draft): void => {
    if (queue.length >= MAX_QUEUE) writeQueueNow();
    if (queue.length >= MAX_QUEUE) lost += 1;
    else queue.push(draft);
  };

  const commit = (draft: Draft): Promise<Kept> => {
    const { promise, resolve, reject } = Promise.withResolvers<Kept>();
    queue.push(draft, { resolve, reject });
    wake();
    void startDrain();
    return promise;
  };

  /** A last try, with the patience of who waits. */
  const flushPatiently = async (): Promise<void> => {
    await commit(() => undefined);
    await startDrain();
  };

  const gathering = createGathering(queue, {
    flush,
    commit,
    writeNow: () => void writeNow(queue.take(), false),
  });

  const writeSoon = (): void => {
    if (gathering.isOn()) return;
    if (queue.length >= BATCH) void startDrain();
    else drainSoon();
  };

  return {
    push(draft) {
      keep(draft);
      writeSoon();
    },
    note(draft) {
      if (queue.length >= MAX_QUEUE) return;
      queue.push(draft);
      writeSoon();
    },
    pushNow(draft) {
      keep(draft);
      writeQueueNow();
      if (queue.length > 0) drainSoon();
    },
    async commit(draft) {
      if (!gathering.isOn()) return commit(draft);
      const entry = gathering.take(draft);
      return entry === undefined ? 'applied' : commit(() => entry);
    },
    commitNow(draft) {
      const before = queue.take();
      try {
        const outcomes = writeNow([...before, { entry: draft(), waiting: undefined }], true);
        return outcomes === 'spooled' ? outcomes : (outcomes.at(-1) as Outcome);
      } catch (error) {
        queue.putBack(before);
        throw error;
      }
    },
    gather: () => gathering.begin(),
    apply: async (entries) => persist(() => driver.apply(entries, true), patience * 6),
    flush,
    ingest: () => sink.ingest(),
    get revived() {
      return sink.revived;
    },
    wasSpooled: (run_id) => sink.wasSpooled(run_id),
    get lost() {
      return lost + (isOver ? queue.length : 0);
    },
    async close() {
      due?.();
      driver.hurry?.();
      await flush();
      if (queue.length > 0) await flushPatiently();
      await sink.catchUp(true, true);
      isOver = true;
      stopLooking?.();
      spool.release();
      await driver.close();
      if (queue.length > 0) throw unwritten(queue.length);
    },
  };
}

function nowhere(cause: unknown): AgentReplayError {
  return new AgentReplayError(
    'STORE_UNAVAILABLE',
    'Failed to write to the store: neither the database nor a spool takes it.',
    {
      lines: [
        ...causeLine(cause),
        ['fix', 'free disk space, or name a store in a folder that can be written'],
      ],
      cause,
    },
  );
}

function unwritten(count: number): AgentReplayError {
  return new AgentReplayError(
    'STORE_UNAVAILABLE',
    `Failed to write ${count} changes before the store closed: neither the database nor a spool takes them.`,
    {
      lines: [['fix', 'free disk space, or name a store in a folder that can be written']],
      details: { lost: count },
    },
  );
}

/** Tells who waits for entries what became of them. */
function tell(made: readonly Made[], outcomes: readonly Kept[] | 'spooled'): void {
  made.forEach(({ waiting }, at) =>
    waiting?.resolve(outcomes === 'spooled' ? outcomes : (outcomes[at] as Kept)),
  );
}
