// npm run modes: each of the 100 runs replayed in every mode, each time in another order: is every verdict the same?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Config, closeSharedStores, importRuns, loadConfig, replay, verdictJson } from 'agent-replay';
import { agent } from './airline-agent.ts';
import { readTrajectories, runsOf } from './import-tau-bench.ts';

const root = await mkdtemp(join(tmpdir(), 'airline-modes-'));
const config: Config = {
  ...(await loadConfig(join(import.meta.dirname, '..'))),
  agents: { 'airline-agent': agent },
  store: join(root, 'runs.db'),
  root,
};
try {
  const runs = runsOf(await readTrajectories(resolve('data/gpt-4o-airline-trials-0-1.json')));
  const dirs = (await importRuns(runs, { config, suite: 'tau-bench' })).map(({ dir }) => dir);
  const known = new Map<string, string>();
  for (const mode of ['cassette', 'strict', 'live'] as const) {
    const different: string[] = [];
    for (const dir of shuffled(dirs)) {
      // The mode is part of a verdict, and all that may differ.
      const verdict = verdictJson(await replay(dir, { config, mode })).replace(`"mode":"${mode}",`, '');
      if ((known.get(dir) ?? verdict) !== verdict) different.push(`  ${dir}\n    ${verdict}`);
      known.set(dir, verdict);
    }
    const count = dirs.length - different.length;
    console.log(
      [`${mode.padEnd(8)}  ${count} of ${dirs.length} as before, shuffled`, ...different].join('\n'),
    );
    if (different.length > 0) process.exitCode = 1;
  }
} finally {
  await closeSharedStores();
  await rm(root, { recursive: true, force: true });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
