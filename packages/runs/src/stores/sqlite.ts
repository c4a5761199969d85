import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { AgentReplayError, type Json, type RunEvent, type RunRecord } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import type { FailureHistory, FixtureResult, RunDetails, RunFilter, Store } from '../store.ts';
import { loadSqlite } from './load-sqlite.ts';
import { MIGRATIONS } from './sqlite-schema.ts';

const BUSY_MS = 10_000;
const OPEN_TRIES = 50;

/** Opens a SQLite store. Starts and closes are synced in full, what lies between with them. */
export async function openSqlite(file: string, redactor: Redactor): Promise<Store> {
  const Database = await loadSqlite();
  const database = await opened(() => new Database(file, { timeout: BUSY_MS }));
  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values);
  const all = <Row>(sql: string, ...values: SQLInputValue[]) => database.prepare(sql).all(...values) as Row[];
  const text = (value: unknown) => JSON.stringify(redactor.json(value as Json));
  const insertEvent = database.prepare(
    `INSERT INTO events (run_id, seq, event)
     SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE run_id = ? AND closed_at IS NULL)`,
  );

  return {
    url: file,
    async insertRun(record, details) {
      try {
        durably(database, () => {
          run(
            `INSERT INTO runs (run_id, run_type, fixture_id, task_id, attempt, agent_name, status, started_at, deadline_at, record, details)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            record.run_id,
            record.run_type,
            record.fixture_id,
            record.task_id,
            record.attempt,
            record.agent_name,
            record.status,
            Date.parse(record.started_at),
            Date.parse(record.deadline_at),
            text(record),
            text(details),
          );
        });
      } catch (cause) {
        if (!/UNIQUE|PRIMARY KEY/i.test((cause as Error).message)) throw cause;
        throw duplicate(record, cause);
      }
    },
    async appendEvent(event) {
      const { changes } = insertEvent.run(event.run_id, event.seq, text(event), event.run_id);
      if (changes === 1) return true;
      run('UPDATE runs SET refused_events = refused_events + 1 WHERE run_id = ?', event.run_id);
      return false;
    },
    async closeRun(record, details) {
      return durably(database, () => {
        const { changes } = run(
          `UPDATE runs SET status = ?, failure_class = ?, fingerprint = ?, closed_at = ?, record = ?, details = ?
           WHERE run_id = ? AND closed_at IS NULL`,
          record.status,
          record.failure_class,
          record.fingerprint,
          Date.parse(record.closed_at ?? record.started_at),
          text(record),
          text(details),
          record.run_id,
        );
        if (changes === 1) noteFailure(database, record);
        return changes === 1;
      });
    },
    async getRun(runId) {
      const [row] = all<{ record: string }>('SELECT record FROM runs WHERE run_id = ?', runId);
      return row === undefined ? undefined : (JSON.parse(row.record) as RunRecord);
    },
    async getDetails(runId) {
      const [row] = all<{ details: string }>('SELECT details FROM runs WHERE run_id = ?', runId);
      return row === undefined ? {} : (JSON.parse(row.details) as RunDetails);
    },
    async getEvents(runId) {
      const rows = all<{ event: string }>('SELECT event FROM events WHERE run_id = ? ORDER BY seq', runId);
      return rows.map((row) => JSON.parse(row.event) as RunEvent);
    },
    async refusedEvents(runId) {
      const [row] = all<{ count: number }>(
        'SELECT refused_events AS count FROM runs WHERE run_id = ?',
        runId,
      );
      return row?.count ?? 0;
    },
    async listRuns(filter = {}) {
      const { where, values } = toWhere(filter);
      const rows = all<{ record: string }>(
        `SELECT record FROM runs ${where} ORDER BY started_at DESC, run_id DESC LIMIT ?`,
        ...values,
        filter.limit ?? 50,
      );
      return rows.map((row) => JSON.parse(row.record) as RunRecord);
    },
    async nextAttempt(taskId, runType) {
      const [row] = all<{ last: number | null }>(
        'SELECT max(attempt) AS last FROM runs WHERE task_id = ? AND run_type = ?',
        taskId,
        runType,
      );
      return (row?.last ?? 0) + 1;
    },
    async overdueRuns(before) {
      const rows = all<{ record: string }>(
        'SELECT record FROM runs WHERE closed_at IS NULL AND deadline_at < ? ORDER BY deadline_at',
        before,
      );
      return rows.map((row) => JSON.parse(row.record) as RunRecord);
    },
    async recordFixtureResult(result) {
      run(
        `INSERT INTO fixtures (suite, fixture_id, at, result) VALUES (?, ?, ?, ?)
         ON CONFLICT (suite, fixture_id) DO UPDATE SET at = excluded.at, result = excluded.result WHERE excluded.at >= at`,
        result.suite,
        result.fixture_id,
        Date.parse(result.at),
        text(result),
      );
    },
    async latestFixtureResults() {
      const rows = all<{ result: string }>('SELECT result FROM fixtures ORDER BY suite, fixture_id');
      return rows.map((row) => JSON.parse(row.result) as FixtureResult);
    },
    async failureHistories() {
      const rows = all<{
        fingerprint: string;
        failure_class: string;
        first_bad_run_at: string;
        resolved_at: string | null;
        regressions: number;
      }>('SELECT * FROM failures ORDER BY fingerprint');
      return rows.map(
        ({ fingerprint, failure_class, first_bad_run_at, resolved_at, regressions }): FailureHistory => ({
          fingerprint,
          failure_class,
          first_bad_run_at,
          status: resolved_at !== null ? 'resolved' : regressions > 0 ? 'regressed' : 'open',
        }),
      );
    },
    async resolveFailure(fingerprint, at) {
      run(
        'UPDATE failures SET resolved_at = ? WHERE fingerprint = ? AND resolved_at IS NULL',
        at,
        fingerprint,
      );
    },
    async recordAlert(alert) {
      run('INSERT INTO alerts (alert) VALUES (?)', text(alert));
    },
    async listAlerts() {
      return all<{ alert: string }>('SELECT alert FROM alerts ORDER BY id').map(
        (row) => JSON.parse(row.alert) as never,
      );
    },
    async recordTick(tier, at) {
      run(
        'INSERT INTO ticks (tier, at) VALUES (?, ?) ON CONFLICT (tier) DO UPDATE SET at = max(at, excluded.at)',
        tier,
        at,
      );
    },
    async listTicks() {
      const rows = all<{ tier: string; at: string }>('SELECT tier, at FROM ticks');
      return Object.fromEntries(rows.map(({ tier, at }) => [tier, at]));
    },
    async close() {
      database.close();
    },
  };
}

/** Opens and migrates; many processes may do so at once on a fresh path. */
async function opened(open: () => DatabaseSync): Promise<DatabaseSync> {
  for (let attempt = 1; ; attempt += 1) {
    const database = open();
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      migrate(database);
      return database;
    } catch (error) {
      database.close();
      if (attempt >= OPEN_TRIES || !/locked|busy/i.test((error as Error).message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
    }
  }
}

function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version > MIGRATIONS.length) throw newer(version);
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function newer(version: number): AgentReplayError {
  return new AgentReplayError(
    'UNKNOWN_FORMAT',
    `Failed to read the store: it was written by a newer version (schema ${version}).`,
    {
      lines: [['fix', 'upgrade agent-replay']],
    },
  );
}

/** A commit with full sync flushes the log with all that was committed before it, by any connection. */
function durably<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  } finally {
    database.exec('PRAGMA synchronous = NORMAL');
  }
}

function noteFailure(database: DatabaseSync, record: RunRecord): void {
  if (record.run_type !== 'live' || record.fingerprint === null || record.failure_class === null) return;
  database
    .prepare(
      `INSERT INTO failures (fingerprint, failure_class, first_bad_run_at) VALUES (?, ?, ?)
       ON CONFLICT (fingerprint) DO UPDATE
       SET first_bad_run_at = excluded.first_bad_run_at, resolved_at = NULL, regressions = regressions + 1
       WHERE resolved_at IS NOT NULL`,
    )
    .run(record.fingerprint, record.failure_class, record.started_at);
}

function toWhere(filter: RunFilter): { where: string; values: string[] } {
  const columns = ['run_type', 'status', 'task_id', 'agent_name', 'fixture_id', 'fingerprint'] as const;
  const used = columns.filter((column) => filter[column] !== undefined);
  return {
    where: used.length === 0 ? '' : `WHERE ${used.map((column) => `${column} = ?`).join(' AND ')}`,
    values: used.map((column) => String(filter[column])),
  };
}

function duplicate(record: RunRecord, cause: unknown): AgentReplayError {
  return new AgentReplayError(
    'RUN_DUPLICATE',
    `Failed to start the run of "${record.task_id}": attempt ${record.attempt} has been started before.`,
    { lines: [['fix', 'give the attempt the next number']], cause },
  );
}
