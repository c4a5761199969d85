import { AgentReplayError, type RunEvent, type RunRecord } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { runRecordOf } from '../run/run-record-of.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { now } from '../native-time.ts';
import type { RunDetails, RunFacts } from './details.ts';
import type { Driver } from './driver.ts';
import { createLeases, type Leases } from './leases.ts';
import { persist } from './persist.ts';
import type { RunRow, Tables } from './tables.ts';

/** The last replay of a fixture; see the monitor. */
export interface FixtureResult {
  fixture_id: string;
  suite: string;
  run_id: string;
  at: string;
  fixture_sha256: string;
  exit_code: number;
  reason: string | null;
  /** What of the agent differs from what was proven, as `code: text`. */
  drift?: string | null;
}

/** What the monitor found when it ran. */
export interface HealthPoint {
  at: string;
  passing: number;
  failing: number;
  stale: number;
  /** The largest silent-failure window; null without bad runs. */
  window_minutes: number | null;
}

/** A class of failures of live runs: where it stands, and its first bad run since it was last resolved. */
export interface FailureHistory {
  fingerprint: string;
  agent_name: string;
  failure_class: string;
  status: 'open' | 'regressed' | 'resolved';
  first_bad_run_id: string;
  first_bad_run_at: string;
  last_bad_run_id: string;
  last_bad_run_at: string;
  runs: number;
  regressions: number;
  resolved_at: string | null;
}

/** An alert that was tried. */
export interface AlertRecord {
  fingerprint: string;
  at: string;
  channel: string;
  kind: 'alert' | 'recovery';
  ok: boolean;
}

export interface RunFilter {
  run_type?: 'live' | 'replay';
  status?: RunRecord['status'];
  task_id?: string;
  agent_name?: string;
  fixture_id?: string;
  fingerprint?: string;
  failure_class?: string;
  /** Started at or after this time. */
  since?: string;
  /** @default 50 */
  limit?: number;
}

/** What a store answers, whatever database it is in. */
export interface Queries extends Leases {
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** `{}` for a run that is not there. */
  getDetails(runId: string): Promise<RunDetails>;
  getFacts(runId: string): Promise<RunFacts | undefined>;
  /** In the order in which they happened. */
  getEvents(runId: string): Promise<RunEvent[]>;
  /** How many events came after the close. */
  refusedEvents(runId: string): Promise<number>;
  /** Newest first. */
  listRuns(filter?: RunFilter): Promise<RunRecord[]>;
  /** The next attempt's number of a task; of one agent's, when it is named. */
  nextAttempt(taskId: string, runType: 'live' | 'replay', agentName?: string): Promise<number>;
  /** The first live run of a class of failures since it was last resolved. */
  firstBadRun(fingerprint: string): Promise<RunRecord | undefined>;
  /** @internal Open runs whose deadline lies before a time in milliseconds. */
  overdueRuns(before: number): Promise<RunRow[]>;
  /** @internal */
  expect(start: Tables['expected_starts']): Promise<void>;
  /** @internal */
  expectedBefore(due: number): Promise<Tables['expected_starts'][]>;
  /** Keeps what was just found of some fixtures; an older result never replaces a newer one. */
  recordFixtureResults(results: readonly FixtureResult[]): Promise<void>;
  latestFixtureResults(): Promise<FixtureResult[]>;
  failureHistories(): Promise<FailureHistory[]>;
  /** Ends the current history of a class: the next bad run opens a new one. */
  resolveFailure(fingerprint: string, at: string): Promise<void>;
  recordAlert(alert: AlertRecord): Promise<void>;
  listAlerts(): Promise<AlertRecord[]>;
  recordTick(tier: string, at: string): Promise<void>;
  listTicks(): Promise<Record<string, string>>;
  recordHealth(point: HealthPoint): Promise<void>;
  /** Oldest first. */
  listHealth(since: string): Promise<HealthPoint[]>;
}

const PATIENCE_MS = 5000;
const ROWS_AT_ONCE = 500;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Every question that is put to a store, as one set of statements for all databases.
 *
 * @param settle writes what is queued, so that a process reads what it has recorded
 */
export function createQueries(driver: Driver, redactor: Redactor, settle: () => Promise<void>): Queries {
  const { db } = driver;
  const clean = (text: string): string => redactor.text(text);

  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    if (driver.newerThanKnown !== null) throw newer(driver.newerThanKnown);
    await settle();
    return persist(question, PATIENCE_MS);
  };

  const rowOf = (runId: string) =>
    ask(async () =>
      UUID.test(runId)
        ? db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
        : undefined,
    );

  return {
    ...createLeases(driver, ask),
    async getRun(runId) {
      const row = await rowOf(runId);
      return row === undefined ? undefined : runRecordOf(row);
    },
    async getDetails(runId) {
      const row = await rowOf(runId);
      if (row === undefined) return {};
      return { ...(JSON.parse(row.input) as RunDetails), ...(JSON.parse(row.outcome ?? '{}') as RunDetails) };
    },
    async getFacts(runId) {
      const row = await rowOf(runId);
      return row === undefined ? undefined : (JSON.parse(row.facts) as RunFacts);
    },
    async getEvents(runId) {
      if (!UUID.test(runId)) return [];
      const rows = await ask(() =>
        db.selectFrom('events').select('body').where('run_id', '=', runId).orderBy('seq').execute(),
      );
      return rows.map((row) => JSON.parse(row.body) as RunEvent);
    },
    refusedEvents: async (runId) => (await rowOf(runId))?.refused ?? 0,
    async listRuns(filter = {}) {
      const rows = await ask(() => {
        let query = db.selectFrom('runs').selectAll();
        for (const column of ['run_type', 'status', 'fixture_id', 'fingerprint', 'failure_class'] as const) {
          const wanted = filter[column];
          if (wanted !== undefined) query = query.where(column, '=', wanted);
        }
        if (filter.task_id !== undefined) query = query.where('task_id', '=', clean(filter.task_id));
        if (filter.agent_name !== undefined) query = query.where('agent_name', '=', clean(filter.agent_name));
        if (filter.since !== undefined) query = query.where('started_at', '>=', Date.parse(filter.since));
        return query
          .orderBy('started_at', 'desc')
          .orderBy('run_id', 'desc')
          .limit(filter.limit ?? 50)
          .execute();
      });
      return rows.map(runRecordOf);
    },
    async nextAttempt(taskId, runType, agentName) {
      const row = await ask(() => {
        const query = db
          .selectFrom('runs')
          .select((of) => of.fn.max('attempt').as('last'))
          .where('task_id', '=', clean(taskId))
          .where('run_type', '=', runType);
        return (
          agentName === undefined ? query : query.where('agent_name', '=', clean(agentName))
        ).executeTakeFirst();
      });
      return (row?.last ?? 0) + 1;
    },
    async firstBadRun(fingerprint) {
      const failure = await ask(() =>
        db
          .selectFrom('failures')
          .select('first_bad_run_id')
          .where('fingerprint', '=', fingerprint)
          .executeTakeFirst(),
      );
      if (failure === undefined) return undefined;
      const row = await rowOf(failure.first_bad_run_id);
      return row === undefined ? undefined : runRecordOf(row);
    },
    overdueRuns: (before) =>
      ask(() =>
        db
          .selectFrom('runs')
          .selectAll()
          .where('closed_at', 'is', null)
          .where('deadline_at', '<', before)
          .orderBy('deadline_at')
          .execute(),
      ),
    async expect(start) {
      const { queued_at, due_at } = start;
      await ask(() =>
        db
          .insertInto('expected_starts')
          .values(start)
          .onConflict((conflict) =>
            conflict.columns(['agent_name', 'task_id']).doUpdateSet({ queued_at, due_at }),
          )
          .execute(),
      );
    },
    expectedBefore: (due) =>
      ask(() =>
        db.selectFrom('expected_starts').selectAll().where('due_at', '<', due).orderBy('due_at').execute(),
      ),
    async recordFixtureResults(results) {
      const newest = new Map<string, FixtureResult>();
      for (const result of results) {
        const key = `${result.suite}/${result.fixture_id}`;
        if ((newest.get(key)?.at ?? '') <= result.at) newest.set(key, result);
      }
      const rows = [...newest.values()].map((result) => ({
        suite: result.suite,
        fixture_id: result.fixture_id,
        at: Date.parse(result.at),
        result: clean(JSON.stringify(result)),
      }));
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        await ask(() =>
          db
            .insertInto('fixture_results')
            .values(rows.slice(from, from + ROWS_AT_ONCE))
            .onConflict((conflict) =>
              conflict
                .columns(['suite', 'fixture_id'])
                .doUpdateSet((of) => ({ at: of.ref('excluded.at'), result: of.ref('excluded.result') }))
                .whereRef('fixture_results.at', '<=', 'excluded.at'),
            )
            .execute(),
        );
      }
    },
    async latestFixtureResults() {
      const rows = await ask(() =>
        db.selectFrom('fixture_results').select('result').orderBy('suite').orderBy('fixture_id').execute(),
      );
      return rows.map((row) => JSON.parse(row.result) as FixtureResult);
    },
    async failureHistories() {
      const rows = await ask(() => db.selectFrom('failures').selectAll().orderBy('fingerprint').execute());
      return rows.map((row) => ({
        fingerprint: row.fingerprint,
        agent_name: row.agent_name,
        failure_class: row.failure_class,
        status: row.status as FailureHistory['status'],
        first_bad_run_id: row.first_bad_run_id,
        first_bad_run_at: new Date(row.first_bad_run_at).toISOString(),
        last_bad_run_id: row.last_bad_run_id,
        last_bad_run_at: new Date(row.last_bad_run_at).toISOString(),
        runs: row.runs,
        regressions: row.regressions,
        resolved_at: row.resolved_at === null ? null : new Date(row.resolved_at).toISOString(),
      }));
    },
    async resolveFailure(fingerprint, at) {
      await ask(() =>
        db
          .updateTable('failures')
          .set({ status: 'resolved', resolved_at: Date.parse(at) })
          .where('fingerprint', '=', fingerprint)
          .where('status', '<>', 'resolved')
          .execute(),
      );
    },
    async recordAlert(alert) {
      const row = {
        alert_id: uuidV7(now()),
        fingerprint: alert.fingerprint,
        alert: clean(JSON.stringify(alert)),
      };
      await ask(() => db.insertInto('alerts').values(row).execute());
    },
    async listAlerts() {
      const rows = await ask(() => db.selectFrom('alerts').select('alert').orderBy('alert_id').execute());
      return rows.map((row) => JSON.parse(row.alert) as AlertRecord);
    },
    async recordTick(tier, at) {
      await ask(() =>
        db
          .insertInto('ticks')
          .values({ tier, at })
          .onConflict((conflict) => conflict.column('tier').doUpdateSet({ at }).where('ticks.at', '<', at))
          .execute(),
      );
    },
    async listTicks() {
      const rows = await ask(() => db.selectFrom('ticks').selectAll().execute());
      return Object.fromEntries(rows.map(({ tier, at }) => [tier, at]));
    },
    async recordHealth({ at, ...counts }) {
      const row = { at: Date.parse(at), ...counts };
      await ask(() =>
        db
          .insertInto('health')
          .values(row)
          .onConflict((conflict) => conflict.column('at').doUpdateSet(counts))
          .execute(),
      );
    },
    async listHealth(since) {
      const rows = await ask(() =>
        db.selectFrom('health').selectAll().where('at', '>=', Date.parse(since)).orderBy('at').execute(),
      );
      return rows.map(({ at, ...counts }) => ({ at: new Date(at).toISOString(), ...counts }));
    },
  };
}

function newer(version: number): AgentReplayError {
  return new AgentReplayError(
    'UNKNOWN_FORMAT',
    `Failed to read the store: it was written by a newer version (schema ${version}).`,
    { lines: [['fix', 'upgrade agent-replay']], details: { version } },
  );
}
