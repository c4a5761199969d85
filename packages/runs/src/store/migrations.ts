type Kind = 'sqlite' | 'postgres';

/** The version of the tables that this release reads and writes: the number of migrations. */
export const VERSION = 2;

/** The statements that bring tables of version `from` to version `to`, in order. */
export function migrationsFrom(from: number, kind: Kind, to: number = VERSION): string[] {
  return [createTables, addSchedule].slice(from, to).flatMap((migration) => migration(kind));
}

function createTables(kind: Kind): string[] {
  const id = kind === 'postgres' ? 'uuid' : 'text';
  // PostgreSQL keeps runs and events in a partition for each month, found by the time in the id.
  const byMonth = kind === 'postgres' ? ' partition by range (run_id)' : '';
  return [
    `create table runs (
      run_id ${id} primary key,
      format integer not null,
      run_type text not null,
      fixture_id text,
      task_id text not null,
      attempt integer not null,
      agent_name text not null,
      started_at bigint not null,
      code_version text not null,
      model text not null,
      prompt_version text not null,
      tool_allowlist text not null,
      timeout_seconds double precision not null,
      input_sha256 text not null,
      state_refs text not null,
      artifact_refs text not null,
      status text not null,
      failure_class text,
      failure_reason text,
      fingerprint text,
      closed_at bigint,
      deadline_at bigint not null,
      lease integer not null,
      last_event_at bigint,
      refused integer not null,
      input text not null,
      outcome text,
      facts text not null
    )${byMonth}`,
    `create table events (
      run_id ${id} not null,
      seq integer not null,
      at bigint not null,
      kind text not null,
      body text not null,
      constraint events_pk primary key (run_id, seq)
    )${byMonth}`,
    `create table attempts (
      agent_name text not null,
      task_id text not null,
      attempt integer not null,
      run_id ${id} not null,
      constraint attempts_pk primary key (agent_name, task_id, attempt)
    )`,
    `create table fixture_results (
      suite text not null,
      fixture_id text not null,
      at bigint not null,
      result text not null,
      constraint fixture_results_pk primary key (suite, fixture_id)
    )`,
    `create table alerts (alert_id text primary key, fingerprint text not null, alert text not null)`,
    `create table ticks (tier text primary key, at text not null)`,
    `create table failures (
      fingerprint text primary key,
      agent_name text not null,
      failure_class text not null,
      status text not null,
      first_bad_run_id ${id} not null,
      first_bad_run_at bigint not null,
      last_bad_run_id ${id} not null,
      last_bad_run_at bigint not null,
      first_seen_at bigint not null,
      runs integer not null,
      regressions integer not null,
      resolved_at bigint
    )`,
    `create table expected_starts (
      agent_name text not null,
      task_id text not null,
      queued_at bigint not null,
      due_at bigint not null,
      constraint expected_starts_pk primary key (agent_name, task_id)
    )`,
    `create index runs_by_task on runs (task_id, started_at)`,
    `create index runs_by_time on runs (started_at, status)`,
    `create index runs_open on runs (deadline_at) where closed_at is null`,
    `create index runs_by_fixture on runs (fixture_id, started_at) where fixture_id is not null`,
    `create index runs_by_fingerprint on runs (fingerprint, started_at) where fingerprint is not null`,
    `create index expected_by_due on expected_starts (due_at)`,
  ];
}

function addSchedule(): string[] {
  return [
    `create table leases (name text primary key, owner text not null, fence bigint not null, expires_at bigint not null)`,
    `create table health (
      at bigint primary key,
      passing integer not null,
      failing integer not null,
      stale integer not null,
      window_minutes double precision
    )`,
  ];
}
