import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { tick } from '../native-time.ts';

/** So long may a sync keep the process, as a rule; waking a thread and coming back takes a good part of it. */
const QUICK_MS = 2;
/** A disk is as quick as the quickest of so many syncs: others had to wait for a processor, or for another writer's. */
const REMEMBERED = 8;
/** So many are given to a thread once a disk is slow, before it is tried again. */
const GIVEN_AWAY = 16;

/** Carries what was committed to a SQLite file to the disk. */
export interface LogSync {
  /**
   * Brings all that was committed before to the disk: undefined when that has it, where the disk is slow a promise, and
   * the event loop goes on meanwhile.
   */
  sync(): Promise<void> | undefined;
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
  /** What the last syncs in place took. */
  const took: number[] = [];
  let givenAway = 0;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // Windows flushes only what was opened for writing.
  const open = (): number => (file ??= openSync(`${path}-wal`, 'r+'));
  const isSlow = (): boolean => took.length > 0 && took.every((ms) => ms >= QUICK_MS);
  const giveAway = (): Promise<void> => {
    givenAway += 1;
    running = new Promise<void>((resolve, reject) => {
      // What of the file's own entry is needed to read it, its size, goes along; the times do not.
      fdatasync(open(), (error) => (error === null ? resolve() : reject(error)));
    }).finally(() => (running = undefined));
    return running;
  };
  const inPlace = (): undefined => {
    const began = tick();
    fdatasyncSync(open());
    took.push(tick() - began);
    if (took.length > REMEMBERED) took.shift();
    givenAway = 0;
  };
  return {
    sync() {
      if (running === undefined) return isSlow() && givenAway < GIVEN_AWAY ? giveAway() : inPlace();
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
