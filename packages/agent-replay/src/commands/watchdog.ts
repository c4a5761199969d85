import { watchdog } from '@agent-replay/runs';
import { InvalidArgumentError } from 'commander';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../config/load-config.ts';
import { createOutput } from '../output/output.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { AddCommand } from './commands.ts';

interface Options {
  every?: number;
  grace: number;
  json?: boolean;
}

/** `agent-replay watchdog`: closes runs that were never closed. */
export const addWatchdog: AddCommand = (program) => {
  program
    .command('watchdog')
    .description('close started runs that are past their time as run_abandoned')
    .option('--every <time>', 'keep watching, e.g. 60s', milliseconds)
    .option('--grace <time>', 'what a run may take beyond its limit', milliseconds, 60_000)
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await sharedStore(config.store, config);
      for (;;) {
        const closed = await watchdog(store, { grace_seconds: options.grace / 1000 });
        out.document({ closed });
        for (const run of closed)
          out.line(
            `${run.run_id}  ${run.agent_name}  ${run.task_id} #${run.attempt}  ${run.failure_reason ?? ''}`,
          );
        if (options.every === undefined) {
          if (closed.length === 0) out.line('nothing abandoned');
          return;
        }
        await wait(options.every);
      }
    });
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `250ms`, `60s`, `15m`, `1h`; a number alone is seconds. */
function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It takes a time like 250ms, 60s, 15m or 1h.');
  return Number(match[1]) * (UNITS[match[2] ?? 's'] as number);
}
