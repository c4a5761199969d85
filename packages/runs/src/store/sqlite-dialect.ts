import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { askSqlite } from './ask-sqlite.ts';
import type { Tables } from './tables.ts';

/** The query builder over a connection of `node:sqlite`; `open` is called when the first query comes. */
export function openKysely(open: () => DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: sqliteDialect(open) });
}

/** Kysely's dialect over a connection of `node:sqlite`. */
function sqliteDialect(open: () => DatabaseSync): Dialect {
  let connection: DatabaseConnection | undefined;
  const run = async (sql: string): Promise<void> => open().exec(sql);
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => (connection ??= connect(open)),
      beginTransaction: () => run('begin immediate'),
      commitTransaction: () => run('commit'),
      rollbackTransaction: () => run('rollback'),
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }),
  };
}

function connect(open: () => DatabaseSync): DatabaseConnection {
  return {
    async executeQuery<R>({
      sql,
      parameters,
    }: {
      sql: string;
      parameters: readonly unknown[];
    }): Promise<QueryResult<R>> {
      const { rows, changes } = askSqlite(open(), sql, parameters as SQLInputValue[]);
      return { rows: rows as R[], ...(changes !== undefined && { numAffectedRows: BigInt(changes) }) };
    },
    // eslint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('this dialect does not stream');
    },
  };
}
