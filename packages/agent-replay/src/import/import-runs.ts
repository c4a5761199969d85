import { type MatchOptions, openCassette } from '@agent-replay/cassette';
import type { Drift, RunRecord } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { freeze, type Frozen } from '../freeze/freeze.ts';
import { redactorOf } from '../output/redactor-of.ts';
import { loadAgent } from '../replay/load-agent.ts';
import { sharedStore } from '../store/shared-store.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';
import type { ImportedRun } from './run-importer.ts';

/** What became of an imported run: its record, and the fixture that was frozen from it. */
export interface RunImport extends Pick<Frozen, 'dir' | 'suite' | 'fixture_id'> {
  run: RunRecord;
  /** Calls that the agent made and the recording does not hold. */
  misses: number;
  /** Calls that are made otherwise now than when they were recorded. */
  drift: readonly Drift[];
}

export interface ImportRunsOptions {
  config: Config;
  suite: string;
  /** The folder that holds suites. @default the config's first */
  out?: string;
  /** @default the config's */
  store?: Store | string;
  /** Called after each run, in their order. */
  onRun?: (imported: RunImport) => void;
}

/**
 * Does each recorded run again, through the agent as it is, with the recorded answers: a run record
 * with the validator's verdict, and a fixture that holds the agent to that verdict.
 */
export async function importRuns(
  runs: readonly ImportedRun[],
  { config, suite, out, onRun, ...options }: ImportRunsOptions,
): Promise<RunImport[]> {
  const store = await sharedStore(options.store ?? config.store, config);
  return inTemporaryFolder('import', async (workspace) => {
    const imported: RunImport[] = [];
    for (const run of runs) {
      const { record, misses, drift } = await doAgain(run, { store, config, workspace });
      const frozen = await freeze(store, record.run_id, {
        config,
        suite,
        fixtureId: run.fixture_id,
        tier: 'full',
        force: true,
        status: [record.status === 'failed' ? 'failed' : 'passed'],
        ...(out !== undefined && { out }),
      });
      imported.push({ ...frozen, run: record, misses, drift });
      onRun?.(imported.at(-1) as RunImport);
    }
    return imported;
  });
}

async function doAgain(
  { agent: name, task, contract, interactions }: ImportedRun,
  { store, config, workspace }: { store: Store; config: Config; workspace: string },
): Promise<{ record: RunRecord; misses: number; drift: readonly Drift[] }> {
  const agent = await loadAgent(name, config);
  const tape = await openCassette({
    path: workspace,
    interceptor: config.interceptor,
    match: config.match as MatchOptions,
    redactor: redactorOf(config.redact),
    interactions,
  });
  try {
    const record = await agent
      .execute(task, { config, store, workspace, ...(contract !== undefined && { contract }) })
      .then(
        ({ run }) => run,
        () => closedRun(store, task.task_id),
      );
    const { misses, drift } = tape.ledger();
    return { record, misses: misses.length, drift };
  } finally {
    await tape.close();
  }
}

/** What the agent's own code throws is in the record that was closed before it came here. */
async function closedRun(store: Store, taskId: string): Promise<RunRecord> {
  const [record] = await store.listRuns({ task_id: taskId });
  return record as RunRecord;
}
