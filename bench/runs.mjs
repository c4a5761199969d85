// Throughput of the store of runs beside a bare loop over the same driver with the same statements and
// the same durability: `npm run bench:runs`. PostgreSQL too when AGENT_REPLAY_TEST_POSTGRES is set.
// A run is a start, five events of about 450 bytes, an artifact and a close.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEnvelope } from './run-envelope.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 300);
// A writer lives long: both sides are measured when their code has been compiled.
const WARM_UP = 100;
const [role, kind, target, runs] = process.argv.slice(2);

if (role === 'ours') await ours(target, Number(runs));
else if (role === 'bare')
  await (kind === 'sqlite' ? bareSqlite(target, Number(runs)) : barePostgres(target, Number(runs)));
else if (role === 'latency') await latency(target, Number(runs));
else if (role === 'overhead') await overhead(target, Number(runs));
else await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-runs-'));
  const postgres = process.env.AGENT_REPLAY_TEST_POSTGRES;
  try {
    console.log(
      `| store | processes | ours, runs/s | bare, runs/s | ours ÷ bare, time |\n|---|---|---|---|---|`,
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
  const times = { ours: [], bare: [] };
  // Turn by turn, so that what else the machine does falls on both.
  for (let round = 0; round < 3; round += 1) {
    for (const side of ['ours', 'bare']) {
      const url = urlOf(side);
      if (round === 0) await spawn(side, store, url, 1);
      const seconds = await Promise.all(
        Array.from({ length: processes }, () => spawn(side, store, url, each)),
      );
      times[side].push(Math.max(...seconds));
    }
  }
  const best = (list) => Math.min(...list);
  const rate = (list) => Math.round((each * processes) / best(list));
  const ratio = (best(times.ours) / best(times.bare)).toFixed(2);
  console.log(`| ${store} | ${processes} | ${rate(times.ours)} | ${rate(times.bare)} | ${ratio} |`);
}

function spawn(...args) {
  return new Promise((resolve, reject) => {
    let seconds = 0;
    const child = fork(fileURLToPath(import.meta.url), args.map(String), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message) => (seconds = message));
    child.on('exit', (code) =>
      code === 0 ? resolve(seconds) : reject(new Error(`${args.join(' ')} exited with ${code}`)),
    );
  });
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
  let started = performance.now();
  for (let run = -WARM_UP; run < count; run += 1) {
    if (run === 0) started = performance.now();
    const open = await startRun(store, runEnvelope());
    for (let index = 0; index < 5; index += 1)
      void recordEvent(open, { kind: 'x_step', ...only(data(index)) });
    await recordArtifact(open, { kind: 'url', uri: 'https://example.com/report', confirm: () => true });
    await closeRun(open, { contract: { artifacts: { min: 1 } } });
  }
  process.send((performance.now() - started) / 1000);
  await store.close();
}

function only({ data: kept }) {
  return { data: kept };
}

async function bareSqlite(path, count) {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { timeout: 10_000 });
  db.exec(`pragma journal_mode=wal;
    create table if not exists attempts (agent_name text, task_id text, attempt integer, run_id text, primary key (agent_name, task_id, attempt));
    create table if not exists runs (run_id text primary key, task_id text, started_at integer, deadline_at integer, record text, artifact_refs text, status text, fingerprint text, closed_at integer);
    create index if not exists by_task on runs (task_id, started_at);
    create index if not exists by_time on runs (started_at, status);
    create index if not exists by_open on runs (deadline_at) where closed_at is null;
    create table if not exists events (run_id text, seq integer, at integer, kind text, body text, primary key (run_id, seq));`);
  const attempt = db.prepare('insert into attempts values (?, ?, ?, ?)');
  const start = db.prepare("insert into runs values (?, ?, ?, ?, ?, '[]', 'started', null, null)");
  const event = db.prepare('insert into events values (?, ?, ?, ?, ?)');
  const artifact = db.prepare('update runs set artifact_refs = ? where run_id = ?');
  const close = db.prepare(
    "update runs set status = 'passed', closed_at = ?, artifact_refs = ?, record = ? where run_id = ? and closed_at is null",
  );
  const commit = (durable, work) => {
    db.exec(`pragma synchronous=${durable ? 'full' : 'normal'}; begin immediate`);
    work();
    db.exec('commit');
  };
  let started = performance.now();
  for (let run = -WARM_UP; run < count; run += 1) {
    if (run === 0) started = performance.now();
    const id = randomUUID();
    const given = runEnvelope();
    const text = JSON.stringify({ ...given, filler: 'x'.repeat(400) });
    commit(true, () => {
      attempt.run(given.agent_name, given.task_id, 1, id);
      start.run(id, given.task_id, Date.now(), Date.now() + 60_000, text);
    });
    for (let seq = 1; seq <= 5; seq += 1)
      commit(false, () => event.run(id, seq, Date.now(), 'x_step', JSON.stringify(data(seq))));
    const refs = JSON.stringify([
      { kind: 'url', uri: 'https://example.com/report', sha256: null, bytes: null, confirmed: true },
    ]);
    commit(false, () => artifact.run(refs, id));
    commit(true, () => close.run(Date.now(), refs, text, id));
  }
  process.send((performance.now() - started) / 1000);
  db.close();
}

async function barePostgres(url, count) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`begin; select pg_advisory_xact_lock(77);
    create table if not exists bare_attempts (agent_name text, task_id text, attempt integer, run_id uuid, primary key (agent_name, task_id, attempt));
    create table if not exists bare_runs (run_id uuid primary key, task_id text, started_at bigint, deadline_at bigint, record text, artifact_refs text, status text, closed_at bigint);
    create index if not exists bare_by_task on bare_runs (task_id, started_at);
    create index if not exists bare_by_time on bare_runs (started_at, status);
    create index if not exists bare_by_open on bare_runs (deadline_at) where closed_at is null;
    create table if not exists bare_events (run_id uuid, seq integer, at bigint, kind text, body text, primary key (run_id, seq)); commit`);
  const query = (name, text, values) => client.query({ name, text, values });
  const commit = async (durable, work) => {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off');
    await work();
    await client.query('commit');
  };
  let started = performance.now();
  for (let run = -WARM_UP; run < count; run += 1) {
    if (run === 0) started = performance.now();
    const id = randomUUID();
    const given = runEnvelope();
    const text = JSON.stringify({ ...given, filler: 'x'.repeat(400) });
    await commit(true, async () => {
      await query('a', 'insert into bare_attempts values ($1, $2, $3, $4)', [
        given.agent_name,
        given.task_id,
        1,
        id,
      ]);
      await query('r', "insert into bare_runs values ($1, $2, $3, $4, $5, '[]', 'started', null)", [
        id,
        given.task_id,
        Date.now(),
        Date.now() + 60_000,
        text,
      ]);
    });
    for (let seq = 1; seq <= 5; seq += 1)
      await commit(false, () =>
        query('e', 'insert into bare_events values ($1, $2, $3, $4, $5)', [
          id,
          seq,
          Date.now(),
          'x_step',
          JSON.stringify(data(seq)),
        ]),
      );
    const refs = JSON.stringify([
      { kind: 'url', uri: 'https://example.com/report', sha256: null, bytes: null, confirmed: true },
    ]);
    await commit(false, () =>
      query('u', 'update bare_runs set artifact_refs = $1 where run_id = $2', [refs, id]),
    );
    await commit(true, () =>
      query(
        'c',
        "update bare_runs set status = 'passed', closed_at = $1, artifact_refs = $2, record = $3 where run_id = $4 and closed_at is null",
        [Date.now(), refs, text, id],
      ),
    );
  }
  process.send((performance.now() - started) / 1000);
  await client.end();
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
  process.send(0);
}

/** What the main thread itself has used, in milliseconds: other programs on the machine do not count. */
function cpuOfThread() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** An agent that makes ten tool calls of 10 ms: captured by `execute`, beside the same functions bare. */
async function overhead(url, rounds) {
  const { closeSharedStores, defineAgent, openStore, tool } = await import('agent-replay');
  const store = await openStore(url);
  const lookUp = async (id) => {
    await new Promise((resolve) => void setTimeout(resolve, 10));
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
  const times = { on: [], off: [] };
  const used = { on: [], off: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
      const [before, cpu] = [performance.now(), cpuOfThread()];
      await (side === 'off'
        ? work(lookUp)
        : agent.execute({ task_id: randomUUID(), payload: { round } }, { store }));
      if (round < 4) continue;
      times[side].push(performance.now() - before);
      used[side].push(cpuOfThread() - cpu);
    }
  }
  await store.close();
  await closeSharedStores();
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [on, off] = [middle(times.on), middle(times.off)];
  console.log(
    `ten tool calls of 10 ms: ${on.toFixed(1)} ms captured, ${off.toFixed(1)} ms bare, ${(on / off).toFixed(3)} × (medians of ${times.on.length}, turn by turn); on the CPU ${middle(used.on).toFixed(1)} and ${middle(used.off).toFixed(1)} ms`,
  );
  process.send(0);
}
