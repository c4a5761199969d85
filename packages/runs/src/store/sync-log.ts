import { closeSync, fsync, fsyncSync, openSync } from 'node:fs';

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
 */
export function createLogSync(path: string): LogSync {
  let file: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // Windows flushes only what was opened for writing.
  const open = (): number => (file ??= openSync(`${path}-wal`, 'r+'));
  const start = (): Promise<void> => {
    running = new Promise<void>((resolve, reject) => {
      fsync(open(), (error) => (error === null ? resolve() : reject(error)));
    }).finally(() => (running = undefined));
    return running;
  };
  return {
    sync() {
      if (running === undefined) return start();
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
