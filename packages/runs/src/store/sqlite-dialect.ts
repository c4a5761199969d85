import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Tables } from './tables.ts';

const READS = /^\s*(?:select|with|explain|pragma)\b|\breturning\b/i;
/** The questions of a store are a few dozen; those whose text depends on how many values there are would be more. */
const MAX_STATEMENTS = 100;

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
      const statement = prepared(open(), sql);
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

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

function prepared(database: DatabaseSync, sql: string): StatementSync {
  let known = statements.get(database);
  if (known === undefined) statements.set(database, (known = new Map()));
  let statement = known.get(sql);
  if (statement === undefined) {
    if (known.size >= MAX_STATEMENTS) known.clear();
    statement = database.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}
