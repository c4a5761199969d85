import { sha256 } from '@agent-replay/contracts';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { Tables } from './tables.ts';

/** A statement of more values is made for their number, and hardly comes again. */
const MOST_VALUES = 20;

/**
 * The query builder over a pool. The server keeps each statement prepared: to plan one anew, over the
 * partitions of years, takes longer than to answer it.
 */
export function openPostgresKysely(pool: Pool): Kysely<Tables> {
  const connect = async () => {
    const client = await pool.connect();
    return {
      query: (text: string, values: readonly unknown[]) =>
        client.query({
          ...(values.length > 0 && values.length <= MOST_VALUES && { name: nameOf(text) }),
          text,
          values: [...values],
        }),
      release: () => client.release(),
    };
  };
  const prepared = { connect, end: () => pool.end() } as unknown as Pool;
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: prepared }) });
}

const names = new Map<string, string>();

/** A name for a statement's text; the server takes 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `ask_${sha256(text).slice(0, 32)}`;
  names.set(text, name);
  return name;
}
