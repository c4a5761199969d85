// Throughput of the store of runs beside bare loops over the same driver, with the store's own tables and
// statements, the same bytes and the same durability: `npm run bench:runs`. PostgreSQL too when AGENT_REPLAY_TEST_POSTGRES is set.
// A run is a start, five events of about 450 bytes, an artifact and a close. One loop commits each of these as it
// comes, as who writes it by hand does; the other writes what the store does here, statement by statement, in the
// same two transactions: what is left between the two is all that the store does beside writing.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEnvelope } from './run-envelope.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 300);
// A writer lives long: both sides are measured when their code has been compiled.
const COMPILED = 500;
// What a close sets, and what else a run's life says to the database: the store's own statements.
const CLOSE = [
  'state_refs',
  'artifact_refs',
  'status',
  'failure_class',
  'failure_reason',
  'fingerprint',
  'closed_at',
  'outcome',
  'facts',
];

let usedBefore = process.cpuUsage();

const [role, kind, target, runs] = process.argv.slice(2);

if (role === 'ours') await ours(target, Number(runs));
else if (role === 'bare' || role === 'gathered') {
  const loop = kind === 'sqlite' ? bareSqlite : barePostgres;
  await loop(target, Number(runs), role === 'gathered');
} else if (role === 'latency') await latency(target, Number(runs));
else if (role === 'overhead') await overhead(target, Number(runs));
else await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-runs-'));
  const postgres = process.env.AGENT_REPLAY_TEST_POSTGRES;
  try {
    console.log(
      `| store | processes | ours, runs/s | as it comes | ours ÷ it, time | gathered | ours ÷ it, time | CPU of a run, ms |\n|---|---|---|---|---|---|---|---|`,
    );
    for (const processes of [1, 8]) {
      await compare('sqlite', processes, (side) => join(folder, `${side}-${processes}.db`));
      if (postgres === undefined) continue;
      await compare('postgres', processes, () => postgres);
    }
    await spawn('latency', 'sqlite', join(folder, 'latency.db'), 2000);
    await spawn('overhead', 'sqlite', join(folder, 'overhead.db'), 40);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(store, processes, urlOf) {
  const each = Math.max(20, Math.round(RUNS / processes));
  const times = { ours: [], bare: [], gathered: [] };
  const used = { ours: [], bare: [], gathered: [] };
  // Turn by turn, so that what else the machine does falls on all.
  for (let round = 0; round < 3; round += 1) {
    for (const side of Object.keys(times)) {
      const url = urlOf(side);
      // Also a bare loop finds the store's tables, and a run to copy.
      if (round === 0) await spawn('ours', store, url, 1);
      const { seconds, cpu } = await together(side, store, url, each, processes);
      times[side].push(seconds);
      used[side].push(cpu / (each * processes));
    }
  }
  const best = (list) => Math.min(...list);
  const rate = (side) => Math.round((each * processes) / best(times[side]));
  const ratio = (side) => (best(times.ours) / best(times[side])).toFixed(2);
  const cpu = Object.values(used).map((list) => best(list).toFixed(2));
  console.log(
    `| ${store} | ${processes} | ${rate('ours')} | ${rate('bare')} | ${ratio('bare')} | ${rate('gathered')} | ${ratio('gathered')} | ${cpu.join(', ')} |`,
  );
}

/** Seconds that so many processes take for their runs, all of them warm when the first begins, and milliseconds on the CPU. */
async function together(side, store, url, each, processes) {
  const warm = [];
  const ended = [];
  const go = [];
  for (let index = 0; index < processes; index += 1) {
    warm.push(
      new Promise((resolve) => {
        ended.push(
          spawn(side, store, url, each, (child) => {
            go.push(child);
            resolve();
          }),
        );
      }),
    );
  }
  await Promise.all(warm);
  const began = performance.now();
  for (const child of go) child.send('go');
  const cpu = await Promise.all(ended);
  return {
    seconds: (performance.now() - began) / 1000,
    cpu: cpu.reduce((sum, one) => sum + one, 0),
  };
}

function spawn(...args) {
  const onReady = typeof args.at(-1) === 'function' ? args.pop() : (child) => child.send('go');
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), args.map(String), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message) => (message === 'ready' ? onReady(child) : resolve(message.done)));
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} exited with ${code}`)),
    );
  });
}

/** Waits until all writers are warm. */
async function waitForAll() {
  process.send('ready');
  await new Promise((resolve) => void process.once('message', resolve));
  usedBefore = process.cpuUsage();
}

/** Ends the time that is measured; what a process does for its own end is no part of it. */
function end() {
  const { user, system } = process.cpuUsage(usedBefore);
  process.send({ done: (user + system) / 1000 });
  process.disconnect();
}

function data(index) {
  return {
    name: `step ${index}`,
    data: { text: 'The quick brown fox jumps over the lazy dog. '.repeat(8), index },
  };
}

async function ours(url, count) {
  const { closeRun, openStore, recordArtifact, recordEvent, startRun } = await import('@agent-replay/runs');
  const store = await openStore(url, { folder: join(tmpdir(), 'bench-runs-key') });
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const open = await startRun(store, runEnvelope());
    for (let index = 0; index < 5; index += 1)
      void recordEvent(open, { kind: 'x_step', ...only(data(index)) });
    await recordArtifact(open, { kind: 'url', uri: 'https://example.com/report', confirm: () => true });
    await closeRun(open, { contract: { artifacts: { min: 1 } } });
  }
  end();
  await store.close();
}

function only({ data: kept }) {
  return { data: kept };
}

/** The rows of one run that the store wrote: the bare loops write the same bytes under other ids. */
function likeThis(row) {
  const given = runEnvelope();
  const started = {
    ...row,
    run_id: newId(),
    task_id: given.task_id,
    status: 'started',
    closed_at: null,
    outcome: null,
  };
  return { started, closed: CLOSE.map((column) => row[column]) };
}

/** A UUIDv7: ids rise with time, and tell PostgreSQL the month. */
function newId() {
  const at = Date.now().toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${randomUUID().slice(15)}`;
}

async function bareSqlite(path, count, isGathered) {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { timeout: 60_000 });
  db.exec('pragma journal_mode=wal');
  const row = db.prepare('select * from runs where closed_at is not null limit 1').get();
  const columns = Object.keys(row);
  const attempt = db.prepare(
    'insert into attempts (agent_name, task_id, attempt, run_id) select ?1, ?2, ?3, ?4 where not exists (select 1 from attempts where agent_name = ?1 and task_id = ?2 and attempt >= ?3)',
  );
  const begun = db.prepare('delete from expected_starts where agent_name = ? and task_id = ?');
  const start = db.prepare(
    `insert into runs (${columns.join()}) values (${columns.map(() => '?').join()}) on conflict do nothing`,
  );
  const event = db.prepare(
    'insert into events (run_id, seq, at, kind, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  const artifact = db.prepare('update runs set artifact_refs = ? where run_id = ? and closed_at is null');
  const close = db.prepare(
    `update runs set ${CLOSE.map((column) => `${column} = ?`).join()} where run_id = ? and closed_at is null`,
  );
  let mode;
  const commit = (durable, work) => {
    if (mode !== durable) db.exec(`pragma synchronous=${durable ? 'full' : 'normal'}`);
    mode = durable;
    db.exec('begin immediate');
    work();
    db.exec('commit');
  };
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const { started, closed } = likeThis(row);
    const { run_id: id, agent_name: agent, task_id: task } = started;
    commit(true, () => {
      start.run(...columns.map((column) => started[column]));
      attempt.run(agent, task, 1, id);
      begun.run(agent, task);
    });
    const write = (seq) => event.run(id, seq, Date.now(), 'x_step', JSON.stringify(data(seq)));
    if (isGathered) {
      commit(true, () => {
        for (let seq = 1; seq <= 5; seq += 1) write(seq);
        close.run(...closed, id);
      });
      continue;
    }
    for (let seq = 1; seq <= 5; seq += 1) commit(false, () => write(seq));
    commit(false, () => artifact.run(row.artifact_refs, id));
    commit(true, () => close.run(...closed, id));
  }
  end();
  db.close();
}

async function barePostgres(url, count, isGathered) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select * from runs where closed_at is not null limit 1');
  const [row] = rows;
  const columns = Object.keys(row);
  const marks = (list) => list.map((_, index) => `$${index + 1}`);
  const query = (name, text, values) => client.query({ name, text, values });
  const commit = async (durable, work) => {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off');
    await work();
    await client.query('commit');
  };
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const { started, closed } = likeThis(row);
    const { run_id: id, agent_name: agent, task_id: task } = started;
    const closeIt = () =>
      query(
        'c',
        `update runs set ${CLOSE.map((column, index) => `${column} = $${index + 1}`).join()} where run_id = $${CLOSE.length + 1} and closed_at is null`,
        [...closed, id],
      );
    if (isGathered) {
      await query('s', startOf(columns), [...columns.map((column) => started[column]), false]);
      await commit(true, async () => {
        const seqs = [1, 2, 3, 4, 5];
        await query(
          'g',
          'insert into events (run_id, seq, at, kind, body) select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[]) on conflict do nothing',
          [
            seqs.map(() => id),
            seqs,
            seqs.map(() => Date.now()),
            seqs.map(() => 'x_step'),
            seqs.map((seq) => JSON.stringify(data(seq))),
          ],
        );
        await closeIt();
      });
      continue;
    }
    await commit(true, async () => {
      await query(
        'a',
        'insert into attempts (agent_name, task_id, attempt, run_id) select $1, $2, $3, $4::uuid where not exists (select 1 from attempts where agent_name = $1 and task_id = $2 and attempt >= $3) on conflict do nothing',
        [agent, task, 1, id],
      );
      await query('b', 'delete from expected_starts where agent_name = $1 and task_id = $2', [agent, task]);
      await query(
        'r',
        `insert into runs (${columns.join()}) values (${marks(columns).join()}) on conflict do nothing`,
        columns.map((column) => started[column]),
      );
    });
    for (let seq = 1; seq <= 5; seq += 1)
      await commit(false, () =>
        query(
          'e',
          'insert into events (run_id, seq, at, kind, body) values ($1, $2, $3, $4, $5) on conflict do nothing',
          [id, seq, Date.now(), 'x_step', JSON.stringify(data(seq))],
        ),
      );
    await commit(false, () =>
      query('u', 'update runs set artifact_refs = $1 where run_id = $2 and closed_at is null', [
        row.artifact_refs,
        id,
      ]),
    );
    await commit(true, closeIt);
  }
  end();
  await client.end();
}

/** The store's own statement for a start. */
function startOf(columns) {
  const at = (name) => `$${columns.indexOf(name) + 1}`;
  const types = {
    run_id: 'uuid',
    format: 'int',
    attempt: 'int',
    started_at: 'bigint',
    timeout_seconds: 'float8',
  };
  const more = {
    closed_at: 'bigint',
    deadline_at: 'bigint',
    lease: 'int',
    last_event_at: 'bigint',
    refused: 'int',
  };
  const typed = columns.map((name) => `${at(name)}::${{ ...types, ...more }[name] ?? 'text'}`);
  const [agent, task, attempt, id] = ['agent_name', 'task_id', 'attempt', 'run_id'].map(at);
  return `with taken as (
      insert into attempts (agent_name, task_id, attempt, run_id) select ${agent}, ${task}, ${attempt}, ${id}::uuid
      where not exists (select 1 from attempts where agent_name = ${agent} and task_id = ${task} and attempt >= ${attempt})
      on conflict do nothing returning 1
    ), begun as (delete from expected_starts where agent_name = ${agent} and task_id = ${task})
    insert into runs (${columns.join()}) select ${typed.join()}
    where $${columns.length + 1}::boolean or exists (select 1 from taken) on conflict do nothing`;
}

/** What `recordEvent` costs its caller, and how long the event loop stands still meanwhile. */
async function latency(url, count) {
  const { closeRun, openStore, recordEvent, startRun } = await import('@agent-replay/runs');
  const store = await openStore(url);
  const run = await startRun(store, runEnvelope({ timeout_seconds: 600 }));
  const calls = [];
  const turns = [];
  const own = [];
  for (let index = 0; index < count; index += 1) {
    const used = cpuOfThread();
    const before = performance.now();
    void recordEvent(run, { kind: 'x_step', ...only(data(index)) });
    const after = performance.now();
    await new Promise((resolve) => void setImmediate(resolve));
    calls.push(after - before);
    turns.push(performance.now() - after);
    own.push(cpuOfThread() - used);
  }
  await closeRun(run, { contract: { artifacts: { min: 0 } } });
  await store.close();
  const at = (list, part) => list.toSorted((a, b) => a - b)[Math.floor(list.length * part)];
  const show = (list) =>
    `p50 ${(at(list, 0.5) * 1000).toFixed(0)} µs, p99 ${(at(list, 0.99) * 1000).toFixed(0)} µs`;
  console.log(
    `\nrecordEvent: ${show(calls)}; the event loop's turn after it: ${show(turns)}; of both, on the CPU: ${show(own)} (${count} events, sqlite)`,
  );
  end();
}

/** What the main thread itself has used, in milliseconds: other programs on the machine do not count. */
function cpuOfThread() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * An agent that makes ten tool calls of 10 ms: captured by `execute`, beside the same functions bare. Once in a
 * process that has just begun, and once when its code has been compiled, as that of a service is.
 */
async function overhead(url, rounds) {
  const { closeSharedStores, defineAgent, openStore, tool } = await import('agent-replay');
  const store = await openStore(url);
  let wait = 10;
  const lookUp = async (id) => {
    await new Promise((resolve) => void (wait === 0 ? setImmediate(resolve) : setTimeout(resolve, wait)));
    return { id, text: 'The quick brown fox jumps over the lazy dog. '.repeat(8) };
  };
  const work = async (call) => {
    let last;
    for (let index = 0; index < 10; index += 1) last = await call(index);
    return last;
  };
  const captured = tool('look_up', lookUp, { effect: 'read' });
  const agent = defineAgent({
    name: 'bench',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => work(captured),
  });
  const sides = {
    off: () => work(lookUp),
    on: (round) => agent.execute({ task_id: randomUUID(), payload: { round } }, { store }),
  };
  await measureSides('in a process that has just begun', sides, rounds);
  wait = 0;
  for (let round = 0; round < COMPILED; round += 1)
    for (const side of ['on', 'off']) await sides[side](round);
  wait = 10;
  await measureSides('when its code has been compiled', sides, rounds);
  await store.close();
  await closeSharedStores();
  end();
}

/** Runs both sides turn by turn, and prints the medians of their times. */
async function measureSides(when, sides, rounds) {
  const times = { on: [], off: [] };
  const used = { on: [], off: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
      const [before, cpu] = [performance.now(), cpuOfThread()];
      await sides[side](round);
      if (round < 4) continue;
      times[side].push(performance.now() - before);
      used[side].push(cpuOfThread() - cpu);
    }
  }
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [on, off] = [middle(times.on), middle(times.off)];
  console.log(
    `ten tool calls of 10 ms, ${when}: ${on.toFixed(1)} ms captured, ${off.toFixed(1)} ms bare, ${(on / off).toFixed(3)} × (medians of ${times.on.length}, turn by turn); on the CPU ${middle(used.on).toFixed(1)} and ${middle(used.off).toFixed(1)} ms`,
  );
}
