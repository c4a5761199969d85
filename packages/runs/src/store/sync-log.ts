import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { tick } from '../native-time.ts';

/** So long may a sync keep the process, as a rule; waking a thread and coming back takes a good part of it. */
const QUICK_MS = 2;
/** So many are given to a thread once a disk is slow, before it is tried again. */
const GIVEN_AWAY = 32;
/** How much of the last sync is in what the next one is expected to take. */
const NEWEST = 0.25;

/** Carries what was committed to a SQLite file to the disk. */
export interface LogSync {
  /** Resolves when the disk has all that was committed before. The event loop goes on meanwhile. */
  sync(): Promise<void>;
  syncNow(): void;
  close(): void;
}

/**
 * Syncs the write-ahead log of a SQLite file from outside of SQLite, whose own sync (`synchronous=FULL`)
 * stands still with the whole process and keeps every other writer out meanwhile. The log's frames are
 * all that a commit writes; a checkpoint syncs log and database itself before the log begins anew
 * (https://sqlite.org/wal.html). The lock of POSIX that a closed file takes along is on the database
 * and its `-shm`, never on the log.
 *
 * A quick disk is synced in place, which takes less than waking a thread; a slow one is synced by a thread, so
 * that it keeps nobody but who waits for it.
 */
export function createLogSync(path: string): LogSync {
  let file: number | undefined;
  let expectedMs = 0;
  let givenAway = 0;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // Windows flushes only what was opened for writing.
  const open = (): number => (file ??= openSync(`${path}-wal`, 'r+'));
  const giveAway = (): Promise<void> => {
    givenAway += 1;
    running = new Promise<void>((resolve, reject) => {
      // What of the file's own entry is needed to read it, its size, goes along; the times do not.
      fdatasync(open(), (error) => (error === null ? resolve() : reject(error)));
    }).finally(() => (running = undefined));
    return running;
  };
  const inPlace = (): void => {
    const began = tick();
    fdatasyncSync(open());
    expectedMs += (tick() - began - expectedMs) * (givenAway > 0 ? 1 : NEWEST);
    givenAway = 0;
  };
  return {
    async sync() {
      if (running === undefined)
        return expectedMs < QUICK_MS || givenAway >= GIVEN_AWAY ? inPlace() : giveAway();
      // One that has begun may have missed the last commit; all who wait share the one after it.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return giveAway();
        });
      return next;
    },
    syncNow: () => fdatasyncSync(open()),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
