import { closeSync, fsync, fsyncSync, openSync } from 'node:fs';
import { tick } from '../native-time.ts';

/** Waking a thread and coming back takes a good part of this. */
const QUICK_MS = 1;
/** So many follow one that was slow, before the disk is tried again. */
const GIVEN_AWAY = 32;

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
 * A disk that is quicker than a thread is woken is synced in place; after one sync that took long, the next
 * ones are given away, so that a slow disk keeps nobody but who waits for it.
 */
export function createLogSync(path: string): LogSync {
  let file: number | undefined;
  let isQuick = false;
  let givenAway = 0;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // Windows flushes only what was opened for writing.
  const open = (): number => (file ??= openSync(`${path}-wal`, 'r+'));
  const start = (): Promise<void> => {
    const began = tick();
    givenAway += 1;
    running = new Promise<void>((resolve, reject) => {
      fsync(open(), (error) => (error === null ? resolve() : reject(error)));
    }).finally(() => {
      running = undefined;
      // What a thread and back takes is in it, too.
      isQuick = givenAway >= GIVEN_AWAY && tick() - began < 2 * QUICK_MS;
    });
    return running;
  };
  const inPlace = (): void => {
    const began = tick();
    fsyncSync(open());
    isQuick = tick() - began < QUICK_MS;
    givenAway = 0;
  };
  return {
    async sync() {
      if (running === undefined) return isQuick ? inPlace() : start();
      // One that has begun may have missed the last commit; all who wait share the one after it.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
    syncNow: () => fsyncSync(open()),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
