import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Tier } from '@agent-replay/contracts';
import { createRedactor, writeFileAtomic } from '@agent-replay/redaction';
import { Option } from 'commander';
import type { Config } from '../config/config.ts';
import { stopAtSignal } from '../child/stop-at-signal.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { display } from '../discover/display.ts';
import { gate } from '../gate/run-gate.ts';
import { TIER_SECONDS } from '../monitor/build-monitor.ts';
import { monitorTiers } from '../monitor/monitor-tiers.ts';
import { detect } from '../init/detect.ts';
import { createOutput, type Output } from '../output/output.ts';
import { wholeNumber } from '../output/whole-number.ts';
import { EXPORTS, type ExportKind, exportSchedule } from '../schedule/export/export-schedule.ts';
import { pingSwitch } from '../schedule/ping.ts';
import { runScheduler, type SchedulerEvent } from '../schedule/run-scheduler.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { AddCommand } from './add-command.ts';

interface Options {
  export?: ExportKind;
  shards: number;
  out?: string;
  json?: boolean;
}

/** `agent-replay schedule`: replays each tier when it is due, or writes the files with which others do. */
export const addSchedule: AddCommand = (program, end) => {
  program
    .command('schedule')
    .description('replay each tier when it is due, until it is stopped')
    .addOption(new Option('--export <kind>', 'write files for another scheduler').choices(EXPORTS))
    .option(
      '--shards <n>',
      'how many shards a tier is split into, for github and kubernetes',
      wholeNumber(1, 256),
      1,
    )
    .option('--out <folder>', 'where to write the files; without it they are printed')
    .option('--json', 'with --export: print one JSON document')
    .action(async (options: Options) => {
      const out = createOutput({ json: options.json === true && options.export !== undefined });
      const config = await loadConfig();
      if (options.shards > 1 && !SHARDED.has(options.export)) {
        out.note(
          `Failed to schedule: --shards is for ${[...SHARDED].join(' and ')}, which split a tier among machines.\n  fix  leave --shards out, or --export github --shards ${options.shards}`,
        );
        return end(2);
      }
      if (options.export !== undefined) return writeExport(options.export, options, { config, out });
      const mode = config.mode;
      if (mode !== 'cassette' && mode !== 'strict') {
        out.note(
          `Failed to schedule: the mode "${mode}" can change the world.\n  fix  mode: 'cassette' in the config`,
        );
        return end(2);
      }
      await keepSchedule(config, mode, out);
    });
};

/** The schedulers that replay the parts of a tier side by side. */
const SHARDED: ReadonlySet<ExportKind | undefined> = new Set(['github', 'kubernetes']);

async function keepSchedule(config: Config, mode: 'cassette' | 'strict', out: Output): Promise<void> {
  const store = await sharedStore(config.store, config);
  const tiers = scheduledTiers(config);
  const signal = stopAtSignal();
  out.line(
    `scheduling ${Object.entries(tiers)
      .map(([tier, seconds]) => `${tier} every ${seconds} s`)
      .join(', ')}, until it is stopped`,
  );
  await runScheduler({
    store,
    tiers,
    signal,
    onEvent: (event) => out.line(describe(event)),
    async tick(tier, _, hold) {
      const artifact = await monitorTiers({ config, mode, tiers: [tier], store, hold, signal });
      const { healthy, summary } = await gate(config);
      const { fixtures_passing: passing, fixtures_failing: failing, fixtures_stale: stale } = artifact;
      out.line(`  ${passing} passing, ${failing} failing, ${stale} stale; ${summary}`);
      const trouble = await pingSwitch(config, healthy);
      if (trouble !== null) out.note(`  the dead man's switch could not be told: ${trouble}`);
    },
  });
}

/** A tier without fixtures has nothing to tick for. */
export function scheduledTiers(config: Config): Partial<Record<Tier, number>> {
  const used = new Set(discoverFixtures(config.root, config.fixtures).map(({ tier }) => tier));
  const tiers = Tier.options.filter((tier) => used.size === 0 || used.has(tier));
  return Object.fromEntries(tiers.map((tier) => [tier, config.tiers[tier] ?? TIER_SECONDS[tier]]));
}

function describe(event: SchedulerEvent): string {
  const head = `${new Date().toISOString()}  ${event.tier.padEnd(8)}  ${event.kind.replaceAll('_', ' ')}`;
  if (event.kind === 'failed') return `${head}: ${String(event.error)}`;
  return 'next' in event ? `${head}, next at ${new Date(event.next).toISOString()}` : head;
}

async function writeExport(
  kind: ExportKind,
  { shards, out: folder }: Options,
  { config, out }: { config: Config; out: Output },
): Promise<void> {
  const { packageManager, folder: place } = detect(config.root);
  const files = exportSchedule(kind, {
    root: config.root,
    tiers: scheduledTiers(config),
    shards,
    packageManager,
    folder: place,
  });
  const written = Object.keys(files).map((name) =>
    folder === undefined ? null : join(resolve(folder), name),
  );
  out.document({
    files: Object.entries(files).map(([name, text], index) => ({ name, text, written: written[index] })),
  });
  if (folder === undefined) {
    if (out.json) return;
    const many = Object.keys(files).length > 1;
    for (const [name, text] of Object.entries(files))
      out.line(`${many ? `# ${name}\n` : ''}${text.trimEnd()}`);
    return;
  }
  await mkdir(resolve(folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(resolve(folder), name);
    await writeFileAtomic(file, text, { redactor: createRedactor(config.redact) });
    out.line(`${out.style('green', '✓')} ${display(file)}`);
  }
}
