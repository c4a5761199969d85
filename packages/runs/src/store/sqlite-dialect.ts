import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

const READS = /^\s*(?:select|with|explain|pragma)\b|\breturning\b/i;

/** Kysely's dialect over a connection of `node:sqlite`; `open` is called when the first query comes. */
export function sqliteDialect(open: () => DatabaseSync): Dialect {
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
      const statement = open().prepare(sql);
      const values = parameters as SQLInputValue[];
      if (READS.test(sql)) return { rows: statement.all(...values) as R[] };
      const { changes } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes) };
    },
    // eslint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('this dialect does not stream');
    },
  };
}
