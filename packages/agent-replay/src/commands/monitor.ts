import { type MonitorArtifact, type Mode, MODES, Tier } from '@agent-replay/contracts';
import { Option } from 'commander';
import { createReplayer } from '../child/replay-in-child.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { monitorFile, writeMonitor } from '../monitor/write-monitor.ts';
import { createOutput, type Output } from '../output/output.ts';
import { display } from '../discover/load-fixture.ts';
import { replayRow, type ReplayRow } from '../runner/replay-row.ts';
import type { AddCommand } from './commands.ts';

interface Options {
  tier?: Tier;
  mode?: Mode;
  json?: boolean;
}

/** `agent-replay monitor`: replays the fixtures of a tier and writes the artifact that the gate reads. */
export const addMonitor: AddCommand = (program, end) => {
  program
    .command('monitor')
    .description('replay the fixtures, send alerts, and write the artifact that the gate reads')
    .addOption(new Option('--tier <tier>', 'only the fixtures of a tier').choices(Tier.options))
    .addOption(new Option('--mode <mode>', 'cassette or strict').choices(MODES))
    .option('--json', 'print the artifact')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const mode = options.mode ?? config.mode;
      if (mode !== 'cassette' && mode !== 'strict') {
        out.note(
          `Failed to monitor: the mode "${mode}" can change the world.\n  fix  use --mode cassette or --mode strict`,
        );
        end(2);
        return;
      }
      const all = discoverFixtures(config.root, config.fixtures);
      const due = all.filter(({ tier }) => options.tier === undefined || tier === options.tier);
      const rows = await replayDue(due, createReplayer({ config, mode }), out);
      const ticked = options.tier === undefined ? Tier.options : [options.tier];
      const artifact = await writeMonitor({ config, rows, mode, ticked, alert: true });
      out.document(artifact);
      summarise(out, artifact, display(monitorFile(config)));
      end(
        artifact.fixtures_failing > 0
          ? 1
          : artifact.fixtures_stale > 0 || artifact.fixtures_total === 0
            ? 3
            : 0,
      );
    });
};

async function replayDue(
  due: readonly Fixture[],
  replayer: ReturnType<typeof createReplayer>,
  out: Output,
): Promise<ReplayRow[]> {
  const rows: ReplayRow[] = [];
  try {
    for (const [index, fixture] of due.entries()) {
      if (due.length > 20 && index % 20 === 0) out.note(`replaying ${index + 1} of ${due.length} …`);
      rows.push(replayRow(await replayer.replay(fixture.dir)));
    }
  } finally {
    replayer.close();
  }
  return rows;
}

function summarise(out: Output, artifact: MonitorArtifact, file: string): void {
  for (const { suite, fixture_id: id, state, reason } of artifact.fixtures) {
    const color = { passing: 'green', failing: 'red', stale: 'yellow' } as const;
    out.line(
      `${out.style(color[state], state.padEnd(7))}  ${suite}/${id}${reason === null ? '' : `  ${reason}`}`,
    );
  }
  const { fixtures_passing: passing, fixtures_failing: failing, fixtures_stale: stale } = artifact;
  const window = artifact.silent_failure_window_minutes;
  out.line(
    `\n${artifact.fixtures_total} fixtures: ${passing} passing, ${failing} failing, ${stale} stale; silent-failure window ${window === null ? 'none' : `${window.toFixed(1)} min`}`,
  );
  out.line(out.style('dim', `wrote ${file}`));
}
