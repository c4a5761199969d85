// npm run bench:fleet-pause [-- --seconds 35]
// Stops a worker (SIGSTOP) in the middle of a replay for its real length and lets it go on, while another worker
// drains the queue: what was lost, what overlapped, what came too late, what died. Ends with 1 when something is wrong.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fleetStatus, requestTick } from '@agent-replay/fleet';
import { Pool } from 'pg';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '35' } } });
const pause = Number(values.seconds);
const FIXTURES = 20;
const repository = fileURLToPath(new URL('..', import.meta.url));
const server = process.env.AGENT_REPLAY_TEST_POSTGRES;
if (server === undefined) {
  console.error('bench:fleet-pause needs PostgreSQL: source scripts/services.sh, then run it again');
  process.exit(2);
}

const admin = new Pool({ connectionString: server });
const name = `bench_pause_${randomBytes(6).toString('hex')}`;
await admin.query(`create database ${name}`);
const store = server.replace(/\/[^/]*$/, `/${name}`);
const root = mkdtempSync(join(tmpdir(), 'agent-replay-bench-pause-'));
const [trace, gate] = [join(root, 'trace'), join(root, 'gate')];
writeFileSync(join(root, 'agent-replay.config.json'), JSON.stringify({ store }));
for (let index = 0; index < FIXTURES; index += 1) {
  const dir = join(root, `fixtures/suite/case_${index}`);
  cpSync(join(repository, 'fixtures/agent_failure_forensics/missing_artifact_ref'), dir, { recursive: true });
}
const children = [];

try {
  const stopped = await startWorker('stopped');
  await requestTick(store, 'critical');
  await until(() => lines('begin').length === 1);
  stopped.kill('SIGSTOP');
  const since = performance.now();
  const [held] = lines('begin');
  writeFileSync(gate, '');
  const other = await startWorker('other');
  await until(async () => {
    const { queued, active } = await fleetStatus(store);
    return queued + active === 0;
  });
  const drained = (performance.now() - since) / 1000;
  await wait(Math.max(0, pause * 1000 - (performance.now() - since)));
  stopped.kill('SIGCONT');
  const away = (performance.now() - since) / 1000;
  await until(() => lines('too_late').length === 1);
  await requestTick(store, 'critical');
  await until(() => lines('replayed').filter((key) => key === held).length === 1);
  await until(async () => (await fleetStatus(store)).queued === 0);
  for (const child of [stopped, other]) child.kill('SIGTERM');
  const { dead } = await fleetStatus(store);
  const lost = FIXTURES - new Set(lines('replayed')).size;
  console.log(
    `stopped for ${away.toFixed(1)} s; the other worker had drained the rest after ${drained.toFixed(1)} s`,
  );
  console.log(
    `${lost} of ${FIXTURES} fixtures lost, ${overlaps()} overlaps, ${lines('too_late').length} late result refused, ${dead} dead letters`,
  );
  process.exitCode = lost + overlaps() + dead === 0 ? 0 : 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  rmSync(root, { recursive: true, force: true });
}

async function startWorker(id) {
  const file = join(repository, 'packages/fleet/src/worker.suite.ts');
  const child = spawn(process.execPath, ['--conditions=@agent-replay/source', file, root, id, trace, gate], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  await until(() => read().includes(`ready ${id} `));
  return child;
}

function read() {
  return existsSync(trace) ? readFileSync(trace, 'utf8') : '';
}

/** The fixtures of the lines that begin with a word. */
function lines(word) {
  return read()
    .split('\n')
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.split(' ')[2]);
}

/** Replays of one fixture that began while another of it had not ended. */
function overlaps() {
  const open = new Set();
  let found = 0;
  for (const line of read().split('\n')) {
    const [word, , key] = line.split(' ');
    if (word === 'begin' && open.has(key)) found += 1;
    if (word === 'begin') open.add(key);
    if (word === 'end') open.delete(key);
  }
  return found;
}

async function until(holds, limitMs = 120_000) {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain; so far:\n${read()}`);
    await wait(100);
  }
}
