// Fills a store with runs and measures what is asked of it: `node bench/scale.mjs sqlite|postgres [runs] [path|url]`.
// By default 1,000,000 runs in SQLite and 10,000,000 in PostgreSQL: 30 % replays of 500 fixtures, 5 % failed in
// 200 classes, 0.01 % open, over ten months. Prints each question's time, its limit and its plan; exits with 1 when
// one never comes within its limit (the median also has what else the machine does), or looks at every run.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@agent-replay/runs';

const [kind = 'sqlite', count, target] = process.argv.slice(2);
const RUNS = Number(count ?? (kind === 'sqlite' ? 1_000_000 : 10_000_000));
const LIMITS = kind === 'sqlite' ? { monitor: 20, lookup: 5 } : { monitor: 50, lookup: 5 };
const FIXTURES = 500;
const CLASSES = 200;
const MONTH = 30 * 86_400_000;
const FROM = Date.UTC(2026, 0, 2);
const TO = FROM + 10 * MONTH;

let connections;

const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'));
const url = target ?? (kind === 'sqlite' ? join(folder, 'runs.db') : process.env.AGENT_REPLAY_TEST_POSTGRES);
try {
  const store = await openStore(url, { folder });
  const started = performance.now();
  if ((await store.listRuns({ limit: 1 })).length === 0)
    await (kind === 'sqlite' ? fillSqlite() : fillPostgres());
  const size = kind === 'sqlite' ? statSync(url).size : await postgresSize();
  console.log(
    `${RUNS} runs in ${kind}: ${(size / 1e6).toFixed(0)} MB, made in ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
  );
  process.exitCode = (await ask(store)) ? 0 : 1;
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Connections of the bench's own: to fill the database, and to ask it for plans. */
async function postgres() {
  if (connections === undefined) {
    const { default: pg } = await import('pg');
    connections = new pg.Pool({ connectionString: url, allowExitOnIdle: true });
  }
  return connections;
}

/** A run's columns as expressions over its number `n`; `${id}` and `${text}` differ by database. */
function columns({ mod, idOf, textOf, at }) {
  const isReplay = `${mod('n', 10)} < 3`;
  const isBad = `${mod('n', 20)} = 7`;
  const isOpen = `${mod('n', 10_000)} = 11`;
  const klass = `'v1:' || ${textOf(`${mod('n', CLASSES)} + 1000`)}`;
  return {
    run_id: idOf(at),
    format: '1',
    run_type: `case when ${isReplay} then 'replay' else 'live' end`,
    fixture_id: `case when ${isReplay} then 'fixture_' || ${textOf(mod('n', FIXTURES))} end`,
    task_id: `'task-' || ${textOf(`case when ${isReplay} then ${mod('n', FIXTURES)} else n end`)}`,
    attempt: '1',
    agent_name: `'agent-' || ${textOf(mod('n', 20))}`,
    started_at: at,
    code_version: `'0123456789abcdef0123456789abcdef01234567'`,
    model: `'gpt-4o'`,
    prompt_version: `'7'`,
    tool_allowlist: `'["search","charge"]'`,
    timeout_seconds: '600',
    input_sha256: `'0000000000000000000000000000000000000000000000000000000000000000'`,
    state_refs: `'[]'`,
    artifact_refs: `'[{"kind":"report","uri":"report.md","sha256":null,"bytes":120,"confirmed":true}]'`,
    status: `case when ${isOpen} then 'started' when ${isBad} then 'failed' else 'passed' end`,
    failure_class: `case when ${isBad} then 'missing_artifact_ref' end`,
    failure_reason: `case when ${isBad} then 'missing_artifact_ref: done was claimed, but no artifact was recorded' end`,
    fingerprint: `case when ${isBad} then ${klass} end`,
    closed_at: `case when ${isOpen} then null else ${at} + 5000 end`,
    deadline_at: `${at} + 600000`,
    lease: '0',
    last_event_at: 'null',
    refused: '0',
    input: `'{"payload":{"question":"Where is my order?"},"workspace":"/srv/agent"}'`,
    outcome: `'{"issues":[],"capture":{"captured":[],"denied":[],"unknown":[]}}'`,
    facts: `'{"ending":"returned","exit_code":null,"duration_ms":5000,"responded_models":[],"usage":null,"cost_usd":null,"model_calls":1,"tool_calls":2,"events":3}'`,
  };
}

async function fillSqlite() {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(url);
  const step = Math.floor((TO - FROM) / RUNS);
  const cells = columns({
    mod: (of, by) => `(${of} % ${by})`,
    textOf: (of) => `(${of})`,
    at: `(${FROM} + n * ${step})`,
    idOf: (at) =>
      `(substr(printf('%012x', ${at}), 1, 8) || '-' || substr(printf('%012x', ${at}), 9) || '-7000-8000-' || printf('%012x', n))`,
  });
  const names = Object.keys(cells).join(', ');
  db.exec('pragma synchronous=off; pragma cache_size=-400000');
  for (let at = 0; at < RUNS; at += 100_000) {
    db.exec(`insert into runs (${names})
      with recursive numbers(n) as (select ${at} union all select n + 1 from numbers where n + 1 < ${Math.min(RUNS, at + 100_000)})
      select ${Object.values(cells).join(', ')} from numbers`);
  }
  db.exec(
    rest(
      '0',
      (suite, fixture) =>
        `json_object('fixture_id', ${fixture}, 'suite', ${suite}, 'run_id', 'x', 'at', '2026-10-01T00:00:00.000Z', 'fixture_sha256', 'x', 'exit_code', 0, 'reason', null)`,
      (limit) =>
        `with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < ${limit})`,
    ),
  );
  db.exec('analyze');
  db.close();
}

async function fillPostgres() {
  const pool = await postgres();
  const step = Math.floor((TO - FROM) / RUNS);
  const cells = columns({
    mod: (of, by) => `(${of} % ${by})`,
    textOf: (of) => `(${of})::text`,
    at: `(${FROM}::bigint + n * ${step})`,
    idOf: (at) => `(lpad(to_hex(${at}), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid`,
  });
  const names = Object.keys(cells).join(', ');
  const { firstUuidV7 } = {
    firstUuidV7: (at) =>
      `${at.toString(16).padStart(12, '0')}`.replace(/^(.{8})(.{4})$/, '$1-$2-0000-0000-000000000000'),
  };
  for (let month = 0; month < 12; month += 1) {
    const [from, to] = [Date.UTC(2026, month), Date.UTC(2026, month + 1)].map(firstUuidV7);
    const name = `y2026m${String(month + 1).padStart(2, '0')}`;
    for (const table of ['runs', 'events'])
      await pool.query(
        `create table if not exists ${table}_${name} partition of ${table} for values from ('${from}') to ('${to}')`,
      );
  }
  await pool
    .query(`alter system set max_wal_size = '4GB'`)
    .then(() => pool.query('select pg_reload_conf()'))
    .catch(() => undefined);
  // Indexes are made when the rows are there: one sort each, not ten million insertions.
  const { rows: indexes } = await pool.query(
    `select indexname as name, replace(indexdef, ' ON ONLY ', ' ON ') as sql from pg_indexes where schemaname = current_schema and tablename = 'runs'`,
  );
  await pool.query('alter table runs drop constraint runs_pkey');
  for (const { name } of indexes) await pool.query(`drop index if exists ${name}`);
  const part = 250_000;
  let next = 0;
  const lane = async () => {
    for (let at = next; at < RUNS; at = next) {
      next = at + part;
      await pool.query(
        `insert into runs (${names}) select ${Object.values(cells).join(', ')} from generate_series(${at}::bigint, ${Math.min(RUNS, at + part) - 1}::bigint) n`,
      );
    }
  };
  await Promise.all([lane(), lane()]);
  await pool.query('alter table runs add constraint runs_pkey primary key (run_id)');
  for (const { name, sql } of indexes) if (name !== 'runs_pkey') await pool.query(sql);
  await pool.query(
    rest(
      `'00000000-0000-7000-8000-000000000000'::uuid`,
      (suite, fixture) =>
        `json_build_object('fixture_id', ${fixture}, 'suite', ${suite}, 'run_id', 'x', 'at', '2026-10-01T00:00:00.000Z', 'fixture_sha256', 'x', 'exit_code', 0, 'reason', null)::text`,
      (limit) => `with numbers as (select n from generate_series(0, ${limit} - 1) n)`,
    ),
  );
  await pool.query('analyze runs');
}

/** The small tables beside the runs: classes of failures, and the last result of each fixture. */
function rest(id, result, numbers) {
  const first = id === '0' ? `''` : id;
  return `${numbers(CLASSES)} insert into failures (fingerprint, agent_name, failure_class, status, first_bad_run_id, first_bad_run_at, last_bad_run_id, last_bad_run_at, first_seen_at, runs, regressions, resolved_at)
      select 'v1:' || (n + 1000), 'agent', 'missing_artifact_ref', 'open', ${first}, ${FROM}, ${first}, ${TO}, ${FROM}, 1, 0, null from numbers where true
      on conflict do nothing;
    ${numbers(FIXTURES)} insert into fixture_results (suite, fixture_id, at, result)
      select 'suite', 'fixture_' || n, ${TO}, ${result(`'suite'`, `'fixture_' || n`)} from numbers where true on conflict do nothing`.replaceAll(
    /with recursive (.*?)\) insert into (\w+) (\(.*?\))\s+select/gs,
    'insert into $2 $3 with recursive $1) select',
  );
}

async function postgresSize() {
  const { rows } = await (
    await postgres()
  ).query(
    `select sum(pg_total_relation_size(inhrelid))::bigint as size from pg_inherits where inhparent = 'runs'::regclass`,
  );
  return rows[0].size;
}

async function ask(store) {
  const bad = `v1:${1000 + 7}`;
  const questions = [
    [
      'the monitor: results and classes',
      LIMITS.monitor,
      async () => [
        await store.latestFixtureResults(),
        await store.failureHistories(),
        await store.listAlerts(),
        await store.listTicks(),
      ],
    ],
    ['the watchdog: runs past their deadline', LIMITS.lookup, () => store.overdueRuns(FROM + MONTH / 2)],
    [
      'a class of failures: its latest runs',
      LIMITS.lookup,
      () => store.listRuns({ fingerprint: bad, limit: 20 }),
    ],
    ['a class of failures: its first bad run', LIMITS.lookup, () => store.firstBadRun(bad)],
    [
      'a fixture: its latest replay',
      LIMITS.lookup,
      () => store.listRuns({ run_type: 'replay', fixture_id: 'fixture_1', limit: 1 }),
    ],
    ['a task: its runs', LIMITS.lookup, () => store.listRuns({ task_id: 'task-777777' })],
    ['a task: its next attempt', LIMITS.lookup, () => store.nextAttempt('task-777777', 'live')],
    ['the latest runs', LIMITS.lookup, () => store.listRuns({ limit: 50 })],
  ];
  const asked = await watchQueries(store);
  console.log('| question | best of 30, ms | median | limit | scans of runs |\n|---|---|---|---|---|');
  let ok = true;
  for (const row of questions) {
    const [name, limit, question] = [String(row[0]), Number(row[1]), row[2]];
    asked.length = 0;
    await question();
    const queries = asked.splice(0);
    const times = [];
    for (let round = 0; round < 30; round += 1) {
      const before = performance.now();
      await question();
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    const scans = (await Promise.all(queries.map((query) => scansOf(query)))).flat();
    const median = times[15];
    const [best] = times;
    ok &&= best <= limit && scans.length === 0;
    console.log(
      `| ${name} | ${best.toFixed(2)} | ${median.toFixed(2)} | ${limit} | ${scans.length === 0 ? 'none' : scans.join('; ')} |`,
    );
  }
  return ok;
}

/** The statements that the store really sends. */
async function watchQueries({ driver }) {
  const asked = [];
  const executor = (await driver.db()).getExecutor();
  const execute = executor.executeQuery.bind(executor);
  executor.executeQuery = (query, ...more) => {
    asked.push({ sql: query.sql, parameters: query.parameters });
    return execute(query, ...more);
  };
  return asked;
}

/** Parts of a plan that look at every run, or at a whole month of them. */
async function scansOf({ sql, parameters }) {
  if (kind === 'sqlite') {
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(url, { readOnly: true });
    const plan = db
      .prepare(`explain query plan ${sql}`)
      .all(...parameters)
      .map((row) => row.detail);
    db.close();
    // A walk along an index in the order that is asked for ends at the limit.
    return plan.filter(
      (line) =>
        /^SCAN runs\b/.test(line) && !(/USING (?:COVERING )?INDEX/.test(line) && /\blimit\b/.test(sql)),
    );
  }
  const { rows } = await (await postgres()).query(`explain ${sql}`, [...parameters]);
  return rows
    .map((row) => row['QUERY PLAN'])
    .filter((line) => /Seq Scan on runs_y/.test(line) && !/rows=0 |rows=1 /.test(line));
}
