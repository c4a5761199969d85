import { now, tick } from '../native-time.ts';
import { applyEach } from './apply-each.ts';
import type { Driver } from './driver.ts';
import { type Entry, type Outcome, runIdOf } from './entry.ts';
import { isLater } from './is-later.ts';
import { orElse } from './or-else.ts';
import { persist } from './persist.ts';
import type { Spool } from './spool.ts';
import { BATCH, isProduction, type Made } from './write-queue.ts';

/** What became of a change that somebody waits for. */
export type Kept = Outcome | 'spooled' | 'refused';

/** Where entries are kept: the database, and the spool while that cannot take them. */
export interface Sink {
  /**
   * @param urgent somebody waits for them: then a database that others have locked is waited for longer
   * @returns `spooled` when the database could not take them; a promise only where there is something to wait for
   * @throws what keeps the spool from taking them, too
   */
  write(made: readonly Made[], urgent: boolean): Kept[] | 'spooled' | Promise<Kept[] | 'spooled'>;
  /** The same within a process that is about to end, after what is on its way. */
  writeNow(entries: readonly Entry[], durable: boolean): Outcome[] | 'spooled';
  /**
   * Reads the own spool in when it is time; true when nothing stands in the way of the database.
   *
   * @param isLast it is time whatever failed before
   */
  catchUp(urgent: boolean, isLast?: boolean): Promise<boolean>;
  /** Reads what spools hold into the database; what it cannot take stays where it is. */
  ingest(): Promise<number>;
  /** True while the spool holds what the database would take. */
  hasMore(): boolean;
  /** True while the spool holds what the database did not take. */
  isWaiting(): boolean;
  /** Asks a database that failed whether it takes anything again, without waiting for a lock; then it is tried anew. */
  answers(): Promise<boolean>;
  /** True when something of the run went to the spool. */
  wasSpooled(run_id: string): boolean;
  /** How often the database was found gone and was made anew. */
  readonly revived: number;
}

/** How entries are to be kept. */
interface Way {
  durable: boolean;
  /** How long a database that others have locked is waited for. */
  patienceMs: number;
  /** True for one that somebody waits for. */
  isHeard: (at: number) => boolean;
}

const RECOVER_MS = 500;
/** Who waits for a database that let others wait for so long and then failed does not: the spool has it meanwhile. */
const LONG_MS = 1000;
const MOST_RECOVER_MS = 30_000;

/** @param patience how long what somebody waits for waits for a database that others have locked */
export function createSink(driver: Driver, spool: Spool, patience: number): Sink {
  const spooled = new Set<string>();
  const inFlight = new Set<Entry>();
  let isFailing = false;
  let tryAgainAt = 0;
  let askAgainAt = 0;
  let revived = 0;
  const revive = (): void => {
    revived = driver.revive?.() ?? revived;
  };
  // Until the spool is read in, later entries must not overtake those in it.
  const isBehind = (): boolean => spool.isUsed;

  const toSpool = (entries: readonly Entry[], durable: boolean): void => {
    for (const entry of entries) spooled.add(runIdOf(entry));
    spool.append(entries, durable);
    isFailing = true;
    tryAgainAt = Math.max(tryAgainAt, now() + RECOVER_MS);
  };

  /** Notes how long who waited waited for nothing. */
  const giveUp = (began: number): void => {
    isFailing = true;
    try {
      revive();
    } catch {
      // Not even that.
    }
    const took = tick() - began;
    askAgainAt = took < LONG_MS ? 0 : now() + Math.min(MOST_RECOVER_MS, 4 * took);
    tryAgainAt = Math.max(askAgainAt, now() + RECOVER_MS);
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

  const catchUp = async (urgent: boolean, isLast = false): Promise<boolean> => {
    if (!isBehind()) return true;
    if (!isLast && isFailing && now() < (urgent ? askAgainAt : tryAgainAt)) return false;
    const began = tick();
    try {
      revive();
      await ingest(urgent ? patience : patience / 10);
      isFailing = false;
      return true;
    } catch {
      giveUp(began);
      return false;
    }
  };

  /** Into the database, else into the spool. */
  const keep = (
    entries: readonly Entry[],
    { durable, patienceMs, isHeard }: Way,
  ): Kept[] | 'spooled' | Promise<Kept[] | 'spooled'> => {
    const began = tick();
    const put = (some: readonly Entry[]) => persist(() => driver.apply(some, durable), patienceMs);
    return orElse<Kept[] | 'spooled'>(
      () => {
        revive();
        const outcomes = entries.length === 0 ? [] : applyEach(entries, put);
        return isLater(outcomes) ? outcomes.then(putAside) : putAside(outcomes);
      },
      () => {
        // Whatever keeps the database from taking it, the spool is for.
        giveUp(began);
        return spoolAll(entries, durable);
      },
    );

    /** Nobody hears of what was refused but the spool. */
    function putAside(outcomes: Kept[]): Kept[] {
      const unheard = outcomes.includes('refused')
        ? entries.filter((_, at) => outcomes[at] === 'refused' && !isHeard(at))
        : [];
      if (unheard.length > 0) toSpool(unheard, durable);
      return outcomes;
    }
  };

  const spoolAll = (entries: readonly Entry[], durable: boolean): 'spooled' => {
    if (entries.length > 0) toSpool(entries, durable);
    return 'spooled';
  };

  /** Until it is known what becomes of entries, a process that ends may write them itself. */
  const inFlightUntil = async <T>(entries: readonly Entry[], writing: Promise<T>): Promise<T> => {
    for (const entry of entries) inFlight.add(entry);
    try {
      return await writing;
    } finally {
      for (const entry of entries) inFlight.delete(entry);
    }
  };

  return {
    catchUp,
    ingest: () => ingest(),
    write(made, urgent) {
      const entries = made.map(({ entry }) => entry);
      const durable = made.some(isProduction);
      const isHeard = (at: number): boolean => made[at]?.waiting !== undefined;
      const way = { durable, patienceMs: urgent ? patience : patience / 10, isHeard };
      const writing = isBehind()
        ? catchUp(urgent).then((isThere) => (isThere ? keep(entries, way) : spoolAll(entries, durable)))
        : keep(entries, way);
      return isLater(writing) ? inFlightUntil(entries, writing) : writing;
    },
    writeNow(made, durable) {
      // What is on its way may never arrive, so it comes along; none is applied twice.
      const entries = [...inFlight, ...made];
      if (driver.applySync === undefined && !isFailing) {
        // The database is not in the process: its entries wait in a file until it has them.
        spool.append(entries, durable);
        return 'spooled';
      }
      if (driver.applySync !== undefined && !isBehind()) {
        try {
          revive();
          return driver.applySync(entries, durable).slice(entries.length - made.length);
        } catch {
          // As above.
        }
      }
      toSpool(entries, durable);
      return 'spooled';
    },
    hasMore: () => isBehind() && !isFailing,
    isWaiting: () => isBehind() && isFailing,
    async answers() {
      try {
        revive();
        await driver.apply([], false);
      } catch {
        return false;
      }
      isFailing = false;
      askAgainAt = tryAgainAt = 0;
      return true;
    },
    wasSpooled: (run_id) => spooled.has(run_id),
    get revived() {
      return revived;
    },
  };
}
