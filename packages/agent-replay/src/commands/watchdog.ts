import { setTimeout as wait } from 'node:timers/promises';
import { type RunRecord, thrownMessage } from '@agent-replay/contracts';
import {
  type ExpectedStart,
  lateStarts,
  runsWithinGrace,
  type RunWithinGrace,
  type Store,
  watchdog,
} from '@agent-replay/runs';
import { InvalidArgumentError, Option } from 'commander';
import { stopAtSignal } from '../child/stop-at-signal.ts';
import { loadConfig } from '../config/load-config.ts';
import { createOutput, type Output } from '../output/output.ts';
import { table } from '../output/table.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

interface Options {
  every?: number;
  grace: number;
  json?: boolean;
}

/** `agent-replay watchdog`: closes runs that were never closed, and names work that was never started. */
export const addWatchdog: AddCommand = (program, end) => {
  program
    .command('watchdog')
    .description(
      'close started runs that are past their time as run_abandoned; name queued work that is late',
    )
    .option(
      '--every <time>',
      'keep watching, e.g. 60s; with --json a document a line for each pass',
      interval,
    )
    .addOption(
      new Option('--grace <time>', 'what a run may take beyond its limit')
        .argParser(milliseconds)
        .default(60_000, '60s'),
    )
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await readStore(config, out);
      if (options.every === undefined) {
        const found = await pass(store, options.grace);
        out.document(found);
        print(out, found);
        printWithinGrace(out, found);
        if (found.closed.length + found.late.length === 0) out.line('nothing abandoned');
        return;
      }
      end(await watch(out, stopAtSignal(), options.every, () => pass(store, options.grace)));
    });
};

interface Found {
  closed: RunRecord[];
  /** Past their deadline; they are closed when their grace is over, too. */
  within_grace: RunWithinGrace[];
  /** Queued work whose start is overdue. */
  late: ExpectedStart[];
}

async function pass(store: Store, graceMs: number): Promise<Found> {
  const options = { grace_seconds: graceMs / 1000 };
  return {
    closed: await watchdog(store, options),
    within_grace: await runsWithinGrace(store, options),
    late: await lateStarts(store),
  };
}

/** Goes on until it is stopped; a pass that fails (a store that is locked or away) is said, and tried again. */
async function watch(
  out: Output,
  signal: AbortSignal,
  everyMs: number,
  look: () => Promise<Found>,
): Promise<number> {
  let exitCode = 0;
  while (!signal.aborted) {
    try {
      const found = await look();
      exitCode = 0;
      if (out.json) process.stdout.write(`${JSON.stringify(found)}\n`);
      print(out, found);
    } catch (error) {
      exitCode = 5;
      const reason = thrownMessage(error);
      out.note(`could not look for abandoned runs, and tries again: ${reason}`);
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return exitCode;
}

function print(out: Output, { closed, late }: Found): void {
  const rows = [
    ...closed.map((run) => [
      out.style('red', 'abandoned'),
      run.run_id,
      run.agent_name,
      `${run.task_id} #${run.attempt}`,
      run.failure_reason ?? '',
    ]),
    ...late.map((start) => [
      out.style('yellow', 'not started'),
      '–',
      start.agent_name,
      start.task_id,
      `queued ${start.queued_at}, due ${start.due_at}`,
    ]),
  ];
  for (const line of table(rows)) out.line(line);
}

/** Who keeps watching closes them in time, and need not be told with each pass. */
function printWithinGrace(out: Output, { within_grace: held }: Found): void {
  if (held.length === 0) return;
  const shown = held
    .slice(0, MOST_SHOWN)
    .map(({ run, closed_after }) => [
      out.style('yellow', 'overdue'),
      run.run_id,
      run.agent_name,
      `${run.task_id} #${run.attempt}`,
      `its deadline was ${run.deadline_at}; closed by a watchdog after ${closed_after}`,
    ]);
  for (const line of table(shown)) out.line(line);
  out.line(
    `${held.length === 1 ? '1 run is' : `${held.length} runs are`} past ${held.length === 1 ? 'its' : 'their'} deadline and within the grace; --grace 0s closes ${held.length === 1 ? 'it' : 'them'} now`,
  );
}

const MOST_SHOWN = 20;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `250ms`, `60s`, `15m`, `1h`; a number alone is seconds. */
function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It takes a time like 250ms, 60s, 15m or 1h.');
  return Number(match[1]) * (UNITS[match[2] ?? 's'] as number);
}

function interval(text: string): number {
  const every = milliseconds(text);
  if (every < 1) throw new InvalidArgumentError('It takes a time of at least 1ms.');
  return Math.min(every, 2 ** 31 - 1);
}
