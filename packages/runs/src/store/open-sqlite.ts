import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { sleep } from '../native-time.ts';
import type { Driver } from './driver.ts';
import type { Entry, Outcome } from './entry.ts';
import { loadSqlite, type Sqlite } from './load-sqlite.ts';
import { migrationsFrom, VERSION } from './migrations.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { isBusy } from './persist.ts';
import { prepareWrites, type Writes } from './sqlite-writes.ts';
import type { Tables } from './tables.ts';

const OPEN_ATTEMPTS = 200;
// For opening. While it writes, a connection waits as long as the write is worth; see sqlite-writes.ts.
const BUSY_MS = 50;

/**
 * Opens a SQLite file, and makes it where there is none. Commits of starts and closes are synced to
 * the disk (`synchronous=FULL`), events in between are not (`NORMAL`): those survive the process, and
 * the next start or close of any process carries them to the disk.
 */
export async function openSqlite(path: string): Promise<Driver> {
  const sqlite = await loadSqlite();
  let main = await openFile(sqlite, path);
  let reader: DatabaseSync | undefined;
  const read = (): DatabaseSync => (reader ??= connect(sqlite, path, 1000));
  const db = new Kysely<Tables>({ dialect: sqliteDialect(read) });
  const applySync = (entries: readonly Entry[], durable: boolean): Outcome[] =>
    main.writes.apply(entries, durable);
  return {
    kind: 'sqlite',
    db,
    newerThanKnown: main.newer,
    apply: async (entries, durable) => applySync(entries, durable),
    applySync,
    revive() {
      if (main.file === identityOf(path)) return;
      const fresh = openOnce(sqlite, path);
      closeQuietly(main.connection);
      closeQuietly(reader);
      reader = undefined;
      main = fresh;
    },
    async close() {
      await db.destroy();
      closeQuietly(reader);
      closeQuietly(main.connection);
    },
  };
}

interface OpenFile {
  connection: DatabaseSync;
  writes: Writes;
  newer: number | null;
  file: string;
}

/** Processes that open a fresh file at once lock each other out for moments: the busy timeout does not cover all of it. */
async function openFile(sqlite: Sqlite, path: string): Promise<OpenFile> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return openOnce(sqlite, path);
    } catch (error) {
      if (attempt === OPEN_ATTEMPTS || !isBusy(error)) throw error;
      await sleep(5 + Math.random() * 45);
    }
  }
}

function openOnce(sqlite: Sqlite, path: string): OpenFile {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const connection = connect(sqlite, path, BUSY_MS);
  try {
    connection.exec('pragma journal_mode=wal');
    const found = migrate(connection);
    const newer = found > VERSION ? found : null;
    const writes = newer === null ? prepareWrites(connection) : refuseWrites(path);
    return { connection, writes, newer, file: identityOf(path) };
  } catch (error) {
    closeQuietly(connection);
    throw error;
  }
}

function connect(sqlite: Sqlite, path: string, busyMs: number): DatabaseSync {
  const connection = new sqlite.DatabaseSync(path, { timeout: busyMs });
  connection.exec(`pragma busy_timeout=${busyMs}; pragma synchronous=normal`);
  return connection;
}

/** Brings the tables forward; returns the version that was found. */
function migrate(connection: DatabaseSync): number {
  const version = (): number => Number(connection.prepare('pragma user_version').get()?.['user_version']);
  if (version() >= VERSION) return version();
  connection.exec('begin immediate');
  try {
    const found = version();
    const db = new Kysely<Tables>({ dialect: sqliteDialect(() => connection) });
    for (const { sql } of migrationsFrom(found, db, 'sqlite')) connection.exec(sql);
    connection.exec(`pragma user_version=${VERSION}; commit`);
    return VERSION;
  } catch (error) {
    connection.exec('rollback');
    throw error;
  }
}

function refuseWrites(path: string): Writes {
  return {
    apply() {
      throw Object.assign(new Error(`${path} was made by a newer version`), { code: 'NEWER_VERSION' });
    },
  };
}

/** Which file a path leads to; another one when it was deleted or replaced. */
function identityOf(path: string): string {
  if (path === ':memory:') return path;
  const { dev, ino } = statSync(path, { throwIfNoEntry: false }) ?? { dev: 0, ino: 0 };
  return `${dev}:${ino}`;
}

function closeQuietly(connection: DatabaseSync | undefined): void {
  try {
    connection?.close();
  } catch {
    // Closed already.
  }
}
