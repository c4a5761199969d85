import { nextTurn, now, tick } from '../native-time.ts';
import type { Driver } from './driver.ts';
import { type Entry, type Outcome, runIdOf } from './entry.ts';
import { persist } from './persist.ts';
import type { Spool } from './spool.ts';

/** Makes an entry when its turn comes; work like redaction stays out of the caller's way. */
type Draft = () => Entry;

/** Everything that runs write goes through here, in order. */
export interface Journal {
  /** Takes a change and returns at once; it is written soon after. */
  push(draft: Draft): void;
  /** Takes a change that has to outlive the process from here on. */
  pushNow(draft: Draft): void;
  /**
   * Writes a change, and all before it, to the disk: a replay's as far as the system's cache.
   * `spooled` when the database could not take it.
   */
  commit(draft: Draft): Promise<Outcome | 'spooled'>;
  /** The same within a process that is about to end. */
  commitNow(draft: Draft): Outcome | 'spooled';
  /** Writes entries that are no part of this process's runs to the disk, or throws; nobody waits for it, so it does for longer. */
  apply(entries: readonly Entry[]): Promise<Outcome[]>;
  /** Resolves when everything taken so far is in the database or the spool. */
  flush(): Promise<void>;
  /** Reads what spools hold into the database; what it cannot take stays where it is. */
  ingest(): Promise<number>;
  /** True when something of the run went to the spool. */
  wasSpooled(run_id: string): boolean;
  /** Changes that could not be redacted, and so were not written. */
  readonly lost: number;
  close(): Promise<void>;
}

const BATCH = 64;
/** Making entries (redaction above all) may keep the event loop for so long at a time. */
const SLICE_MS = 1;
const PATIENCE_MS = 5000;
const RECOVER_MS = 500;
const MAX_QUEUE = 50_000;

/** @param patience how long a start or a close waits for a database that others have locked */
export function createJournal(driver: Driver, spool: Spool, patience: number = PATIENCE_MS): Journal {
  const queue: Draft[] = [];
  const spooled = new Set<string>();
  const inFlight = new Set<Entry>();
  let drain: Promise<void> | undefined;
  let lost = 0;
  let isFailing = false;
  let tryAgainAt = 0;
  // Until the spool is read in, later entries must not overtake those in it.
  const isBehind = (): boolean => spool.isUsed;

  const toSpool = (entries: readonly Entry[], durable: boolean): void => {
    for (const entry of entries) spooled.add(runIdOf(entry));
    spool.append(entries.map(forced), durable);
    isFailing = true;
    tryAgainAt = now() + RECOVER_MS;
  };

  const make = (draft: Draft): Entry[] => {
    try {
      return [draft()];
    } catch {
      lost += 1;
      return [];
    }
  };

  const take = (): Entry[] => queue.splice(0).flatMap(make);

  /** As many as can be made without the agent noticing; at least one. */
  const takeSome = (): Entry[] => {
    const until = tick() + SLICE_MS;
    const entries: Entry[] = [];
    do entries.push(...queue.splice(0, 1).flatMap(make));
    while (queue.length > 0 && entries.length < BATCH && tick() < until);
    return entries;
  };

  const ingest = (patienceMs: number = patience): Promise<number> =>
    spool.ingest(async (entries) => {
      for (let at = 0; at < entries.length; at += BATCH) {
        await persist(() => driver.apply(entries.slice(at, at + BATCH), true), patienceMs);
      }
    });

  /** Reads the own spool in when it is time; true when nothing stands in the way of the database. */
  const catchUp = async (urgent: boolean): Promise<boolean> => {
    if (!isBehind()) return true;
    if (!urgent && isFailing && now() < tryAgainAt) return false;
    try {
      driver.revive?.();
      await ingest(urgent ? patience : patience / 10);
      isFailing = false;
      return true;
    } catch {
      tryAgainAt = now() + RECOVER_MS;
      return false;
    }
  };

  const write = async (
    entries: readonly Entry[],
    urgent: boolean,
    durable: boolean = urgent,
  ): Promise<Outcome[] | 'spooled'> => {
    for (const entry of entries) inFlight.add(entry);
    try {
      if (await catchUp(urgent)) {
        try {
          if (urgent) driver.revive?.();
          if (entries.length === 0) return [];
          return await persist(() => driver.apply(entries, durable), urgent ? patience : patience / 10);
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

  const drainQueue = async (): Promise<void> => {
    while (hasWork()) {
      await nextTurn();
      const entries = takeSome();
      try {
        await write(entries, false);
      } catch {
        // Neither the database nor a folder takes them: the next start or close tries again, and says so.
        queue.unshift(...entries.map((entry) => () => entry));
        return;
      }
    }
  };

  const startDrain = (): Promise<void> =>
    (drain ??= drainQueue().finally(() => {
      drain = undefined;
    }));

  /** Synchronously, in order: into the database where that is possible, else into the spool. */
  const writeNow = (late: readonly Entry[], durable: boolean): Outcome[] | 'spooled' => {
    // What is on its way may never arrive; none is applied twice.
    const entries = [...inFlight, ...late];
    if (driver.applySync === undefined && !isFailing) {
      // The database is not in the process: its entries wait in a file until it has them.
      spool.append(entries.map(forced), durable);
      void startDrain();
      return 'spooled';
    }
    if (driver.applySync !== undefined && !isBehind()) {
      try {
        return driver.applySync(entries, durable);
      } catch {
        // As above.
      }
    }
    toSpool(entries, durable);
    return 'spooled';
  };

  return {
    push(draft) {
      if (queue.length >= MAX_QUEUE) writeNow(take(), false);
      queue.push(draft);
      void startDrain();
    },
    pushNow(draft) {
      queue.push(draft);
      writeNow(take(), false);
    },
    async commit(draft) {
      await drain;
      const entry = draft();
      const outcomes = await write([...take(), entry], true, isProduction(entry));
      return outcomes === 'spooled' ? outcomes : (outcomes.at(-1) as Outcome);
    },
    commitNow(draft) {
      const outcomes = writeNow([...take(), draft()], true);
      return outcomes === 'spooled' ? outcomes : (outcomes.at(-1) as Outcome);
    },
    apply: (entries) => persist(() => driver.apply(entries, true), patience * 6),
    flush: () => startDrain(),
    ingest: () => ingest(),
    wasSpooled: (run_id) => spooled.has(run_id),
    get lost() {
      return lost;
    },
    async close() {
      await startDrain();
      await catchUp(true);
      spool.release();
      await driver.close();
    },
  };
}

/** A replay can be run again: its record outlives the process, but need not outlive a loss of power. */
function isProduction(entry: Entry): boolean {
  return !('run' in entry) || entry.run.run_type !== 'replay';
}

/** The work of a run in the spool goes on whatever the database says to its start. */
function forced(entry: Entry): Entry {
  return entry.op === 'start' ? { ...entry, forced: true } : entry;
}
