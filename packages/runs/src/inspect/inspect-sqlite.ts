import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite, type Sqlite } from '../store/load-sqlite.ts';
import { VERSION } from '../store/migrations.ts';
import { type DatabaseState, type StoreCondition, unseen } from './store-state.ts';

/** So long another process may keep the file before it counts as locked. */
const BUSY_MS = 2000;
/** A larger file is looked through without comparing its indexes with its rows, which takes several times as long. */
const LARGE = 256 * 2 ** 20;
/** With less a write fails soon. */
const ROOM = 2 ** 20;

/**
 * Looks into a SQLite file over a connection that cannot write.
 *
 * @param before a deadline that is over
 */
export async function inspectSqlite(path: string, before: number): Promise<DatabaseState> {
  try {
    const size = path === ':memory:' ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (size === 0) return absent(path);
    const sqlite = await loadSqlite();
    const reader = new sqlite.DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    try {
      return look(reader, size) ?? { ...seen(reader, before), ...whetherWritable(sqlite, path) };
    } finally {
      reader.close();
    }
  } catch (error) {
    // SQLite calls it an error of the disk where it finds no room for what it keeps beside a file.
    return isFull(path) ? FULL : unseen(conditionOf(error, 'unreachable'), textOf(error));
  }
}

/** There is none; or none can be made, for what stands in its way. */
function absent(path: string): DatabaseState {
  const obstacle = path === ':memory:' ? null : obstacleTo(path);
  return obstacle === null ? { ...unseen('absent'), schema: 0 } : unseen('unwritable', obstacle);
}

/** What keeps a file from being made, its folders with it; null where nothing is known to. */
function obstacleTo(path: string): string | null {
  const nearest = existsSync(path) ? path : folderAbove(path);
  if (nearest !== path && !statSync(nearest).isDirectory()) return `${nearest} is no folder`;
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    return textOf(error);
  }
  return isFull(nearest) ? (FULL.detail ?? null) : null;
}

/** What there is of the folders of a path. */
function folderAbove(path: string): string {
  const folder = dirname(path);
  return folder === path || existsSync(folder) ? folder : folderAbove(folder);
}

/** What keeps a file from being a store, whatever its locks; undefined for one that is a store. */
function look(reader: DatabaseSync, size: number): DatabaseState | undefined {
  const check = size > LARGE ? 'quick_check' : 'integrity_check';
  const integrity = String(Object.values(reader.prepare(`pragma ${check}(1)`).get() ?? {})[0]);
  const schema = schemaOf(reader);
  if (integrity !== 'ok') return { ...unseen('corrupt', integrity), schema, integrity };
  if (schema > VERSION) return { ...unseen('newer'), schema, integrity };
  const tables = reader.prepare("select name from sqlite_schema where type = 'table'").all();
  if (tables.length === 0) return { ...unseen('absent'), schema, integrity };
  if (schema > 0 && tables.some(({ name }) => name === 'runs')) return undefined;
  return { ...unseen('foreign', `it holds ${tables.map(({ name }) => name).join(', ')}`), schema, integrity };
}

function seen(reader: DatabaseSync, before: number): Omit<DatabaseState, 'condition' | 'detail'> {
  const { open, overdue } = reader
    .prepare(
      'select count(*) as open, coalesce(sum(deadline_at < ?), 0) as overdue from runs where closed_at is null',
    )
    .get(before) as { open: number; overdue: number };
  const schema = schemaOf(reader);
  return { fix: null, schema, integrity: 'ok', open_runs: open, overdue_runs: overdue };
}

function schemaOf(reader: DatabaseSync): number {
  return Number(reader.prepare('pragma user_version').get()?.['user_version']);
}

/** Takes the lock of a writer and gives it back. The reader stays open meanwhile, so that nothing is checkpointed. */
function whetherWritable(sqlite: Sqlite, path: string): Pick<DatabaseState, 'condition' | 'detail'> {
  if (isFull(path)) return { condition: FULL.condition, detail: FULL.detail };
  try {
    const writer = new sqlite.DatabaseSync(path, { timeout: BUSY_MS });
    try {
      writer.exec('begin immediate; rollback');
      return { condition: 'sound', detail: null };
    } finally {
      writer.close();
    }
  } catch (error) {
    return { condition: conditionOf(error, 'unwritable'), detail: textOf(error) };
  }
}

const FULL = unseen('unwritable', 'its disk is full');

function isFull(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize < ROOM;
}

// SQLITE_BUSY, SQLITE_LOCKED; SQLITE_CORRUPT, SQLITE_NOTADB.
const CONDITIONS: ReadonlyMap<number, StoreCondition> = new Map([
  [5, 'locked'],
  [6, 'locked'],
  [11, 'corrupt'],
  [26, 'corrupt'],
]);

function conditionOf(error: unknown, otherwise: StoreCondition): StoreCondition {
  const { errcode } = error as { errcode?: unknown };
  return (typeof errcode === 'number' ? CONDITIONS.get(errcode % 256) : undefined) ?? otherwise;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
