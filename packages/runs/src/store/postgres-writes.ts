import type { PoolClient } from 'pg';
import { type Entry, type Outcome, runIdOf } from './entry.ts';
import { type BadRun, badRunOf, CLOSE_COLUMNS, RUN_COLUMNS } from './run-columns.ts';
import type { EventRow, RunRow } from './tables.ts';

const COLUMNS = RUN_COLUMNS.join(', ');
const VALUES = RUN_COLUMNS.map((_, index) => `$${index + 1}`).join(', ');
// Parameters of a select have no column to take their type from.
const TYPES: Readonly<Record<string, string>> = {
  run_id: 'uuid',
  format: 'int',
  attempt: 'int',
  started_at: 'bigint',
  timeout_seconds: 'float8',
  closed_at: 'bigint',
  deadline_at: 'bigint',
  lease: 'int',
  last_event_at: 'bigint',
  refused: 'int',
};
const TYPED_VALUES = RUN_COLUMNS.map((column, index) => `$${index + 1}::${TYPES[column] ?? 'text'}`).join(
  ', ',
);
const EVENT_COLUMNS = ['run_id', 'seq', 'at', 'kind', 'body'] as const satisfies readonly (keyof EventRow)[];
const INSERT_EVENTS = `insert into events (${EVENT_COLUMNS.join(', ')})
  select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[]) on conflict do nothing`;

// Made once: pg compares a statement with the one that its name was given first, and the same string is equal at a glance.
const START_RUN = startText();
const INSERT_RUN = `insert into runs (${COLUMNS}) values (${VALUES}) on conflict do nothing`;
const CLOSE_RUN = closeText(0);
const CLOSE_LEASED = `${CLOSE_RUN} and lease = $${CLOSE_COLUMNS.length + 2}`;
const END_RUN = `with recorded as (${INSERT_EVENTS})
  ${closeText(EVENT_COLUMNS.length)}`;

function startText(): string {
  const at = RUN_COLUMNS.length;
  const [agent, task, attempt, id] = ['agent_name', 'task_id', 'attempt', 'run_id'].map(
    (name) => `$${(RUN_COLUMNS as readonly string[]).indexOf(name) + 1}`,
  );
  return `with taken as (
        insert into attempts (agent_name, task_id, attempt, run_id) select ${agent}, ${task}, ${attempt}, ${id}::uuid
        where not exists (select 1 from attempts where agent_name = ${agent} and task_id = ${task} and attempt >= ${attempt})
        on conflict do nothing returning 1
      ), begun as (delete from expected_starts where agent_name = ${agent} and task_id = ${task})
      insert into runs (${COLUMNS}) select ${TYPED_VALUES}
      where $${at + 1}::boolean or exists (select 1 from taken) on conflict do nothing`;
}

/** The close of a run, whose values stand behind the first so many parameters. */
function closeText(first: number): string {
  const assignments = CLOSE_COLUMNS.map((column, index) => `${column} = $${first + index + 1}`).join(', ');
  return `update runs set ${assignments} where run_id = $${first + CLOSE_COLUMNS.length + 1} and closed_at is null`;
}

/**
 * Applies entries within the transaction of a client; events that follow one another go in one statement. Rows are
 * locked in one order by all who write, runs before failures: else a watchdog and the closes that it races with
 * stand in each other's way until the server undoes one of them.
 */
export async function applyEntries(client: PoolClient, entries: readonly Entry[]): Promise<Outcome[]> {
  const ending = endingOf(entries);
  if (ending !== undefined) return applyEnding(client, ending);
  await lockRuns(client, entries);
  const outcomes: Outcome[] = [];
  const bad: BadRun[] = [];
  for (let at = 0; at < entries.length;) {
    const events = eventsFrom(entries, at);
    if (events.length > 0) {
      await insertEvents(client, events);
      for (let each = 0; each < events.length; each += 1) outcomes.push('applied');
      at += events.length;
    } else {
      const entry = entries[at] as Entry;
      const outcome = await applyOne(client, entry);
      const failed = entry.op === 'close' && outcome === 'applied' ? badRunOf(entry) : undefined;
      if (failed !== undefined) bad.push(failed);
      outcomes.push(outcome);
      at += 1;
    }
  }
  for (const run of bad.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)))
    await noteFailure(client, run);
  return outcomes;
}

async function lockRuns(client: PoolClient, entries: readonly Entry[]): Promise<void> {
  const ids = new Set(entries.flatMap((entry) => (changesRun(entry) ? [runIdOf(entry)] : [])));
  if (ids.size < 2) return;
  await client.query({
    name: 'lock_runs',
    text: 'select 1 from runs where run_id = any($1::uuid[]) order by run_id for update',
    values: [[...ids]],
  });
}

function changesRun(entry: Entry): boolean {
  return entry.op === 'event' ? entry.touch === true : entry.op !== 'start';
}

/**
 * True when entries need no transaction: a start is one statement, and so is the close of a run that makes no
 * failure visible, with the events before it. What either asks and says beyond that, where a run is known already,
 * may be repeated.
 */
export function isOneStatement(entries: readonly Entry[]): boolean {
  const [entry] = entries;
  if (entry !== undefined && entries.length === 1)
    return entry.op === 'start' || (entry.op === 'close' && badRunOf(entry) === undefined);
  return endingOf(entries) !== undefined;
}

type EventEntry = Extract<Entry, { op: 'event' }>;

/** The last events of a run and its close. */
interface Ending {
  events: EventEntry[];
  run: RunRow;
}

function endingOf(entries: readonly Entry[]): Ending | undefined {
  const events = eventsFrom(entries, 0);
  const last = entries.at(-1);
  if (events.length === 0 || events.length !== entries.length - 1) return undefined;
  if (last?.op !== 'close' || last.lease !== undefined || badRunOf(last) !== undefined) return undefined;
  const isItsOwn = events.every(({ event, touch }) => event.run_id === last.run.run_id && touch !== true);
  return isItsOwn ? { events, run: last.run } : undefined;
}

async function applyEnding(client: PoolClient, { events, run }: Ending): Promise<Outcome[]> {
  const { rowCount } = await client.query({
    name: 'end_run',
    text: END_RUN,
    values: [...eventValues(events), ...CLOSE_COLUMNS.map((column) => run[column]), run.run_id],
  });
  const outcome = rowCount === 1 ? 'applied' : await close(client, run, undefined);
  return [...events.map(() => 'applied' as const), outcome];
}

function eventsFrom(entries: readonly Entry[], from: number): EventEntry[] {
  const events: EventEntry[] = [];
  for (let at = from; entries[at]?.op === 'event'; at += 1) events.push(entries[at] as EventEntry);
  return events;
}

function eventValues(entries: readonly EventEntry[]): unknown[][] {
  return EVENT_COLUMNS.map((column) => entries.map(({ event }) => event[column]));
}

async function insertEvents(client: PoolClient, entries: readonly EventEntry[]): Promise<void> {
  await client.query({ name: 'insert_events', text: INSERT_EVENTS, values: eventValues(entries) });
  for (const { event, touch, deadline_at: deadline } of entries) {
    if (touch !== true) continue;
    await client.query({
      name: 'touch_run',
      text: `update runs set last_event_at = greatest(coalesce(last_event_at, 0), $2),
        deadline_at = greatest(deadline_at, coalesce($3, deadline_at)),
        lease = lease + case when $3::bigint is null then 0 else 1 end
        where run_id = $1 and closed_at is null`,
      values: [event.run_id, event.at, deadline ?? null],
    });
  }
}

async function applyOne(client: PoolClient, entry: Entry): Promise<Outcome> {
  switch (entry.op) {
    case 'start':
      return start(client, entry.run, entry.forced === true);
    case 'close':
      return close(client, entry.run, entry.lease);
    case 'artifacts':
      await client.query({
        name: 'set_artifacts',
        text: 'update runs set artifact_refs = $2 where run_id = $1 and closed_at is null',
        values: [entry.run_id, entry.artifact_refs],
      });
      return 'applied';
    case 'refused':
      await client.query('update runs set refused = greatest(refused, $2) where run_id = $1', [
        entry.run_id,
        entry.count,
      ]);
      return 'applied';
    default: {
      const [run_id] = entry.op === 'closing' ? [entry.run_id] : [entry.event.run_id];
      await client.query({
        name: 'begin_close',
        text: 'update runs set lease = lease + 1 where run_id = $1 and closed_at is null',
        values: [run_id],
      });
      return 'applied';
    }
  }
}

async function start(client: PoolClient, run: RunRow, forced: boolean): Promise<Outcome> {
  if (run.run_type === 'replay') {
    return (await insertRun(client, run)) ? 'applied' : 'duplicate_run';
  }
  const { rowCount } = await client.query({
    name: 'start_run',
    text: START_RUN,
    values: [...RUN_COLUMNS.map((column) => run[column]), forced],
  });
  if (rowCount === 1) return 'applied';
  return (await exists(client, run.run_id)) ? 'duplicate_run' : 'duplicate_attempt';
}

async function close(client: PoolClient, run: RunRow, lease: number | undefined): Promise<Outcome> {
  if (await setClosed(client, run, lease)) return 'applied';
  if (lease !== undefined) return 'already_closed';
  // Its start never got here: it is in a spool that another process reads later, or is lost.
  const isThere = await exists(client, run.run_id);
  if (!isThere && (await start(client, run, true)) === 'applied') return 'applied';
  // It may have come meanwhile, over another connection.
  return (await setClosed(client, run)) ? 'applied' : 'already_closed';
}

/** False when there is no such run that is open, and still has that lease. */
async function setClosed(client: PoolClient, run: RunRow, lease?: number): Promise<boolean> {
  const { rowCount } = await client.query({
    name: lease === undefined ? 'close_run' : 'close_leased',
    text: lease === undefined ? CLOSE_RUN : CLOSE_LEASED,
    values: [
      ...CLOSE_COLUMNS.map((column) => run[column]),
      run.run_id,
      ...(lease === undefined ? [] : [lease]),
    ],
  });
  return rowCount === 1;
}

async function exists(client: PoolClient, runId: string): Promise<boolean> {
  const query = { name: 'run_exists', text: 'select 1 from runs where run_id = $1', values: [runId] };
  return ((await client.query(query)).rowCount ?? 0) > 0;
}

async function insertRun(client: PoolClient, run: RunRow): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'insert_run',
    text: INSERT_RUN,
    values: RUN_COLUMNS.map((column) => run[column]),
  });
  return rowCount === 1;
}

async function noteFailure(client: PoolClient, run: BadRun): Promise<void> {
  await client.query({
    name: 'note_failure',
    text: `insert into failures as f (fingerprint, agent_name, failure_class, status, first_bad_run_id,
        first_bad_run_at, last_bad_run_id, last_bad_run_at, first_seen_at, runs, regressions, resolved_at)
      values ($1, $2, $3, 'open', $4, $5, $4, $5, $5, 1, 0, null)
      on conflict (fingerprint) do update set
        status = case when f.status = 'resolved' then 'regressed' else f.status end,
        regressions = f.regressions + case when f.status = 'resolved' then 1 else 0 end,
        first_bad_run_id = case when f.status = 'resolved' or $5 < f.first_bad_run_at then $4 else f.first_bad_run_id end,
        first_bad_run_at = case when f.status = 'resolved' then $5 else least(f.first_bad_run_at, $5) end,
        last_bad_run_id = case when $5 >= f.last_bad_run_at then $4 else f.last_bad_run_id end,
        last_bad_run_at = greatest(f.last_bad_run_at, $5),
        first_seen_at = least(f.first_seen_at, $5),
        runs = f.runs + 1
      where f.status <> 'resolved' or $5 > f.resolved_at`,
    values: [run.fingerprint, run.agent_name, run.failure_class, run.run_id, run.started_at],
  });
}
