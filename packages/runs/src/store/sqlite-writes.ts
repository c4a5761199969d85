import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Close, Entry, Outcome } from './entry.ts';
import { badRunOf, CLOSE_COLUMNS, RUN_COLUMNS } from './run-columns.ts';
import type { RunRow } from './tables.ts';

// The wait for a lock stands still with the whole process, so it is short, and whoever writes tries again. A
// start or a close is waited for anyway; an event must not be felt, nor pay for the log that it fills.
const AWAITED = 'pragma busy_timeout=50; pragma wal_autocheckpoint=4000';
const PASSING = 'pragma busy_timeout=3; pragma wal_autocheckpoint=20000';

/** Prepared statements for all that a run writes. */
export interface Writes {
  /** @param isAwaited somebody waits for it: then it may wait for a lock, and for the log to be checkpointed */
  apply(entries: readonly Entry[], isAwaited: boolean): Outcome[];
}

/** Prepares the statements of the hot path once for a connection. */
export function prepareWrites(connection: DatabaseSync): Writes {
  const marks = RUN_COLUMNS.map(() => '?').join(', ');
  const insertRun = connection.prepare(
    `insert into runs (${RUN_COLUMNS.join(', ')}) values (${marks}) on conflict do nothing`,
  );
  const removeRun = connection.prepare('delete from runs where run_id = ?');
  // A replay and a live run may share a task's attempt; two live runs may not, and attempts only rise. Nobody else
  // writes in between; in one statement SQLite would make a table for what it is about to insert.
  const laterAttempt = connection.prepare(
    'select 1 from attempts where agent_name = ? and task_id = ? and attempt >= ? limit 1',
  );
  const insertAttempt = connection.prepare(
    'insert into attempts (agent_name, task_id, attempt, run_id) values (?, ?, ?, ?)',
  );
  const started = connection.prepare('delete from expected_starts where agent_name = ? and task_id = ?');
  const insertEvent = connection.prepare(
    'insert into events (run_id, seq, at, kind, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  const touch = connection.prepare(
    'update runs set last_event_at = ? where run_id = ? and closed_at is null and (last_event_at is null or last_event_at <= ?)',
  );
  const extend = connection.prepare(
    'update runs set deadline_at = max(deadline_at, ?), lease = lease + 1 where run_id = ? and closed_at is null',
  );
  const setArtifacts = connection.prepare(
    'update runs set artifact_refs = ? where run_id = ? and closed_at is null',
  );
  const refuse = connection.prepare('update runs set refused = max(refused, ?) where run_id = ?');
  const beginClose = connection.prepare(
    'update runs set lease = lease + 1 where run_id = ? and closed_at is null',
  );
  const assignments = CLOSE_COLUMNS.map((column) => `${column} = ?`).join(', ');
  const closeRun = connection.prepare(
    `update runs set ${assignments} where run_id = ? and closed_at is null`,
  );
  const closeLeased = connection.prepare(
    `update runs set ${assignments} where run_id = ? and closed_at is null and lease = ?`,
  );
  const exists = connection.prepare('select 1 from runs where run_id = ?');
  const noteFailure = connection.prepare(
    `insert into failures (fingerprint, agent_name, failure_class, status, first_bad_run_id, first_bad_run_at,
       last_bad_run_id, last_bad_run_at, first_seen_at, runs, regressions, resolved_at)
     values (?1, ?2, ?3, 'open', ?4, ?5, ?4, ?5, ?5, 1, 0, null)
     on conflict (fingerprint) do update set
       status = case when status = 'resolved' then 'regressed' else status end,
       regressions = regressions + (status = 'resolved'),
       first_bad_run_id = case when status = 'resolved' or ?5 < first_bad_run_at then ?4 else first_bad_run_id end,
       first_bad_run_at = case when status = 'resolved' then ?5 else min(first_bad_run_at, ?5) end,
       last_bad_run_id = case when ?5 >= last_bad_run_at then ?4 else last_bad_run_id end,
       last_bad_run_at = max(last_bad_run_at, ?5),
       first_seen_at = min(first_seen_at, ?5),
       runs = runs + 1
     where status <> 'resolved' or ?5 > resolved_at`,
  );
  const begin = connection.prepare('begin immediate');
  const commit = connection.prepare('commit');
  const rollback = connection.prepare('rollback');
  let wasAwaited: boolean | undefined;

  return {
    apply(entries, isAwaited) {
      if (isAwaited !== wasAwaited) {
        connection.exec(isAwaited ? AWAITED : PASSING);
        wasAwaited = isAwaited;
      }
      begin.run();
      try {
        const outcomes = entries.map(applyOne);
        commit.run();
        return outcomes;
      } catch (error) {
        if (connection.isTransaction) rollback.run();
        throw error;
      }
    },
  };

  function applyOne(entry: Entry): Outcome {
    switch (entry.op) {
      case 'start':
        return start(entry.run, entry.forced === true);
      case 'event': {
        const { run_id, seq, at, kind, body } = entry.event;
        insertEvent.run(run_id, seq, at, kind, body);
        if (entry.touch === true) touch.run(at, run_id, at);
        if (entry.deadline_at !== undefined) extend.run(entry.deadline_at, run_id);
        return 'applied';
      }
      case 'artifacts':
        setArtifacts.run(entry.artifact_refs, entry.run_id);
        return 'applied';
      case 'refused':
        refuse.run(entry.count, entry.run_id);
        return 'applied';
      case 'closing':
        beginClose.run(entry.run_id);
        return 'applied';
      default:
        return close(entry);
    }
  }

  function start(run: RunRow, forced: boolean): Outcome {
    if (!insert(insertRun, run)) return 'duplicate_run';
    if (run.run_type === 'replay') return 'applied';
    const isTaken = laterAttempt.get(run.agent_name, run.task_id, run.attempt) !== undefined;
    if (isTaken && !forced) {
      removeRun.run(run.run_id);
      return 'duplicate_attempt';
    }
    if (!isTaken) insertAttempt.run(run.agent_name, run.task_id, run.attempt, run.run_id);
    started.run(run.agent_name, run.task_id);
    return 'applied';
  }

  function close(entry: Close): Outcome {
    const { run, lease } = entry;
    // A replay is mostly written when it is closed, and not before.
    if (run.run_type === 'replay' && lease === undefined && insert(insertRun, run)) return 'applied';
    const values = CLOSE_COLUMNS.map((column) => run[column]);
    const { changes } =
      lease === undefined
        ? closeRun.run(...values, run.run_id)
        : closeLeased.run(...values, run.run_id, lease);
    if (changes === 0) {
      if (lease !== undefined || exists.get(run.run_id) !== undefined) return 'already_closed';
      // Its start never got here: it is in a spool that another process reads later, or is lost.
      start(run, true);
    }
    const bad = badRunOf(entry);
    if (bad !== undefined) {
      noteFailure.run(bad.fingerprint, bad.agent_name, bad.failure_class, bad.run_id, bad.started_at);
    }
    return 'applied';
  }
}

/** False when the run is there already. */
function insert(statement: StatementSync, run: RunRow): boolean {
  return statement.run(...RUN_COLUMNS.map((column): SQLInputValue => run[column])).changes === 1;
}
