import type { RunEvent, RunRecord } from '@agent-replay/contracts';
import { noteCall } from '../capture/call-facts.ts';
import { runRecordOf } from '../run/run-record-of.ts';
import type { Ask } from './ask.ts';
import type { RunDetails, RunFacts } from './details.ts';
import type { Driver } from './driver.ts';
import { isObject } from '../is-object.ts';
import { areStoredFacts, isStoredEvent } from './stored-forms.ts';
import { storedJson } from './stored-json.ts';
import type { RunRow, Tables } from './tables.ts';

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

/** What a store knows of runs. */
export interface RunQueries {
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** Runs whose ids begin so, with six characters or more; the newest first. */
  runsBeginning(prefix: string, limit?: number): Promise<RunRecord[]>;
  /** `{}` for a run that is not there. */
  getDetails(runId: string): Promise<RunDetails>;
  /** Of a run that did not come to its own close, what its events add up to. */
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
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Questions about runs, and about starts that are expected. */
export function createRunQueries(
  ask: Ask,
  clean: (text: string) => string,
  lastAttempt: Driver['lastAttempt'],
): RunQueries {
  const rowOf = (runId: string) =>
    ask(async (db) =>
      UUID.test(runId)
        ? db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
        : undefined,
    );
  const eventsOf = async (runId: string): Promise<RunEvent[]> => {
    if (!UUID.test(runId)) return [];
    const rows = await ask((db) =>
      db.selectFrom('events').select('body').where('run_id', '=', runId).orderBy('seq').execute(),
    );
    return rows.map((row) => storedJson(row.body, `the events of run ${runId}`, isStoredEvent) as RunEvent);
  };
  return {
    async getRun(runId) {
      const row = await rowOf(runId);
      return row === undefined ? undefined : runRecordOf(row);
    },
    async runsBeginning(prefix, limit) {
      const range = idsBeginning(prefix.toLowerCase());
      if (range === null) return [];
      const rows = await ask((db) =>
        db
          .selectFrom('runs')
          .selectAll()
          .where('run_id', '>=', range.first)
          .where('run_id', '<=', range.last)
          .orderBy('run_id', 'desc')
          .limit((of) => of.lit(wholeLimit(limit)))
          .execute(),
      );
      return rows.map(runRecordOf);
    },
    async getDetails(runId) {
      const row = await rowOf(runId);
      if (row === undefined) return {};
      const what = `the details of run ${runId}`;
      return {
        ...(storedJson(row.input, what, isObject) as RunDetails),
        ...(storedJson(row.outcome ?? '{}', what, isObject) as RunDetails),
      };
    },
    async getFacts(runId) {
      const row = await rowOf(runId);
      if (row === undefined) return undefined;
      const facts = storedJson(row.facts, `the facts of run ${runId}`, areStoredFacts) as RunFacts;
      return facts.counted === false ? withCounts(facts, await eventsOf(runId)) : facts;
    },
    getEvents: eventsOf,
    refusedEvents: async (runId) => (await rowOf(runId))?.refused ?? 0,
    async listRuns(filter = {}) {
      const rows = await ask((db) => {
        let query = db.selectFrom('runs').selectAll();
        for (const column of ['run_type', 'status', 'fixture_id', 'fingerprint', 'failure_class'] as const) {
          const wanted = filter[column];
          if (wanted !== undefined) query = query.where(column, '=', wanted);
        }
        if (filter.task_id !== undefined) query = query.where('task_id', '=', clean(filter.task_id));
        if (filter.agent_name !== undefined) query = query.where('agent_name', '=', clean(filter.agent_name));
        if (filter.since !== undefined) query = query.where('started_at', '>=', Date.parse(filter.since));
        return (
          query
            .orderBy('started_at', 'desc')
            .orderBy('run_id', 'desc')
            // As part of the statement: a server that plans for any number plans anew for each.
            .limit((of) => of.lit(wholeLimit(filter.limit)))
            .execute()
        );
      });
      return rows.map(runRecordOf);
    },
    async nextAttempt(taskId, runType, agentName) {
      const agent = agentName === undefined ? null : clean(agentName);
      return (await lastAttempt(clean(taskId), runType, agent)) + 1;
    },
    async firstBadRun(fingerprint) {
      const failure = await ask((db) =>
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
      ask((db) =>
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
      await ask((db) =>
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
      ask((db) =>
        db.selectFrom('expected_starts').selectAll().where('due_at', '<', due).orderBy('due_at').execute(),
      ),
  };
}

const SHORTEST_PREFIX = 6;

/** A range of ids, which an index answers whatever type the column has; null for what no id begins with. */
function idsBeginning(prefix: string): { first: string; last: string } | null {
  const digits = prefix.replaceAll('-', '');
  if (prefix.length < SHORTEST_PREFIX || !/^[0-9a-f]{1,32}$/.test(digits)) return null;
  const filled = (digit: string): string =>
    digits.padEnd(32, digit).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const first = filled('0');
  return first.startsWith(prefix) ? { first, last: filled('f') } : null;
}

function wholeLimit(limit = 50): number {
  return Number.isSafeInteger(limit) && limit >= 0 ? limit : 50;
}

const NOTHING = { tool_calls: 0, model_calls: 0, usage: null, cost_usd: null };

/** Of a run that is open, or that the watchdog closed: what stands in its facts is of the same events. */
function withCounts(facts: RunFacts, events: readonly RunEvent[]): RunFacts {
  const counted = { ...facts, ...NOTHING, events: events.length, responded_models: [] };
  for (const event of events) noteCall(counted, event);
  return counted;
}
