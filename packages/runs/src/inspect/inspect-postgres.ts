import { VERSION } from '../store/migrations.ts';
import { postgresFix } from '../store/postgres-fix.ts';
import { type DatabaseState, type StoreCondition, unseen } from './store-state.ts';

const BOUND_MS = 5000;

interface Counts {
  open: string;
  overdue: string;
}

/**
 * Looks into a PostgreSQL database over a connection that cannot write.
 *
 * @param before a deadline that is over
 */
export async function inspectPostgres(url: string, before: number): Promise<DatabaseState> {
  try {
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: BOUND_MS,
      query_timeout: BOUND_MS,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const value = async <T extends object>(sql: string, values: unknown[] = []): Promise<T | undefined> =>
        (await client.query<T>(sql, values)).rows[0];
      const session = await value<Session>(SESSION);
      await client.query('set default_transaction_read_only = on');
      const names = await value<{ meta: string | null; runs: string | null }>(
        "select to_regclass('agent_replay_meta') as meta, to_regclass('runs') as runs",
      );
      if (names?.meta === null)
        return names.runs === null
          ? { ...conditionOf('absent', faultOf(session)), schema: 0 }
          : { ...unseen('foreign', 'it holds a table "runs" of another program'), schema: 0 };
      const version = await value<{ value: string }>(
        "select value from agent_replay_meta where name = 'version'",
      );
      const schema = Number(version?.value ?? 0);
      if (schema > VERSION) return { ...unseen('newer'), schema };
      const counts = await value<Counts>(
        'select count(*) as open, count(*) filter (where deadline_at < $1) as overdue from runs where closed_at is null',
        [before],
      );
      const rights = await value<Rights>(RIGHTS);
      return {
        ...conditionOf('sound', faultOf(session, rights)),
        schema,
        open_runs: Number(counts?.open),
        overdue_runs: Number(counts?.overdue),
      };
    } finally {
      await client.end();
    }
  } catch (error) {
    return unseen('unreachable', textOf(error), postgresFix(error));
  }
}

/** What a session may do that was given nothing but the URL. */
interface Session {
  role: string;
  is_standby: boolean;
  is_reading: boolean;
  may_create: boolean | null;
}

const SESSION = `select current_user as role, pg_is_in_recovery() as is_standby,
  current_setting('default_transaction_read_only') = 'on' as is_reading,
  has_schema_privilege(current_schema(), 'create') as may_create`;

/** What it may do with the tables that are there. */
interface Rights {
  may_write: boolean;
  /** Only who owns a table makes partitions of it. */
  is_owner: boolean;
}

const RIGHTS = `select
  bool_and(has_table_privilege(oid, 'insert') and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete')) as may_write,
  bool_and(pg_has_role(relowner, 'usage')) as is_owner
  from pg_class where oid in ('runs'::regclass, 'events'::regclass, 'attempts'::regclass, 'failures'::regclass)`;

/** What keeps runs from being written; null where nothing does. */
function faultOf(session: Session | undefined, rights?: Rights): string | null {
  if (session === undefined) return null;
  const { role, is_standby, is_reading, may_create } = session;
  if (is_standby) return 'the server is a standby, which only reads';
  if (is_reading) return `it is set to be read only (default_transaction_read_only) for role "${role}"`;
  if (rights?.may_write === false) return `role "${role}" may not write to its tables`;
  if (may_create !== true) return `role "${role}" may not create in its schema`;
  return rights?.is_owner === false
    ? `role "${role}" does not own its tables, and cannot make the partition of the next month`
    : null;
}

function conditionOf(condition: StoreCondition, fault: string | null): DatabaseState {
  return fault === null ? unseen(condition) : unseen('unwritable', fault);
}

/** A connection that is refused at every address of a name has no message of its own. */
function textOf(error: unknown): string {
  const { message, errors } = error as { message?: string; errors?: { message: string }[] };
  return message === '' || message === undefined ? String(errors?.[0]?.message ?? error) : message;
}
