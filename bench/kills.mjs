// Kills writers at random points, and counts what was acknowledged and is gone: `node bench/kills.mjs [kills a store] [sqlite | postgres]`.
// Over SQLite, and over PostgreSQL when AGENT_REPLAY_TEST_POSTGRES is set. Exits with 1 when anything is lost.
// Acknowledged is what came back from startRun, from a checkpoint's recordEvent, or from closeRun; with a
// checkpoint every event before it. A lock that comes and goes sends half of the writers to the spool.
import { fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { runEnvelope } from './run-envelope.mjs';

const [first, ...rest] = process.argv.slice(2);
if (first === 'writer') await write(...rest);
else await main(Number(first ?? 1000), rest[0]);

async function main(kills, only) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-kills-'));
  const postgres = process.env.AGENT_REPLAY_TEST_POSTGRES;
  console.log(
    '| store | kills | started | events | closed | lost | integrity | abandoned in one pass | left open |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  let lost = 0;
  try {
    if (only !== 'postgres') lost += await round('sqlite', join(folder, 'runs.db'), kills, folder);
    if (postgres !== undefined && only !== 'sqlite') lost += await round('postgres', postgres, kills, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = lost === 0 ? 0 : 1;
}

async function round(kind, url, kills, folder) {
  const acks = join(folder, `${kind}-acks`);
  const agent = `kills ${process.pid}`;
  const lock = kind === 'sqlite' ? comeAndGo(url) : { stop() {} };
  let next = 0;
  const lane = async () => {
    while (next < kills) {
      next += 1;
      await killOne(url, join(folder, kind), `${acks}-${next}`, agent, next % 2 === 0 ? 20 : 5000);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  lock.stop();
  return verify(kind, url, join(folder, kind), acks, agent, kills);
}

/** Another writer that takes the whole database for moments. */
function comeAndGo(path) {
  let other;
  const timer = setInterval(() => {
    try {
      other ??= new DatabaseSync(path, { timeout: 100 });
      other.exec('begin immediate');
      setTimeout(() => other.exec('rollback'), 60);
    } catch {
      // Others have it.
    }
  }, 250);
  return { stop: () => clearInterval(timer) };
}

function killOne(url, folder, acks, agent, patience) {
  return new Promise((resolve) => {
    const args = ['writer', url, folder, acks, agent, String(patience)];
    const child = fork(fileURLToPath(import.meta.url), args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const kill = () => void child.kill('SIGKILL');
    // A few die while they start; most after some acknowledgements, and a moment that nobody chose.
    const early = Math.random() < 0.03 ? setTimeout(kill, Math.random() * 300) : undefined;
    let left = Math.ceil(Math.random() ** 2 * 60);
    child.on('message', () => {
      left -= 1;
      if (left === 0) setTimeout(kill, Math.random() * 10);
    });
    child.on('exit', () => {
      clearTimeout(early);
      resolve();
    });
  });
}

async function write(url, folder, acks, agent, patience) {
  const { closeRun, openStore, recordEvent, startRun } = await import('@agent-replay/runs');
  const store = await openStore(url, { folder, patienceMs: Number(patience) });
  const ack = (...fact) => {
    appendFileSync(acks, `${JSON.stringify(fact)}\n`);
    process.send('acknowledged');
  };
  for (;;) {
    const run = await startRun(store, runEnvelope({ agent_name: agent }));
    const { run_id: id } = run.record;
    ack('start', id);
    const events = Math.floor(Math.random() * 20);
    for (let seq = 1; seq <= events; seq += 1) {
      if (Math.random() < 0.3) {
        void recordEvent(run, { kind: 'checkpoint', name: `step ${seq}` });
        ack('events', id, seq);
      } else void recordEvent(run, { kind: 'x_step', data: { text: 'x'.repeat(Math.random() * 900), seq } });
      if (Math.random() < 0.3) await new Promise((resolve) => void setImmediate(resolve));
    }
    const contract = { artifacts: { min: Math.random() < 0.5 ? 0 : 1 } };
    const { record } = await closeRun(run, { contract });
    ack('close', id, record.status, events);
  }
}

async function verify(kind, url, folder, acks, agent, kills) {
  const { openStore, watchdog } = await import('@agent-replay/runs');
  // What a writer was about to write may look fresh to the spool's next reader.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const store = await openStore(url, { folder });
  const integrity =
    kind === 'sqlite'
      ? String(new DatabaseSync(url).prepare('pragma integrity_check').get().integrity_check)
      : '–';
  const counts = { start: 0, events: 0, close: 0 };
  const lost = [];
  const prefix = acks.slice(acks.lastIndexOf('/') + 1);
  for (const name of readdirSync(join(acks, '..')).filter((each) => each.startsWith(`${prefix}-`))) {
    const lines = readFileSync(join(acks, '..', name), 'utf8')
      .split('\n')
      .slice(0, -1);
    for (const [what, id, value, events] of lines.map((line) => JSON.parse(line))) {
      counts[what] += 1;
      const run = await store.getRun(id);
      if (run === undefined) lost.push([what, id]);
      const kept = what === 'start' ? 0 : (await store.getEvents(id)).length;
      if (what === 'events' && kept < value) lost.push([what, id, value, kept]);
      if (what === 'close' && (run?.status !== value || kept < events))
        lost.push([what, id, value, run?.status, events, kept]);
    }
  }
  const started = performance.now();
  const abandoned = (await watchdog(store, { now: Date.now() + 1e9 })).length;
  const took = performance.now() - started;
  const left = (await store.listRuns({ status: 'started', agent_name: agent, limit: 10_000 })).length;
  await store.close();
  console.log(
    `| ${kind} | ${kills} | ${counts.start} | ${counts.events} | ${counts.close} | ${lost.length} | ${integrity} | ${abandoned} in ${took.toFixed(0)} ms | ${left} |`,
  );
  for (const each of lost.slice(0, 10)) console.error('lost', ...each);
  return lost.length + left + (integrity === 'ok' || integrity === '–' ? 0 : 1);
}
