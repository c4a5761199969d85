import { basename, dirname, relative, resolve } from 'node:path';
import { AgentReplayError, isAgentReplayError, thrownMessage } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import { display } from '../discover/display.ts';
import { importRuns } from '../import/import-runs.ts';
import { loadImporter } from '../import/load-importer.ts';
import type { ImportedRun } from '../import/run-importer.ts';
import type { Output } from '../output/output.ts';

/** `agent-replay import --from <name>`: the runs that an importer of the config reads become records and fixtures. */
export async function importWith(
  name: string,
  file: string,
  { config, folder }: { config: Config; folder: string | undefined },
  out: Output,
): Promise<void> {
  const runs = await readRuns(name, file, config);
  const place =
    folder === undefined
      ? { suite: name }
      : { suite: basename(folder), out: relative(config.root, dirname(resolve(folder))) };
  const imported = await importRuns(runs, { config, ...place });
  out.document({
    runs: imported.map(({ dir, fixture_id, misses, drift, run }) => ({
      dir,
      fixture_id,
      misses,
      drift,
      run_id: run.run_id,
      status: run.status,
      failure_class: run.failure_class,
      fingerprint: run.fingerprint,
    })),
  });
  const [first] = imported;
  const where = first === undefined ? '' : ` in ${display(dirname(first.dir))}`;
  out.line(`${out.style('green', '✓')} ${imported.length} ${imported.length === 1 ? 'run' : 'runs'}${where}`);
  const classes = Map.groupBy(imported, ({ run }) => run.failure_class ?? run.status);
  for (const [label, group] of [...classes].toSorted(([, a], [, b]) => b.length - a.length))
    out.line(`  ${String(group.length).padStart(5)}  ${label}`);
}

async function readRuns(name: string, file: string, config: Config): Promise<readonly ImportedRun[]> {
  const importer = await loadImporter(name, config);
  try {
    return await importer(resolve(file));
  } catch (error) {
    if (isAgentReplayError(error)) throw error;
    const reason = thrownMessage(error);
    throw new AgentReplayError('IMPORT_FAILED', `Failed to import "${file}": ${reason}`, {
      lines: [['fix', `name a file that the importer "${name}" reads`]],
      cause: error,
    });
  }
}
