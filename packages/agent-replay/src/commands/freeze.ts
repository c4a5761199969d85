import { type Tier, Tier as TierSchema } from '@agent-replay/contracts';
import { Option } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/display.ts';
import { freeze } from '../freeze/freeze.ts';
import { createOutput } from '../output/output.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { AddCommand } from './commands.ts';

interface Options {
  suite?: string;
  id?: string;
  out?: string;
  tier?: Tier;
  reduce?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `agent-replay freeze <run_id>`: a fixture of a failed run. */
export const addFreeze: AddCommand = (program) => {
  program
    .command('freeze')
    .description('make a fixture of a failed run')
    .argument('<run_id>', 'the run; "agent-replay runs --status failed" lists them')
    .option('--suite <name>', 'its suite', 'agent_failure_forensics')
    .option('--id <name>', 'its id; by default the failure class')
    .option('--out <folder>', 'the folder that holds suites; by default the config’s')
    .addOption(new Option('--tier <tier>', 'how often it is replayed').choices(TierSchema.options))
    .option('--reduce', 'leave out everything that the failure does not need')
    .option('--force', 'freeze a run that passed, too')
    .option('--json', 'print one JSON document')
    .action(async (runId: string, { id, json, ...options }: Options) => {
      const out = createOutput({ json });
      const config = await loadConfig();
      const store = await sharedStore(config.store, config);
      const frozen = await freeze(store, runId, {
        ...options,
        ...(id !== undefined && { fixtureId: id }),
        config,
      });
      out.document(frozen);
      out.line(`${out.style('green', '✓')} ${display(frozen.dir)}`);
      const { reduced } = frozen;
      if (reduced !== null)
        out.line(`  reduced from ${reduced.before} to ${reduced.after} parts in ${reduced.replays} replays`);
      out.line(`  replay it  agent-replay --fixture ${display(frozen.dir)}`);
      out.line(`  prove it   agent-replay prove ${display(frozen.dir)} --broken <ref> --fixed <ref>`);
    });
};
