import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const READS = /^\s*(?:select|with|explain|pragma)\b|\breturning\b/i;
/** The questions of a store are a few dozen; those whose text depends on how many values there are would be more. */
const MAX_STATEMENTS = 100;

/** Puts SQL to a connection, which keeps it prepared; `changes` is how many rows it changed, where it gives none. */
export function askSqlite(
  connection: DatabaseSync,
  sql: string,
  values: readonly SQLInputValue[],
): { rows: unknown[]; changes?: number | bigint } {
  const statement = prepared(connection, sql);
  if (READS.test(sql)) return { rows: statement.all(...values) };
  return { rows: [], changes: statement.run(...values).changes };
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
