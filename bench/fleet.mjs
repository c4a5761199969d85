// npm run bench:fleet [-- --jobs 100000 --json]
// Drains queued replays by two workers, beside bare pg-boss jobs of the same number through the same server, both with
// work that takes no time: what is measured is what the fleet adds. Rounds are interleaved; the ratio is of medians.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '1,2' },
    json: { type: 'boolean', default: false },
  },
});
const jobs = Number(values.jobs);
const rounds = Number(values.rounds);
const worker = fileURLToPath(new URL('fleet/worker.mjs', import.meta.url));
const server = process.env.AGENT_REPLAY_TEST_POSTGRES;
if (server === undefined) {
  console.error('bench:fleet needs PostgreSQL: source scripts/services.sh, then run it again');
  process.exit(2);
}

const admin = new Pool({ connectionString: server });
const rates = {};
for (let round = 0; round < rounds; round += 1) {
  for (const count of values.workers.split(',').map(Number)) {
    for (const kind of ['fleet', 'bare']) {
      const rate = await drain(kind, count);
      (rates[`${kind} ${count}`] ??= []).push(rate);
      if (!values.json)
        console.error(`round ${round + 1}: ${kind}, ${count} worker(s): ${rate.toFixed(0)} jobs/s`);
    }
  }
}
await admin.end();

const table = values.workers.split(',').map((count) => ({
  workers: Number(count),
  fleet_jobs_per_second: median(rates[`fleet ${count}`]),
  bare_jobs_per_second: median(rates[`bare ${count}`]),
  ratio: median(rates[`fleet ${count}`]) / median(rates[`bare ${count}`]),
}));
if (values.json) console.log(JSON.stringify({ jobs, rounds, rows: table }, null, 2));
else
  for (const row of table)
    console.log(
      `${row.workers} worker(s): fleet ${row.fleet_jobs_per_second.toFixed(0)}/s, bare pg-boss ${row.bare_jobs_per_second.toFixed(0)}/s, ratio ${row.ratio.toFixed(2)}`,
    );

/** Queues the jobs with nobody working, starts the workers, and times from the first job's start to the last one's end. */
async function drain(kind, count) {
  const name = `bench_fleet_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const root = mkdtempSync(join(tmpdir(), 'agent-replay-bench-fleet-'));
  writeFileSync(join(root, 'agent-replay.config.json'), JSON.stringify({ store: url }));
  for (let index = 0; index < jobs; index += 1) {
    mkdirSync(join(root, `fixtures/bench/case_${index}`), { recursive: true });
    writeFileSync(join(root, `fixtures/bench/case_${index}/input.json`), '{}');
  }
  const boss = new PgBoss({
    connectionString: url,
    schema: 'agent_replay_fleet',
    supervise: false,
    schedule: false,
  });
  const workers = [];
  try {
    await boss.start();
    await boss.createQueue('replay-dead');
    await boss.createQueue('replay', {
      policy: 'exclusive',
      deadLetter: 'replay-dead',
      heartbeatSeconds: 10,
      retryLimit: 5,
    });
    for (let from = 0; from < jobs; from += 5000)
      await boss.insert(
        'replay',
        Array.from({ length: Math.min(5000, jobs - from) }, (_, index) => ({
          data: { suite: 'bench', fixture_id: `case_${from + index}`, tier: 'full' },
          singletonKey: `bench/case_${from + index}`,
        })),
      );
    await admin.query('checkpoint');
    for (let index = 0; index < count; index += 1)
      workers.push(
        spawn(process.execPath, [worker, kind, root, url], { stdio: ['ignore', 'inherit', 'inherit'] }),
      );
    const pool = new Pool({ connectionString: url });
    try {
      for (;;) {
        const { rows } = await pool.query(
          `select exists (select 1 from agent_replay_fleet.job where name = 'replay' and state < 'completed') as open`,
        );
        if (!rows[0].open) break;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      const { rows } = await pool.query(
        `select count(*)::int as count, extract(epoch from max(completed_on) - min(started_on)) as seconds
         from agent_replay_fleet.job where name = 'replay' and state = 'completed'`,
      );
      if (rows[0].count !== jobs) throw new Error(`${rows[0].count} of ${jobs} jobs were done`);
      return jobs / Number(rows[0].seconds);
    } finally {
      await pool.end();
    }
  } finally {
    for (const child of workers) child.kill('SIGKILL');
    await boss.stop({ graceful: false });
    rmSync(root, { recursive: true, force: true });
    await admin.query(`drop database ${name} with (force)`);
  }
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}
