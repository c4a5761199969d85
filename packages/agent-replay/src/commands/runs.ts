import { type RunRecord, RunStatus } from '@agent-replay/contracts';
import { Option } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { createOutput, type Output } from '../output/output.ts';
import { table } from '../output/table.ts';
import { wholeNumber } from '../output/whole-number.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

interface Options {
  status?: RunRecord['status'];
  type?: RunRecord['run_type'];
  task?: string;
  agent?: string;
  limit: number;
  json?: boolean;
}

/** `agent-replay runs`: the runs in the store, newest first. */
export const addRuns: AddCommand = (program) => {
  program
    .command('runs')
    .description('list runs, newest first')
    .addOption(new Option('--status <status>', 'only those with this status').choices(RunStatus.options))
    .addOption(new Option('--type <type>', 'only live runs, or only replays').choices(['live', 'replay']))
    .option('--task <id>', 'only those of this task')
    .option('--agent <name>', 'only those of this agent')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 50)
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await readStore(config, out);
      const runs = await store.listRuns({
        limit: options.limit,
        ...(options.status !== undefined && { status: options.status }),
        ...(options.type !== undefined && { run_type: options.type }),
        ...(options.task !== undefined && { task_id: options.task }),
        ...(options.agent !== undefined && { agent_name: options.agent }),
      });
      out.document({ runs });
      if (runs.length === 0) out.hint(`no runs in ${store.url}`);
      for (const line of table(runs.map((run) => row(out, run)))) out.line(line);
    });
};

function row(out: Output, run: RunRecord): string[] {
  const attempt = `${run.task_id} #${run.attempt}`;
  return [
    run.run_id,
    run.started_at,
    run.run_type,
    run.agent_name,
    attempt,
    statusText(out, run.status),
    run.failure_class ?? '',
  ];
}

/** A status in its colour. */
export function statusText(out: Output, status: RunRecord['status']): string {
  const color = {
    passed: 'green',
    failed: 'red',
    blocked: 'red',
    started: 'cyan',
    degraded: 'yellow',
    skipped: 'dim',
    inconclusive: 'yellow',
  } as const;
  return out.style(color[status], status);
}
