import { closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AgentReplayError } from '@agent-replay/contracts';
import { makeFolders } from '@agent-replay/redaction';
import type { Kysely } from 'kysely';
import { askSqlite } from './ask-sqlite.ts';
import type { Driver } from './driver.ts';
import { type Entry, isReplay } from './entry.ts';
import { loadSqlite, type Sqlite } from './load-sqlite.ts';
import { migrationsFrom, VERSION } from './migrations.ts';
import { persist } from './persist.ts';
import { prepareWrites, type Writes } from './sqlite-writes.ts';
import { createLogSync, type LogSync } from './sync-log.ts';
import type { Tables } from './tables.ts';

const LAST_ATTEMPT = `select coalesce(max(attempt), 0) as last from runs
  where task_id = ?1 and run_type = ?2 and (?3 is null or agent_name = ?3)`;
// For opening. While it writes, a connection waits as long as the write is worth; see sqlite-writes.ts.
const BUSY_MS = 50;

/**
 * Opens a SQLite file, and makes it where there is none. What a start or a close commits is synced to
 * the disk before it is acknowledged; events in between are not: those survive the process, and the
 * next start or close of any process carries them to the disk.
 *
 * @param patienceMs how long a file that others have locked is waited for
 * @param opening does what opens the file
 */
export async function openSqlite(
  path: string,
  patienceMs: number,
  opening: <T>(open: () => T) => T = (open) => open(),
): Promise<Driver> {
  const sqlite = await loadSqlite();
  const openMain = (): OpenFile => opening(() => openOnce(sqlite, path));
  // Processes that open a fresh file at once lock each other out for moments: the busy timeout does not cover all of it.
  let main = await persist(async () => openMain(), patienceMs);
  let reader: DatabaseSync | undefined;
  let attempts: StatementSync | undefined;
  let revived = 0;
  let isClosed = false;
  let db: Promise<Kysely<Tables>> | undefined;
  // A database in memory belongs to its connection.
  const read = (): DatabaseSync => {
    if (isClosed) throw closed(path);
    return path === ':memory:' ? main.connection : (reader ??= opening(() => connect(sqlite, path, 1000)));
  };
  const isSynced = (entries: readonly Entry[], durable: boolean): boolean =>
    durable && path !== ':memory:' && !entries.every(isReplay);
  return {
    kind: 'sqlite',
    db: () => (db ??= queryBuilder(read)),
    plain: async (sql, values) => askSqlite(read(), sql, values).rows,
    async lastAttempt(task, runType, agent) {
      // Asked before each run: the connection that writes has the pages that it wrote last in its memory.
      if (isClosed) throw closed(path);
      attempts ??= main.connection.prepare(LAST_ATTEMPT);
      return Number(attempts.get(task, runType, agent)?.['last']);
    },
    newerThanKnown: main.newer,
    apply(entries, durable) {
      const outcomes = main.writes.apply(entries, durable);
      const syncing = isSynced(entries, durable) ? main.log.sync() : undefined;
      return syncing === undefined ? outcomes : syncing.then(() => outcomes);
    },
    applySync(entries, durable) {
      const outcomes = main.writes.apply(entries, durable);
      if (isSynced(entries, durable)) main.log.syncNow();
      return outcomes;
    },
    revive() {
      if (isClosed) throw closed(path);
      if (main.file === identityOf(path)) return revived;
      const fresh = openMain();
      closeAll(main);
      closeQuietly(reader);
      reader = attempts = undefined;
      main = fresh;
      revived += 1;
      return revived;
    },
    async close() {
      isClosed = true;
      closeQuietly(reader);
      closeAll(main);
    },
  };
}

async function queryBuilder(read: () => DatabaseSync): Promise<Kysely<Tables>> {
  const { openKysely } = await import('./sqlite-dialect.ts');
  return openKysely(read);
}

interface OpenFile {
  connection: DatabaseSync;
  writes: Writes;
  log: LogSync;
  newer: number | null;
  file: string;
}

function openOnce(sqlite: Sqlite, path: string): OpenFile {
  if (path !== ':memory:') makeFile(path);
  const connection = connect(sqlite, path, BUSY_MS);
  try {
    connection.exec('pragma journal_mode=wal');
    const found = migrate(connection);
    const newer = found > VERSION ? found : null;
    const writes = newer === null ? prepareWrites(connection) : refuseWrites(path);
    return { connection, writes, log: createLogSync(fileOf(path)), newer, file: identityOf(path) };
  } catch (error) {
    closeQuietly(connection);
    throw error;
  }
}

/** What a path leads to: SQLite puts its log beside that, not beside a symbolic link. */
function fileOf(path: string): string {
  return path === ':memory:' ? path : realpathSync(path);
}

/** Its owner's alone, whatever the umask says; SQLite gives what it puts beside a database the same mode. */
function makeFile(path: string): void {
  makeFolders(dirname(path), 0o700);
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
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
    for (const sql of migrationsFrom(found, 'sqlite')) connection.exec(sql);
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

function closed(path: string): AgentReplayError {
  return new AgentReplayError('STORE_UNAVAILABLE', `Failed to use store "${path}": it was closed.`, {
    lines: [['fix', 'close a store when its last run is closed and nothing is asked of it any more']],
    details: { url: path },
  });
}

function closeAll({ connection, log }: OpenFile): void {
  log.close();
  closeQuietly(connection);
}

function closeQuietly(connection: DatabaseSync | undefined): void {
  try {
    connection?.close();
  } catch {
    // Closed already.
  }
}
