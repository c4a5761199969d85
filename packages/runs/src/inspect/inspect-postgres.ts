import { VERSION } from '../store/migrations.ts';
import { type DatabaseState, unseen } from './store-state.ts';

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
      options: '-c default_transaction_read_only=on',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const value = async <T extends object>(sql: string, values: unknown[] = []): Promise<T | undefined> =>
        (await client.query<T>(sql, values)).rows[0];
      const names = await value<{ meta: string | null; runs: string | null }>(
        "select to_regclass('agent_replay_meta') as meta, to_regclass('runs') as runs",
      );
      if (names?.meta === null)
        return names.runs === null
          ? { ...unseen('absent'), schema: 0 }
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
      const standby = await value<{ standby: boolean }>('select pg_is_in_recovery() as standby');
      return {
        ...(standby?.standby === true ? unseen('unwritable', STANDBY) : unseen('sound')),
        schema,
        open_runs: Number(counts?.open),
        overdue_runs: Number(counts?.overdue),
      };
    } finally {
      await client.end();
    }
  } catch (error) {
    return unseen('unreachable', textOf(error));
  }
}

const STANDBY = 'the server is a standby, which only reads';

/** A connection that is refused at every address of a name has no message of its own. */
function textOf(error: unknown): string {
  const { message, errors } = error as { message?: string; errors?: { message: string }[] };
  return message === '' || message === undefined ? String(errors?.[0]?.message ?? error) : message;
}
