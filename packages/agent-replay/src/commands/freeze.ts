import { resolve } from 'node:path';
import { type Tier, Tier as TierSchema } from '@agent-replay/contracts';
import { Option } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/display.ts';
import { freeze, type Frozen } from '../freeze/freeze.ts';
import { unknownChannelsFix, unknownChannelsReason } from '../proof/unknown-channels.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { SeenAgain } from '../freeze/see-again.ts';
import { namedRun } from '../store/named-run.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

interface Options {
  suite?: string;
  id?: string;
  out?: string;
  tier?: Tier;
  reduce?: boolean;
  force?: boolean;
  replay: boolean;
  json?: boolean;
}

/** `agent-replay freeze <run_id>`: a fixture of a failed run. */
export const addFreeze: AddCommand = (program) => {
  program
    .command('freeze')
    .description('make a fixture of a failed run')
    .argument(
      '<run_id>',
      'the run, or the beginning of its id; "agent-replay runs --status failed" lists them',
    )
    .option('--suite <name>', 'its suite', 'agent_failure_forensics')
    .option('--id <name>', 'its id; by default the failure class')
    .option('--out <folder>', 'the folder that holds suites; by default the config’s')
    .addOption(new Option('--tier <tier>', 'how often it is replayed').choices(TierSchema.options))
    .option('--reduce', 'leave out everything that the failure does not need')
    .option(
      '--force',
      'freeze a run that passed, or whose contract is none, too, and write over what was changed since',
    )
    .option('--no-replay', 'do not see by a replay whether it fails again with the code as it is here')
    .option('--json', 'print one JSON document')
    .action(async (runId: string, { id, json, ...options }: Options) => {
      const out = createOutput({ json });
      const config = await loadConfig();
      const store = await readStore(config, out);
      const frozen = await freeze(store, await namedRun(store, runId), {
        ...options,
        ...(id !== undefined && { fixtureId: id }),
        ...(options.out !== undefined && { out: resolve(options.out) }),
        config,
        onProgress: (doing) => out.note(`${doing} …`),
      });
      out.document(frozen);
      out.line(`${out.style('green', '✓')} ${display(frozen.dir)}`);
      const { reduced, seen, unknown } = frozen;
      if (seen !== null) out.line(`  ${seenText(out, seen)}`);
      if (seen !== null && seen.differs !== null)
        out.line(`  ${out.style('yellow', 'not deterministic')}: ${seen.differs} (replay 2)`);
      if (seen !== null && seen.fix !== null) out.line(`  fix        ${seen.fix}`);
      if (reduced !== null) for (const line of reducedLines(reduced)) out.line(`  ${line}`);
      out.line(`  replay it  agent-replay --fixture ${display(frozen.dir)}`);
      if (unknown.length > 0) {
        out.line(`  ${out.style('yellow', 'cannot be proven')}: ${unknownChannelsReason(unknown)}`);
        return out.line(`  fix        ${unknownChannelsFix(unknown)}`);
      }
      if (seen !== null && isRefused(seen))
        return out.line(
          `  ${out.style('yellow', 'cannot be proven')}: no replay lets pass what its code does past the tape`,
        );
      out.line(`  prove it   agent-replay prove ${display(frozen.dir)} --broken <ref> --fixed <ref>`);
    });
};

/** Where nothing could go, with what was seen when it was tried. */
function reducedLines({ before, after, replays, tried, held }: NonNullable<Frozen['reduced']>): string[] {
  const counted = `${replays} ${replays === 1 ? 'replay' : 'replays'}`;
  if (after < before) return [`reduced from ${before} to ${after} parts in ${counted}`];
  const outcomes = tried.map((each) => `${each.outcome} (${each.replays})`).join(', ');
  const shown = held.slice(0, MOST_SHOWN).map(({ part, lane }) => `${part} → ${lane}`);
  const more = held.length > MOST_SHOWN ? [`${held.length - MOST_SHOWN} more`] : [];
  return [
    `not reduced: in ${counted} none of its ${before} parts could go`,
    ...(outcomes === '' ? [] : [`  without them  it ${outcomes}`]),
    ...(shown.length === 0
      ? []
      : [`  kept          as recorded requests hold them: ${[...shown, ...more].join(', ')}`]),
  ];
}

const MOST_SHOWN = 5;

/** Code that did what the wall refuses would be refused in a proof, too. */
function isRefused({ again, reason }: SeenAgain): boolean {
  return !again && reason?.startsWith('unrecorded_operation:') === true;
}

function seenText(out: Output, { status, reason, again, taken_over: taken }: SeenAgain): string {
  const times =
    taken.length === 0 ? '' : `; times and ids in ${taken.join(', ')} are now those of its clock and seed`;
  if (again) return `fails again with the code here: ${reason}${times}`;
  if (status === 'passed') return `${out.style('yellow', 'passes')} with the code here${times}`;
  return `${out.style('yellow', 'does not fail as it did')} with the code here: ${status}, ${reason}${times}`;
}
