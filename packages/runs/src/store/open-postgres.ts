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
 * @param answerMs so long a server may take for what a run asks or writes: one that is cut off says nothing,
 *   not even that
 * @throws {AgentReplayError} `INFRASTRUCTURE` when `pg` is not installed.
 */
export async function openPostgres(url: string, answerMs: number = ANSWER_MS): Promise<Driver> {
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
  // Of one that breaks in use, the query that it breaks tells. A server that went down has forgotten what it was told
  // last and nobody waited for.
  let broken = 0;
  pool.on('connect', (client) => void client.on('error', () => (broken += 1)));
  let db: Promise<Kysely<Tables>> | undefined;
  try {
    const found = await migrate(pool, answerMs);
    const known = new Set<string>();
    const ask = <T>(work: Work<T>): Promise<T> => withClient(pool, work, answerMs);
    const ensure = (entries: readonly Entry[]): Promise<void> =>
      ensureMonths((sql) => ask((client) => client.query(sql)), entries.map(runIdOf), known);
    return {
      kind: 'postgres',
      db: () => (db ??= queryBuilder(pool)),
      async plain(sql, values) {
        let at = 0;
        const { rows } = await pool.query<object>(
          sql.replaceAll('?', () => `$${(at += 1)}`),
          [...values],
        );
        return rows;
      },
      async lastAttempt(...of) {
        const query = { name: 'last_attempt', text: LAST_ATTEMPT, values: of };
        const { rows } = await ask((client) => client.query<{ last: number }>(query));
        return rows[0]?.last ?? 0;
      },
      dropMonths: (before) => dropMonths(pool, before),
      newerThanKnown: found > VERSION ? found : null,
      async apply(entries, durable) {
        if (found > VERSION) throw new Error('the database was made by a newer version');
        const applyAll = workOf(entries, durable);
        await ensure(entries);
        try {
          return await ask(applyAll);
        } catch (error) {
          if (!isMonthMissing(error)) throw error;
          known.clear(); // Retention took the month away meanwhile.
          await ensure(entries);
          return ask(applyAll);
        }
      },
      revive: () => broken,
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
async function migrate(pool: Pool, answerMs: number): Promise<number> {
  const before = await withClient(pool, versionOf, answerMs);
  if (before >= VERSION) return before;
  const bringForward = async (client: PoolClient): Promise<number> => {
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
  };
  return withClient(pool, inTransaction(true, bringForward), LONGEST_MS);
}

async function versionOf(client: PoolClient): Promise<number> {
  const { rows: tables } = await client.query<{ name: string | null }>(
    "select to_regclass('agent_replay_meta') as name",
  );
  if (tables[0]?.name === null) return 0;
  const { rows } = await client.query<{ value: string }>(
    "select value from agent_replay_meta where name = 'version'",
  );
  return Number(rows[0]?.value ?? 0);
}

type Work<T> = (client: PoolClient) => Promise<T>;

/** One statement is a transaction without being told, which saves two ways to the server and back. */
function workOf(entries: readonly Entry[], durable: boolean): Work<Outcome[]> {
  const applyAll: Work<Outcome[]> = (client) => applyEntries(client, entries);
  return durable && isOneStatement(entries) ? applyAll : inTransaction(durable, applyAll);
}

function inTransaction<T>(durable: boolean, work: Work<T>): Work<T> {
  return async (client) => {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off');
    const result = await work(client);
    await client.query('commit');
    return result;
  };
}

const ANSWER_MS = 15_000;
/** And so long for anything. */
const LONGEST_MS = 600_000;
const SILENT = 'the server did not answer in time';

/** Lends a connection, and undoes what failed on it; one that may not be sound is not used again. */
async function withClient<T>(pool: Pool, work: Work<T>, limitMs: number): Promise<T> {
  const client = await pool.connect();
  let isSound = true;
  try {
    return await within(limitMs, work(client), SILENT);
  } catch (error) {
    isSound = isAnswer(error) && (await isUndone(client, limitMs));
    throw error;
  } finally {
    client.release(!isSound);
  }
}

/** True for an error that the server has told, as a deadlock: the connection waits for what comes next. */
function isAnswer(error: unknown): boolean {
  return typeof (error as { severity?: unknown }).severity === 'string';
}

async function isUndone(client: PoolClient, limitMs: number): Promise<boolean> {
  return within(limitMs, client.query('rollback'), SILENT).then(
    () => true,
    () => false,
  );
}
