import { exportOtlp } from '@agent-replay/runs';
import { type Json, AgentReplayError } from '@agent-replay/contracts';
import { createRedactor, writeJsonAtomic } from '@agent-replay/redaction';
import { InvalidArgumentError } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { createOutput } from '../output/output.ts';
import { wholeNumber } from '../output/whole-number.ts';
import { namedRun } from '../store/named-run.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

interface Options {
  out?: string;
  task?: string;
  since?: string;
  limit: number;
  json?: boolean;
}

/** `agent-replay export`: runs as OpenTelemetry traces. */
export const addExport: AddCommand = (program) => {
  program
    .command('export')
    .description('write runs as OpenTelemetry traces (OTLP/JSON); by default the latest ones')
    .argument('[runs...]', 'their ids, or the beginnings of them')
    .option('--task <id>', 'the runs of a task')
    .option('--since <time>', 'runs started then or later, e.g. 2026-11-24T00:00:00Z', time)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 50)
    .option('--out <file>', 'where to write; by default stdout')
    .option('--json', 'print the traces also when they are written to a file')
    .action(async (runIds: string[], { out: file, task, since, limit, json }: Options) => {
      const out = createOutput({ json: json === true || file === undefined });
      const config = await loadConfig();
      const store = await readStore(config, out);
      const filter = {
        limit,
        ...(task !== undefined && { task_id: task }),
        ...(since !== undefined && { since }),
      };
      const ids =
        runIds.length > 0
          ? await Promise.all(runIds.map((id) => namedRun(store, id)))
          : (await store.listRuns(filter)).map((run) => run.run_id).toReversed();
      if (ids.length === 0)
        throw new AgentReplayError('RUN_NOT_FOUND', 'Failed to export runs: there are none.', {
          lines: [
            ['store', store.url],
            ['fix', 'list what there is with: agent-replay runs'],
          ],
        });
      const traces = await exportOtlp(store, ids);
      out.document(traces);
      if (file === undefined) return;
      await writeJsonAtomic(file, traces as unknown as Json, { redactor: createRedactor(config.redact) });
      out.line(
        `${out.style('green', '✓')} ${ids.length} ${ids.length === 1 ? 'trace' : 'traces'} in ${file}`,
      );
    });
};

function time(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('It takes a time like 2026-11-24T00:00:00Z.');
  return new Date(text).toISOString();
}
