import { Socket } from 'node:net';
import { AgentReplayError } from '@agent-replay/contracts';
import type { Kysely } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Driver } from './driver.ts';
import { type Entry, type Outcome, runIdOf } from './entry.ts';
import { within } from '../native-time.ts';
import { migrationsFrom, VERSION } from './migrations.ts';
import { dropMonths, ensureMonths, isMonthMissing } from './partitions.ts';
import { applyEntries, isOneStatement } from './postgres-writes.ts';
import type { Tables } from './tables.ts';

const MIGRATION_LOCK = 7_205_759_403;
const LAST_ATTEMPT = `select coalesce(max(attempt), 0) as last from runs
  where task_id = $1 and run_type = $2 and ($3::text is null or agent_name = $3)`;

/**
 * Opens a PostgreSQL database (15 or later) through `pg`, and makes its tables where there are none.
 * Runs and events are kept in a partition for each month.
 *
 * @throws {AgentReplayError} `INFRASTRUCTURE` when `pg` is not installed.
 */
export async function openPostgres(url: string): Promise<Driver> {
  const pg = await loadPg();
  const pool: Pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 5000,
    query_timeout: LONGEST_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    stream: ownSocket,
    types: {
      getTypeParser: ((oid, format) =>
        oid === pg.types.builtins.INT8
          ? Number
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks while nobody uses it is replaced when the next is needed.
  pool.on('error', () => undefined);
  // Of one that breaks in use, the query that it breaks tells.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  let db: Promise<Kysely<Tables>> | undefined;
  try {
    const found = await migrate(pool);
    const known = new Set<string>();
    return {
      kind: 'postgres',
      db: () => (db ??= queryBuilder(pool)),
      async lastAttempt(...of) {
        const { rows } = await pool.query<{ last: number }>({
          name: 'last_attempt',
          text: LAST_ATTEMPT,
          values: of,
        });
        return rows[0]?.last ?? 0;
      },
      dropMonths: (before) => dropMonths(pool, before),
      newerThanKnown: found > VERSION ? found : null,
      async apply(entries, durable) {
        if (found > VERSION) throw new Error('the database was made by a newer version');
        await within(ANSWER_MS, ensureMonths(pool, entries.map(runIdOf), known), SILENT);
        try {
          return await applyIn(pool, entries, durable);
        } catch (error) {
          if (!isMonthMissing(error)) throw error;
          known.clear(); // Retention took the month away meanwhile.
          await ensureMonths(pool, entries.map(runIdOf), known);
          return applyIn(pool, entries, durable);
        }
      },
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** A connection that no run is asked about: its own record goes over it. */
function ownSocket(): Socket {
  return Object.assign(new Socket(), { [OWN_SOCKET]: true });
}

const OWN_SOCKET = Symbol.for('agent-replay.own-socket');

async function queryBuilder(pool: Pool): Promise<Kysely<Tables>> {
  const { openPostgresKysely } = await import('./postgres-dialect.ts');
  return openPostgresKysely(pool);
}

async function loadPg(): Promise<(typeof import('pg'))['default']> {
  try {
    const module = await import('pg');
    return module.default;
  } catch (cause) {
    throw new AgentReplayError('INFRASTRUCTURE', 'Failed to load "pg": it is not installed.', {
      lines: [['fix', 'npm install pg']],
      cause,
    });
  }
}

/** Brings the tables forward, one process at a time; returns the version that is there. */
async function migrate(pool: Pool): Promise<number> {
  const before = await versionOf(pool);
  if (before >= VERSION) return before;
  return inTransaction(
    pool,
    true,
    async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await client.query(
        'create table if not exists agent_replay_meta (name text primary key, value text not null)',
      );
      const found = await versionOf(client);
      if (found >= VERSION) return found;
      for (const sql of migrationsFrom(found, 'postgres')) await client.query(sql);
      await client.query(
        `insert into agent_replay_meta values ('version', $1) on conflict (name) do update set value = $1`,
        [String(VERSION)],
      );
      return VERSION;
    },
    LONGEST_MS,
  );
}

async function versionOf(client: Pool | PoolClient): Promise<number> {
  const { rows: tables } = await client.query<{ name: string | null }>(
    "select to_regclass('agent_replay_meta') as name",
  );
  if (tables[0]?.name === null) return 0;
  const { rows } = await client.query<{ value: string }>(
    "select value from agent_replay_meta where name = 'version'",
  );
  return Number(rows[0]?.value ?? 0);
}

/** One statement is a transaction without being told, which saves two ways to the server and back. */
async function applyIn(pool: Pool, entries: readonly Entry[], durable: boolean): Promise<Outcome[]> {
  if (!durable || !isOneStatement(entries))
    return inTransaction(pool, durable, (client) => applyEntries(client, entries));
  return withClient(pool, (client) => applyEntries(client, entries));
}

async function inTransaction<T>(
  pool: Pool,
  durable: boolean,
  work: (client: PoolClient) => Promise<T>,
  limitMs: number = ANSWER_MS,
): Promise<T> {
  const transaction = async (client: PoolClient): Promise<T> => {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off');
    const result = await work(client);
    await client.query('commit');
    return result;
  };
  return withClient(pool, transaction, limitMs);
}

/** So long a server may take for what is written at once: one that is cut off says nothing, not even that. */
const ANSWER_MS = 15_000;
/** And so long for anything. */
const LONGEST_MS = 600_000;
const SILENT = 'the server did not answer in time';

/** Lends a connection; one over which anything failed is not used again, and what was begun on it is undone. */
async function withClient<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  limitMs: number = ANSWER_MS,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await within(limitMs, work(client), SILENT);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}
