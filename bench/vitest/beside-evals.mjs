// node bench/vitest/beside-evals.mjs <replay module of vitest-evals> <folder with our packages>
// Replays the same 200 tool calls through both, by turns in this process, and prints the samples as JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const CALLS = 200;
const WARM_UP = 5;
const ROUNDS = 15;

const [evals, installed] = process.argv.slice(2);
const { executeWithReplay } = await import(pathToFileURL(evals).href);
const ours = createRequire(join(installed, 'package.json')).resolve('agent-replay');
const { openCassette, tool } = await import(pathToFileURL(ours.replace(/\.cjs$/, '.js')).href);

const dir = mkdtempSync(join(tmpdir(), 'agent-replay-bench-'));
process.chdir(dir);
const answer = ({ n }) => ({
  n,
  rows: Array.from({ length: 10 }, (_, row) => ({ id: `${n}-${row}`, title: 'x'.repeat(40) })),
});
const search = tool('search', async (args) => answer(args), { effect: 'read' });
const calls = Array.from({ length: CALLS }, (_, n) => ({ n }));
const theirCall = (args, execute) =>
  executeWithReplay({ toolName: 'search', args, context: {}, execute, replay: true });

const replays = {
  async theirs() {
    process.env.VITEST_EVALS_REPLAY_MODE = 'strict';
    for (const args of calls) await theirCall(args, () => Promise.reject(new Error('not replayed')));
  },
  async ours() {
    const tape = await openCassette({ path: join(dir, 'tape') });
    for (const args of calls) await search(args);
    const { misses } = await tape.close();
    if (misses.length > 0) throw new Error(misses[0].message);
  },
};

process.env.VITEST_EVALS_REPLAY_MODE = 'record';
for (const args of calls) await theirCall(args, answer);
const recording = await openCassette({ path: join(dir, 'tape'), mode: 'record' });
for (const args of calls) await search(args);
await recording.close();

const samples = { theirs: [], ours: [] };
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const side of ['theirs', 'ours']) {
    const before = process.cpuUsage();
    await replays[side]();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) samples[side].push((user + system) / 1000);
  }
}
console.log(JSON.stringify({ calls: CALLS, ...samples }));
process.chdir(tmpdir());
rmSync(dir, { recursive: true, force: true });
