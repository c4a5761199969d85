import { loadSqlite } from './load-sqlite.ts';

/** What `doctor` says about the SQLite in this Node. */
export interface SqliteFacts {
  version: string;
  /**
   * True for a release in which two connections may corrupt a database in WAL mode while one of them
   * writes and another resets the log (SQLite 3.7.0 to 3.51.2; fixed in 3.51.3 of March 2026).
   */
  has_wal_reset_race: boolean;
  fix: string | null;
}

/** Looks which SQLite this Node has. @throws {AgentReplayError} `INFRASTRUCTURE` where there is none. */
export async function sqliteFacts(): Promise<SqliteFacts> {
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(':memory:');
  try {
    return sqliteFactsOf(String(database.prepare('select sqlite_version() as version').get()?.['version']));
  } finally {
    database.close();
  }
}

/** The same for a version. */
export function sqliteFactsOf(version: string): SqliteFacts {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const isFixed = major > 3 || (major === 3 && (minor > 51 || (minor === 51 && patch >= 3)));
  const fix = isFixed
    ? null
    : 'use Node 22.23 or later, 24 or 26, let one process at a time write to the store, or use postgres://';
  return { version, has_wal_reset_race: !isFixed, fix };
}
