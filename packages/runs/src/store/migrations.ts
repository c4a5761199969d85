import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

type Kind = 'sqlite' | 'postgres';

/** The version of the tables that this release reads and writes: the number of migrations. */
export const VERSION = 2;

/** The statements that bring tables of version `from` to version `to`, in order. */
export function migrationsFrom(
  from: number,
  db: Kysely<Tables>,
  kind: Kind,
  to: number = VERSION,
): CompiledQuery[] {
  return [createTables, addSchedule].slice(from, to).flatMap((migration) => migration(db, kind));
}

function createTables(db: Kysely<Tables>, kind: Kind): CompiledQuery[] {
  const id = kind === 'postgres' ? 'uuid' : 'text';
  const { schema } = db;
  // PostgreSQL keeps runs and events in a partition for each month, found by the time in the id.
  const byMonth = kind === 'postgres' ? sql`partition by range (run_id)` : sql``;
  const runs = schema
    .createTable('runs')
    .addColumn('run_id', id, (column) => column.primaryKey())
    .addColumn('format', 'integer', (column) => column.notNull())
    .addColumn('run_type', 'text', (column) => column.notNull())
    .addColumn('fixture_id', 'text')
    .addColumn('task_id', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('agent_name', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('code_version', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt_version', 'text', (column) => column.notNull())
    .addColumn('tool_allowlist', 'text', (column) => column.notNull())
    .addColumn('timeout_seconds', 'double precision', (column) => column.notNull())
    .addColumn('input_sha256', 'text', (column) => column.notNull())
    .addColumn('state_refs', 'text', (column) => column.notNull())
    .addColumn('artifact_refs', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('failure_class', 'text')
    .addColumn('failure_reason', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('deadline_at', 'bigint', (column) => column.notNull())
    .addColumn('lease', 'integer', (column) => column.notNull())
    .addColumn('last_event_at', 'bigint')
    .addColumn('refused', 'integer', (column) => column.notNull())
    .addColumn('input', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('facts', 'text', (column) => column.notNull())
    .modifyEnd(byMonth);
  const events = schema
    .createTable('events')
    .addColumn('run_id', id, (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('events_pk', ['run_id', 'seq'])
    .modifyEnd(byMonth);
  const others = [
    schema
      .createTable('attempts')
      .addColumn('agent_name', 'text', (column) => column.notNull())
      .addColumn('task_id', 'text', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('run_id', id, (column) => column.notNull())
      .addPrimaryKeyConstraint('attempts_pk', ['agent_name', 'task_id', 'attempt']),
    schema
      .createTable('fixture_results')
      .addColumn('suite', 'text', (column) => column.notNull())
      .addColumn('fixture_id', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('fixture_results_pk', ['suite', 'fixture_id']),
    schema
      .createTable('alerts')
      .addColumn('alert_id', 'text', (column) => column.primaryKey())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('alert', 'text', (column) => column.notNull()),
    schema
      .createTable('ticks')
      .addColumn('tier', 'text', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull()),
    schema
      .createTable('failures')
      .addColumn('fingerprint', 'text', (column) => column.primaryKey())
      .addColumn('agent_name', 'text', (column) => column.notNull())
      .addColumn('failure_class', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('first_bad_run_id', id, (column) => column.notNull())
      .addColumn('first_bad_run_at', 'bigint', (column) => column.notNull())
      .addColumn('last_bad_run_id', id, (column) => column.notNull())
      .addColumn('last_bad_run_at', 'bigint', (column) => column.notNull())
      .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
      .addColumn('runs', 'integer', (column) => column.notNull())
      .addColumn('regressions', 'integer', (column) => column.notNull())
      .addColumn('resolved_at', 'bigint'),
    schema
      .createTable('expected_starts')
      .addColumn('agent_name', 'text', (column) => column.notNull())
      .addColumn('task_id', 'text', (column) => column.notNull())
      .addColumn('queued_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('expected_starts_pk', ['agent_name', 'task_id']),
  ];
  const indexes = [
    sql`create index runs_by_task on runs (task_id, started_at)`,
    sql`create index runs_by_time on runs (started_at, status)`,
    sql`create index runs_open on runs (deadline_at) where closed_at is null`,
    sql`create index runs_by_fixture on runs (fixture_id, started_at) where fixture_id is not null`,
    sql`create index runs_by_fingerprint on runs (fingerprint, started_at) where fingerprint is not null`,
    sql`create index expected_by_due on expected_starts (due_at)`,
  ];
  return [
    runs.compile(),
    events.compile(),
    ...others.map((table) => table.compile()),
    ...indexes.map((index) => index.compile(db)),
  ];
}

function addSchedule(db: Kysely<Tables>): CompiledQuery[] {
  return [
    db.schema
      .createTable('leases')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('fence', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .compile(),
    db.schema
      .createTable('health')
      .addColumn('at', 'bigint', (column) => column.primaryKey())
      .addColumn('passing', 'integer', (column) => column.notNull())
      .addColumn('failing', 'integer', (column) => column.notNull())
      .addColumn('stale', 'integer', (column) => column.notNull())
      .addColumn('window_minutes', 'double precision')
      .compile(),
  ];
}
