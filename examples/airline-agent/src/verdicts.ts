// node src/verdicts.ts --trajectories <file> [--json]: the validator's verdict of each run in a file of τ-bench.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, closeSharedStores, importRuns, loadConfig, replay } from 'agent-replay';
import { agent } from './airline-agent.ts';
import { compareToolCalls } from './compare-tool-calls.ts';
import { readTrajectories, runsOf, type Trajectory } from './import-tau-bench.ts';
import { printVerdicts, type RunVerdict } from './print-verdicts.ts';

const { values } = parseArgs({
  options: { trajectories: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const file = values.trajectories ?? 'data/gpt-4o-airline-trials-0-1.json';

try {
  const trajectories = await readTrajectories(resolve(file));
  const verdicts = await judgeAll(trajectories);
  if (values.json) {
    const short = verdicts.map(({ task_id, trial, status, failure_class }) => ({
      task_id,
      trial,
      status,
      failure_class,
    }));
    process.stdout.write(`${JSON.stringify(short, null, 2)}\n`);
  } else printVerdicts(trajectories, verdicts, compareToolCalls(trajectories));
} catch (error) {
  process.stderr.write(
    `Failed to judge "${file}": ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}

/** Imports the runs into a folder of their own, and replays the fixtures that they become. */
async function judgeAll(trajectories: readonly Trajectory[]): Promise<RunVerdict[]> {
  const root = await mkdtemp(join(tmpdir(), 'airline-verdicts-'));
  const config: Config = {
    ...(await loadConfig(join(import.meta.dirname, '..'))),
    agents: { 'airline-agent': agent },
    store: join(root, 'runs.db'),
    root,
  };
  try {
    const imported = await importRuns(runsOf(trajectories), { config, suite: 'tau-bench' });
    const verdicts: RunVerdict[] = [];
    for (const [index, { dir }] of imported.entries()) {
      const { verdict, run } = await replay(dir, { config });
      const { task_id, trial } = trajectories[index] as Trajectory;
      const { status, failure_class, failure_reason: reason } = verdict;
      verdicts.push({ task_id, trial, status, failure_class, fingerprint: run?.fingerprint ?? null, reason });
    }
    return verdicts;
  } finally {
    await closeSharedStores();
    await rm(root, { recursive: true, force: true });
  }
}
