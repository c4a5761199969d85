import { detectRecording, importInto, RECORDING_KINDS, type RecordingKind } from '@agent-replay/cassette';
import { AgentReplayError } from '@agent-replay/contracts';
import { createRedactor, openKey } from '@agent-replay/redaction';
import { Argument, Option } from 'commander';
import { join } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/load-fixture.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './commands.ts';

interface Options {
  from?: RecordingKind;
  out: string;
  json?: boolean;
}

/** `agent-replay import <file>`: another tool's recording as a cassette. */
export const addImport: AddCommand = (program) => {
  program
    .command('import')
    .description('read a recording of another tool')
    .addArgument(new Argument('<file>', 'a vcrpy or Ruby VCR file, a HAR, or a nock back file; .gz too'))
    .addOption(new Option('--from <kind>', 'its kind; by default recognised').choices(RECORDING_KINDS))
    .requiredOption('--out <folder>', 'where tool_cassettes.json goes')
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const redactor = createRedactor({
        ...config.redact,
        key: await openKey(join(config.root, '.agent-replay')),
      });
      const kind = options.from ?? (await detect(file));
      const { interactions, skipped } = await importInto(options.out, kind, file, { redactor });
      out.document({ dir: options.out, interactions: interactions.length, skipped });
      out.line(
        `${out.style('green', '✓')} ${interactions.length} interactions in ${display(join(options.out, 'tool_cassettes.json'))}`,
      );
      for (const { reason } of skipped) out.line(`  ${out.style('yellow', 'skipped')}  ${reason}`);
    });
};

async function detect(file: string): Promise<RecordingKind> {
  const kind = await detectRecording(file);
  if (kind !== undefined) return kind;
  throw new AgentReplayError(
    'IMPORT_FAILED',
    `Failed to import "${file}": it is no recording that is known.`,
    {
      lines: [['fix', `name its kind: --from ${RECORDING_KINDS.join('|')}`]],
    },
  );
}
