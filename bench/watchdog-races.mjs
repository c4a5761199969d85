// Lets closes and watchdogs race for the same runs: `node bench/watchdog-races.mjs [races]`, over SQLite and,
// when AGENT_REPLAY_TEST_POSTGRES is set, PostgreSQL. The watchdogs are in a process of their own, with a
// connection of their own. Exits with 1 when a race has two winners or none, or when a record is not the winner's.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeRun, openStore, startRun, watchdog } from '@agent-replay/runs';
import { runEnvelope } from './run-envelope.mjs';

const [first, url, folder] = process.argv.slice(2);
const BATCH = 50;

if (first === 'watchdog') {
  const store = await openStore(url, { folder });
  process.on('message', async (now) => {
    const closed = await watchdog(store, { now });
    process.send(closed.map((run) => run.run_id));
  });
  process.send('ready');
} else await main(Number(first ?? 10_000));

async function main(races) {
  const home = mkdtempSync(join(tmpdir(), 'bench-races-'));
  const postgres = process.env.AGENT_REPLAY_TEST_POSTGRES;
  console.log(
    '| store | races | won by the close | by the watchdog | two winners | none | another verdict kept |',
  );
  console.log('|---|---|---|---|---|---|---|');
  let wrong = await race('sqlite', join(home, 'runs.db'), home, races);
  if (postgres !== undefined) wrong += await race('postgres', postgres, home, races);
  rmSync(home, { recursive: true, force: true });
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function race(kind, target, home, races) {
  const store = await openStore(target, { folder: home });
  const child = fork(fileURLToPath(import.meta.url), ['watchdog', target, home]);
  const answer = () => new Promise((resolve) => void child.once('message', resolve));
  await answer();
  const counts = { close: 0, watchdog: 0, two: 0, none: 0, other: 0 };
  for (let done = 0; done < races; done += BATCH) {
    const at = Date.now() - 3_600_000;
    const runs = await Promise.all(
      Array.from({ length: BATCH }, (_, index) =>
        startRun(
          store,
          runEnvelope({ task_id: `${kind} ${process.pid} ${done + index}`, agent_name: 'races' }),
          { now: () => at },
        ),
      ),
    );
    const abandoned = answer();
    child.send(at + 3_600_000);
    const closed = await Promise.all(
      runs.map(async (run) => {
        await new Promise((resolve) => void setTimeout(resolve, Math.random() * 30));
        return (await closeRun(run, { contract: { artifacts: { min: 0 } } })).record;
      }),
    );
    const taken = new Set(await abandoned);
    for (const record of closed) {
      const [byClose, byWatchdog] = [record.status === 'passed', taken.has(record.run_id)];
      if (byClose && byWatchdog) counts.two += 1;
      else if (!byClose && !byWatchdog) counts.none += 1;
      else counts[byClose ? 'close' : 'watchdog'] += 1;
      const kept = await store.getRun(record.run_id);
      if (kept?.status !== (byWatchdog ? 'failed' : 'passed')) counts.other += 1;
    }
  }
  child.kill();
  await store.close();
  const { close, watchdog: dog, two, none, other } = counts;
  console.log(`| ${kind} | ${races} | ${close} | ${dog} | ${two} | ${none} | ${other} |`);
  return two + none + other;
}
