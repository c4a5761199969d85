import { nextTurn, now, sleep } from '../native-time.ts';
import { applyEach } from './apply-each.ts';
import type { Driver } from './driver.ts';
import { type Entry, forced, type Outcome, runIdOf } from './entry.ts';
import { createGathering } from './gathering.ts';
import { persist } from './persist.ts';
import type { Spool } from './spool.ts';
import {
  BATCH,
  createWriteQueue,
  type Draft,
  isProduction,
  type Made,
  withoutOutdated,
} from './write-queue.ts';

/** Everything that runs write goes through here, in order. */
export interface Journal {
  /** Takes a change and returns at once; it is written soon after. */
  push(draft: Draft): void;
  /** Takes a change that has to outlive the process from here on. */
  pushNow(draft: Draft): void;
  /**
   * Writes a change, and all before it, to the disk: a replay's as far as the system's cache.
   * `spooled` when the database could not take it, `refused` when it never will.
   */
  commit(draft: Draft): Promise<Kept>;
  /** The same within a process that is about to end. */
  commitNow(draft: Draft): Outcome | 'spooled';
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
  /** Changes that could not be redacted, and so were not written. */
  readonly lost: number;
  close(): Promise<void>;
}

/** What became of a change that somebody waits for. */
type Kept = Outcome | 'spooled' | 'refused';

const PATIENCE_MS = 5000;
const RECOVER_MS = 500;
const MAX_QUEUE = 50_000;
/** An event that nobody waits for is written with those that come in the next moment. */
const LINGER_MS = 20;

/** @param patience how long a start or a close waits for a database that others have locked */
export function createJournal(driver: Driver, spool: Spool, patience: number = PATIENCE_MS): Journal {
  let lost = 0;
  const queue = createWriteQueue(() => (lost += 1));
  const spooled = new Set<string>();
  const inFlight = new Set<Entry>();
  let drain: Promise<void> | undefined;
  let wake: () => void = () => undefined;
  let isHurried = false;
  let hasGivenUp = false;
  let isFailing = false;
  let tryAgainAt = 0;
  let revived = 0;
  const revive = (): void => {
    revived = driver.revive?.() ?? revived;
  };
  // Until the spool is read in, later entries must not overtake those in it.
  const isBehind = (): boolean => spool.isUsed;

  const toSpool = (entries: readonly Entry[], durable: boolean): void => {
    for (const entry of entries) spooled.add(runIdOf(entry));
    spool.append(entries.map(forced), durable);
    isFailing = true;
    tryAgainAt = now() + RECOVER_MS;
  };

  const ingest = (patienceMs: number = patience): Promise<number> =>
    spool.ingest(async (entries) => {
      const put = (some: readonly Entry[]) => persist(() => driver.apply(some, true), patienceMs);
      let refused = 0;
      for (let at = 0; at < entries.length; at += BATCH) {
        const outcomes = await applyEach(entries.slice(at, at + BATCH), put);
        refused += outcomes.filter((outcome) => outcome === 'refused').length;
      }
      return refused;
    });

  /** Reads the own spool in when it is time; true when nothing stands in the way of the database. */
  const catchUp = async (urgent: boolean): Promise<boolean> => {
    if (!isBehind()) return true;
    if (!urgent && isFailing && now() < tryAgainAt) return false;
    try {
      revive();
      await ingest(urgent ? patience : patience / 10);
      isFailing = false;
      return true;
    } catch {
      tryAgainAt = now() + RECOVER_MS;
      return false;
    }
  };

  const write = async (made: readonly Made[], urgent: boolean): Promise<Kept[] | 'spooled'> => {
    const entries = made.map(({ entry }) => entry);
    const durable = made.some(isProduction);
    for (const entry of entries) inFlight.add(entry);
    try {
      if (await catchUp(urgent)) {
        try {
          revive();
          if (entries.length === 0) return [];
          const outcomes = await applyEach(entries, (some) =>
            persist(() => driver.apply(some, durable), urgent ? patience : patience / 10),
          );
          // Nobody hears of these: the spool puts them aside.
          const unheard = made.filter(
            ({ waiting }, at) => waiting === undefined && outcomes[at] === 'refused',
          );
          if (unheard.length > 0)
            toSpool(
              unheard.map(({ entry }) => entry),
              durable,
            );
          return outcomes;
        } catch {
          // Whatever keeps the database from taking it, the spool is for.
        }
      }
      if (entries.length > 0) toSpool(entries, durable);
      return 'spooled';
    } finally {
      for (const entry of entries) inFlight.delete(entry);
    }
  };

  const hasWork = (): boolean => queue.length > 0 || (isBehind() && !isFailing);

  const pause = async (turn: Promise<void>): Promise<void> => {
    await Promise.race([turn, new Promise<void>((resolve) => (wake = resolve))]);
  };

  /** What several runs wait for at once goes in one transaction. */
  const drainQueue = async (): Promise<void> => {
    hasGivenUp = false;
    if (!isHurried && !queue.isAwaited() && queue.length < BATCH) await pause(sleep(LINGER_MS));
    while (hasWork()) {
      // Others have their turn, unless somebody waits for what is in the queue.
      if (!queue.isAwaited()) await pause(nextTurn());
      const urgent = queue.isAwaited();
      const made = urgent ? withoutOutdated(queue.take()) : queue.takeSome();
      try {
        const outcomes = await write(made, urgent);
        made.forEach(({ waiting }, at) =>
          waiting?.resolve(outcomes === 'spooled' ? outcomes : (outcomes[at] as Kept)),
        );
      } catch (error) {
        // Neither the database nor a folder takes them: the next start or close tries again, and says so.
        for (const { waiting } of made) waiting?.reject(error);
        const kept = made.filter(({ waiting }) => waiting === undefined);
        queue.putBack(kept.map(({ entry }) => entry));
        hasGivenUp = true;
        return;
      }
    }
  };

  const startDrain = (): Promise<void> =>
    (drain ??= drainQueue().finally(() => {
      drain = undefined;
      isHurried = false;
      // Who came while it gave up is not forgotten.
      if (queue.isAwaited() || (queue.length > 0 && !hasGivenUp && !gathering.isOn())) void startDrain();
    }));

  const flush = (): Promise<void> => {
    isHurried = true;
    wake();
    return startDrain();
  };

  /** Synchronously, in order: into the database where that is possible, else into the spool. */
  const writeNow = (made: readonly Made[], durable: boolean): Outcome[] | 'spooled' => {
    const outcomes = putNow([...inFlight, ...made.map(({ entry }) => entry)], durable);
    made.forEach(({ waiting }, at) =>
      waiting?.resolve(outcomes === 'spooled' ? outcomes : (outcomes.at(at - made.length) as Outcome)),
    );
    return outcomes;
  };

  // What is on its way may never arrive, so it comes along; none is applied twice.
  const putNow = (entries: readonly Entry[], durable: boolean): Outcome[] | 'spooled' => {
    if (driver.applySync === undefined && !isFailing) {
      // The database is not in the process: its entries wait in a file until it has them.
      spool.append(entries.map(forced), durable);
      void startDrain();
      return 'spooled';
    }
    if (driver.applySync !== undefined && !isBehind()) {
      try {
        revive();
        return driver.applySync(entries, durable);
      } catch {
        // As above.
      }
    }
    toSpool(entries, durable);
    return 'spooled';
  };

  const commit = (draft: Draft): Promise<Kept> => {
    const { promise, resolve, reject } = Promise.withResolvers<Kept>();
    queue.push(draft, { resolve, reject });
    wake();
    void startDrain();
    return promise;
  };

  const gathering = createGathering(queue, {
    flush,
    commit,
    writeNow: () => void writeNow(queue.take(), false),
  });

  return {
    push(draft) {
      if (queue.length >= MAX_QUEUE) writeNow(queue.take(), queue.isAwaited());
      queue.push(draft);
      if (queue.length >= BATCH) wake();
      if (!gathering.isOn()) void startDrain();
    },
    pushNow(draft) {
      const durable = queue.isAwaited();
      queue.push(draft);
      writeNow(queue.take(), durable);
    },
    async commit(draft) {
      if (!gathering.isOn()) return commit(draft);
      const entry = gathering.take(draft);
      return entry === undefined ? 'applied' : commit(() => entry);
    },
    commitNow(draft) {
      const before = queue.take();
      const outcomes = writeNow([...before, { entry: draft(), waiting: undefined }], true);
      return outcomes === 'spooled' ? outcomes : (outcomes.at(-1) as Outcome);
    },
    gather: () => gathering.begin(),
    apply: (entries) => persist(() => driver.apply(entries, true), patience * 6),
    flush,
    ingest: () => ingest(),
    get revived() {
      return revived;
    },
    wasSpooled: (run_id) => spooled.has(run_id),
    get lost() {
      return lost;
    },
    async close() {
      await flush();
      await catchUp(true);
      spool.release();
      await driver.close();
    },
  };
}
