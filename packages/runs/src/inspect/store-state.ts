import type { SpoolBacklog } from './spool-backlog.ts';

/**
 * Whether a store can be used:
 * - `sound`: it can be read and written
 * - `absent`: there is none yet; it is made when the first run starts
 * - `newer`: a newer release made its tables, so that this one leaves it alone
 * - `locked`: another process keeps it to itself
 * - `corrupt`: its file is damaged, or no database
 * - `foreign`: it holds the tables of another program
 * - `unwritable`: it can be read only, or its disk is full
 * - `unreachable`: it cannot be opened
 */
export type StoreCondition =
  | 'sound'
  | 'absent'
  | 'newer'
  | 'locked'
  | 'corrupt'
  | 'foreign'
  | 'unwritable'
  | 'unreachable';

/** What a look into a database found; null is what could not be seen. */
export interface DatabaseState {
  condition: StoreCondition;
  /** What the database said itself, where it is not sound. */
  detail: string | null;
  /** Version of its tables; 0 where there are none. */
  schema: number | null;
  /** What SQLite says of the file's structure, `ok` where it is whole; null for PostgreSQL. */
  integrity: string | null;
  /** What to do, where its error tells; null else. */
  fix: string | null;
  open_runs: number | null;
  /** Open runs whose time and a minute of grace are up: a watchdog closes them. */
  overdue_runs: number | null;
}

/** What `doctor` says of a store. */
export interface StoreState extends DatabaseState {
  /** As it was named, without a password. */
  url: string;
  kind: 'sqlite' | 'postgres';
  /** Version of the tables that this release reads and writes. */
  known_schema: number;
  /** What waits to be read into the database, and the folder where that is looked for first. */
  spool: SpoolBacklog & { folder: string };
  /** What waits beside it for a store of another name: this one has no part in it, unless it had that name before. */
  other_spools: (SpoolBacklog & { folder: string })[];
}

/** A database of which nothing more could be seen. */
export function unseen(
  condition: StoreCondition,
  detail: string | null = null,
  fix: string | null = null,
): DatabaseState {
  return { condition, detail, fix, schema: null, integrity: null, open_runs: null, overdue_runs: null };
}
