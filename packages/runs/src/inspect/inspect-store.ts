import { now } from '../native-time.ts';
import { VERSION } from '../store/migrations.ts';
import { spoolFolders, storePlace } from '../store/store-place.ts';
import { inspectPostgres } from './inspect-postgres.ts';
import { inspectSqlite } from './inspect-sqlite.ts';
import { backlogsBeside, spoolBacklog } from './spool-backlog.ts';
import type { StoreCondition, StoreState } from './store-state.ts';

/**
 * Looks whether a store can be used, without making, changing or migrating it: its tables' version, whether it is
 * whole, who keeps it, what is open in it, and what waits in its spool. Never throws for what a store is like.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the URL names no store
 */
export async function inspectStore(url: string): Promise<StoreState> {
  const place = storePlace(url);
  const inspect = place.kind === 'sqlite' ? inspectSqlite : inspectPostgres;
  const fixes = place.kind === 'sqlite' ? FIXES : POSTGRES_FIXES;
  const database = await inspect(place.target, now() - GRACE_MS);
  const folders = spoolFolders(place);
  const [own = ''] = folders;
  const spool = { folder: own, ...spoolBacklog(folders) };
  return {
    url: place.shown,
    kind: place.kind,
    ...database,
    known_schema: VERSION,
    spool,
    other_spools: backlogsBeside(own),
    fix: database.fix ?? fixes[database.condition] ?? fixFor(database.overdue_runs, spool),
  };
}

/** What a watchdog leaves a run beyond its time. */
const GRACE_MS = 60_000;

const FIXES: Partial<Record<StoreCondition, string>> = {
  newer: 'use the release of agent-replay that made it, or a newer one: until then runs wait in the spool',
  locked: 'end the process that keeps it, or wait for it: until then runs wait in the spool',
  corrupt: 'move the file away, or restore a copy of it: a new one is made where there is none',
  foreign: 'name another file or database in "store": this one holds the tables of another program',
  unwritable: 'free disk space, or make the file and its folder writable: until then runs wait in the spool',
  unreachable: 'check its path, and that it and its folder can be read and written',
};

const POSTGRES_FIXES: typeof FIXES = {
  ...FIXES,
  unreachable: 'check its URL, and that the server runs: until then runs wait in the spool',
  unwritable:
    'let its role write, create in the schema, and own the tables: until then runs wait in the spool',
};

function fixFor(overdue: number | null, { entries, torn }: StoreState['spool']): string | null {
  if (torn > 0) return 'look into the .torn files of the spool: the database refused what they hold';
  if (overdue !== null && overdue > 0) return 'close what was abandoned: agent-replay watchdog';
  return entries > 0 ? 'read the spool in: agent-replay runs' : null;
}
