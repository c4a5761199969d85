import { join, resolve } from 'node:path';
import {
  type Mode,
  type MonitorArtifact,
  type MonitorRow,
  MODES,
  reasonCode,
  Tier,
} from '@agent-replay/contracts';
import { createRedactor, writeFileAtomic } from '@agent-replay/redaction';
import { realPlace } from '@agent-replay/runs';
import { InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { display } from '../discover/display.ts';
import { lockLines } from '../lock/lock-gaps.ts';
import { checkGate } from '../gate/check-gate.ts';
import { gateFacts } from '../gate/run-gate.ts';
import { key } from '../monitor/build-monitor.ts';
import { commitOf, mergeMonitors } from '../monitor/merge-monitors.ts';
import { monitorTiers, type Shard } from '../monitor/monitor-tiers.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { isSealed } from '../monitor/seal.ts';
import { monitorFile, provenOf, withdrawArtifact, writeArtifact } from '../monitor/write-monitor.ts';
import { tellGitHub } from '../output/github.ts';
import { junit } from '../output/junit.ts';
import { createOutput, type Output } from '../output/output.ts';
import { printMonitor } from '../output/print-monitor.ts';
import { pingSwitch } from '../schedule/ping.ts';
import type { AddCommand } from './add-command.ts';

interface Options {
  tier?: Tier;
  mode?: Mode;
  shard?: Shard;
  merge?: string[];
  junit?: string;
  json?: boolean;
}

/** `agent-replay monitor`: replays the fixtures of a tier and writes the artifact that the gate reads. */
export const addMonitor: AddCommand = (program, end) => {
  program
    .command('monitor')
    .description('replay the fixtures, send alerts, and write the artifact that the gate reads')
    .addOption(new Option('--tier <tier>', 'only the fixtures of a tier').choices(Tier.options))
    .addOption(new Option('--mode <mode>', 'cassette or strict'))
    .option('--shard <index/count>', 'only a part of the fixtures, e.g. 2/4', shard)
    .option('--merge <files...>', 'replay nothing; make one artifact of those of all shards')
    .option('--junit <file>', 'write JUnit XML too')
    .option('--json', 'print the artifact')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const mode = options.mode ?? config.mode;
      if (mode !== 'cassette' && mode !== 'strict') {
        const why = MODES.includes(mode) ? 'can change the world' : 'is none';
        const message = `Failed to monitor: the mode "${mode}" ${why}.`;
        out.document({ error: { code: 'USAGE', message } });
        out.note(`${message}\n  fix  use --mode cassette or --mode strict`);
        return end(2);
      }
      const durations = new Map<string, number>();
      const artifact =
        options.merge === undefined
          ? await monitorTiers({
              config,
              mode,
              tiers: options.tier === undefined ? Tier.options : [options.tier],
              ...(options.shard !== undefined && { shard: options.shard }),
              onProgress: progress(out),
              onReplayed: (result) => durations.set(key(result), result.duration_ms),
            })
          : await merged(options.merge, config, out);
      if (typeof artifact === 'number') return end(artifact);
      await tell(artifact, { config, options, out, durations });
      const { tier } = options;
      if (tier !== undefined && artifact.fixtures.every((row) => row.tier !== tier))
        out.hint(
          `no fixture is of the tier "${tier}": nothing was replayed, and all of this is of earlier replays`,
        );
      const trouble = isTick(options, config) ? await pingSwitch(config) : null;
      if (trouble !== null) out.note(`the dead man's switch could not be told: ${trouble}`);
      end(exitCode(artifact));
    });
};

/**
 * What another scheduler starts is the tick of a tier, or brings its shards together; what a person starts
 * must not hide that the scheduler has stopped. A shard with a store of its own knows nothing of the others.
 */
function isTick({ tier, merge, shard: part }: Options, { store }: Config): boolean {
  if (merge !== undefined) return true;
  return tier !== undefined && ((part?.count ?? 1) === 1 || store.startsWith('postgres'));
}

interface Telling {
  config: Config;
  options: Options;
  out: Output;
  /** Milliseconds that each replay of this time took, by fixture. */
  durations: ReadonlyMap<string, number>;
}

async function tell(artifact: MonitorArtifact, { config, options, out, durations }: Telling): Promise<void> {
  out.document(artifact);
  printMonitor(out, artifact, display(monitorFile(config)));
  const unloaded = artifact.fixtures.find(({ reason }) => reasonCode(reason ?? '') === 'agent_load_failed');
  if (unloaded !== undefined) out.hint(`why its module cannot be imported: ${lookAt(unloaded, config)}`);
  for (const line of await lockLines(config.root, provenOf(artifact))) out.hint(line);
  if (options.junit !== undefined)
    await writeFileAtomic(resolve(options.junit), junit(artifact, durations), {
      redactor: createRedactor(config.redact),
    });
  await tellGitHub(artifact, checkGate(await gateFacts(config)));
}

function lookAt({ suite, fixture_id: id }: MonitorRow, { root, fixtures }: Config): string {
  const found = discoverFixtures(root, fixtures).find(
    (each) => each.suite === suite && each.fixture_id === id,
  );
  return `agent-replay --fixture ${display(found?.dir ?? join(suite, id))}`;
}

/** The exit code when one of the artifacts cannot be trusted: then the whole cannot, nor what an earlier merge left. */
async function merged(
  files: readonly string[],
  config: Config,
  out: Output,
): Promise<MonitorArtifact | number> {
  const refuse = (code: string, message: string, fix: string): void => {
    out.document({ error: { code, message } });
    out.note(`${message}\n  fix  ${fix}`);
  };
  const target = monitorFile(config);
  const own = files.find((file) => realPlace(resolve(file)) === realPlace(target));
  if (own !== undefined) {
    // What cannot be merged is withdrawn, and would take the part along.
    refuse(
      'USAGE',
      `Failed to merge "${own}": it is where the whole goes.`,
      'copy it elsewhere, and merge the copy',
    );
    return 2;
  }
  const artifacts: MonitorArtifact[] = [];
  for (const file of files) {
    const read = await readMonitor(resolve(file));
    const problem =
      'missing' in read
        ? 'there is no such file'
        : 'corrupt' in read
          ? read.corrupt
          : isSealed(read)
            ? otherCommit(read, artifacts[0], files[0])
            : 'its digest does not match its content';
    if (problem !== null) {
      const message = `Failed to merge "${file}": ${problem}.`;
      await withdrawArtifact(config, message);
      refuse('FILE_INVALID', message, 'run that shard again: agent-replay monitor --shard <index/count>');
      return 3;
    }
    artifacts.push(read as MonitorArtifact);
  }
  const artifact = mergeMonitors(artifacts, Date.now());
  await writeArtifact(config, artifact);
  return artifact;
}

/** What passed at one commit says nothing of another. */
function otherCommit(artifact: MonitorArtifact, first = artifact, name = ''): string | null {
  const [commit, other] = [commitOf(artifact), commitOf(first)];
  if (commit === other) return null;
  const shown = (each = 'no commit that is known'): string => each.slice(0, 24);
  return `it is of ${shown(commit)}, and "${name}" of ${shown(other)}`;
}

/** A quarantine that holds is its owner's decision; everything else that is stale is unknown. */
function exitCode(artifact: MonitorArtifact): number {
  if (artifact.fixtures_failing > 0) return 1;
  const unknown = artifact.fixtures.filter(
    ({ state, reason }) => state === 'stale' && reasonCode(reason ?? '') !== 'quarantined',
  );
  return unknown.length > 0 || artifact.fixtures_passing === 0 ? 3 : 0;
}

const FEW = 20;

function progress(
  out: Output,
): (done: number, total: number, fixture: { suite: string; fixture_id: string }) => void {
  return (done, total, { suite, fixture_id }) => {
    if (total <= FEW) return;
    const text = `replaying ${done + 1} of ${total}`;
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r\u001B[K${`${text}  ${suite}/${fixture_id}`.slice(0, 79)}${done + 1 === total ? '\r\u001B[K' : ''}`,
      );
    else if (done % FEW === 0) out.note(`${text} …`);
  };
}

function shard(text: string): Shard {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It takes an index and a count, e.g. 2/4.');
}
