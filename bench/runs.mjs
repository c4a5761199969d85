// Throughput of the store of runs beside bare loops over the same driver, with the store's own tables and
// statements, the same bytes and the same durability: `npm run bench:runs`. PostgreSQL too when AGENT_REPLAY_TEST_POSTGRES is set.
// A run is a start, five events of about 450 bytes, an artifact and a close. One loop commits each of these as it
// comes, as who writes it by hand does; the other writes what the store does here, statement by statement, in the
// same two transactions (the store says its second in one statement to PostgreSQL): what is left between the two is
// all that the store does beside writing.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = Number(process.env.BENCH_RUNS ?? 2000);
const PROCESS = fileURLToPath(new URL('runs/process.mjs', import.meta.url));

await main();

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
    const child = fork(PROCESS, args.map(String), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message) => (message === 'ready' ? onReady(child) : resolve(message.done)));
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} exited with ${code}`)),
    );
  });
}
