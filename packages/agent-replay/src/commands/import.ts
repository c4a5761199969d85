import { importInto, RECORDING_KINDS, type RecordingKind } from '@agent-replay/cassette';
import {
  AgentReplayError,
  FixtureExpected,
  isAgentReplayError,
  parseJsonFile,
} from '@agent-replay/contracts';
import { createRedactor, openKey } from '@agent-replay/redaction';
import { importOtlp } from '@agent-replay/runs';
import { Argument, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/display.ts';
import { createOutput, type Output } from '../output/output.ts';
import { table } from '../output/table.ts';
import { loadAgent } from '../replay/load-agent.ts';
import { sharedStore } from '../store/shared-store.ts';
import { detectKind } from '../trace/detect-kind.ts';
import { readTraces } from '../trace/read-traces.ts';
import { statusText } from './runs.ts';
import type { AddCommand } from './add-command.ts';
import { importWith } from './import-with.ts';

/** Traces, which become runs of the store. */
const TRACES = ['otlp', 'langsmith', 'langfuse'] as const;
type Kind = RecordingKind | (typeof TRACES)[number];
const KINDS: readonly string[] = [...RECORDING_KINDS, ...TRACES];

interface Options {
  from?: string;
  out?: string;
  contract?: string;
  agent?: string;
  define?: Record<string, string>;
  force?: boolean;
  json?: boolean;
}

/** `agent-replay import <file>`: another tool's recording as a cassette, or its traces as runs. */
export const addImport: AddCommand = (program, end) => {
  program
    .command('import')
    .description('read a recording of another tool as a tape, or its traces as runs')
    .addArgument(
      new Argument(
        '<file>',
        'a vcrpy or Ruby VCR file, a HAR, a nock back file, traces in OTLP/JSON or from LangSmith or Langfuse (.gz too), or what an importer of the config reads',
      ),
    )
    .option('--from <kind>', `${KINDS.join(', ')}, or a name under "importers"; by default recognised`)
    .option(
      '--out <folder>',
      'where tool_cassettes.json goes, or the suite of imported runs; traces go to the store',
    )
    .option('--contract <file>', 'of traces: an expected.json that their runs are held against')
    .option('--agent <name>', 'of traces: the agent that their runs are of; by default what they say')
    .option(
      '--define <placeholder=value>',
      "of VCR, and as often as there are: what a placeholder in addresses stands for, as in '<API_BASE>=https://api.example.com'",
      addDefinition,
    )
    .option('--force', 'replace the tape of a fixture that has one')
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: Options) => {
      const out = createOutput(options);
      const config = await loadConfig();
      if (options.from !== undefined && !isBuiltIn(options.from)) {
        await importWith(options.from, file, { config, folder: options.out }, out);
        return;
      }
      const redactor = createRedactor({
        ...config.redact,
        key: await openKey(join(config.root, '.agent-replay')),
      });
      const kind = options.from ?? (await detect(file));
      if (isOfTraces(kind)) {
        end(await importTraces(out, file, config, options));
        return;
      }
      if (options.out === undefined) throw withoutOut(file);
      if (options.force !== true && existsSync(join(options.out, 'tool_cassettes.json')))
        throw alreadyThere(options.out);
      const { define } = options;
      const { interactions, skipped } = await importInto(options.out, kind, file, {
        redactor,
        ...(define !== undefined && { define }),
      });
      out.document({ dir: options.out, interactions: interactions.length, skipped });
      out.line(
        `${out.style('green', '✓')} ${interactions.length} ${interactions.length === 1 ? 'interaction' : 'interactions'} in ${display(join(options.out, 'tool_cassettes.json'))}`,
      );
      for (const { index, reason } of skipped)
        out.line(`  ${out.style('yellow', 'skipped')}  entry ${index + 1}: ${reason}`);
    });
};

/** `<placeholder>=<value>`; a value may hold further ones. */
function addDefinition(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new InvalidArgumentError(
    "It takes a placeholder and its value, e.g. '<API_BASE>=https://api.example.com'.",
  );
}

function alreadyThere(folder: string): AgentReplayError {
  return new AgentReplayError('OPTION_INVALID', `Failed to import into "${folder}": it has a tape.`, {
    lines: [['fix', 'name another folder, or replace what is there with --force']],
  });
}

function isBuiltIn(kind: string): kind is Kind {
  return KINDS.includes(kind);
}

function isOfTraces(kind: Kind): kind is (typeof TRACES)[number] {
  return TRACES.some((each) => each === kind);
}

/** @returns the exit code: 2 where a run was left out whose agent cannot be loaded */
async function importTraces(out: Output, file: string, config: Config, options: Options): Promise<0 | 2> {
  const { contract: contractFile, agent } = options;
  const store = await sharedStore(config.store, config);
  const unloaded = new Map<string, AgentReplayError>();
  const { runs, skipped } = await importOtlp(store, await readTraces(file), {
    file,
    async contractOf(name) {
      if (!Object.hasOwn(config.agents, name)) return null;
      try {
        return (await loadAgent(name, config)).contract ?? null;
      } catch (error) {
        if (isAgentReplayError(error)) unloaded.set(name, error);
        throw error;
      }
    },
    ...(agent !== undefined && { agent }),
    ...(contractFile !== undefined && { contract: await readContract(contractFile) }),
  });
  out.document({ runs, skipped });
  const rows = runs.map((run) => [
    run.run_id,
    run.agent_name,
    run.task_id,
    statusText(out, run.status),
    run.failure_reason ?? '',
  ]);
  for (const line of table(rows)) out.line(line);
  out.line(
    `${out.style('green', '✓')} ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} from ${display(file)}`,
  );
  const unheld = runs.filter(({ failure_class: found }) => found === 'contract_missing');
  if (unheld.length > 0)
    out.hint(
      `${unheld.length} of them ${unheld.length === 1 ? 'is' : 'are'} held to no contract; name one with --contract <expected.json>. Of runs that "export" wrote, that of their agent is taken where the config has it`,
    );
  for (const { trace_id, reason } of skipped)
    out.line(`  ${out.style('yellow', 'skipped')}  ${trace_id}: ${reason}`);
  for (const error of unloaded.values()) out.note(error.message);
  return unloaded.size === 0 ? 0 : 2;
}

async function readContract(file: string): Promise<FixtureExpected> {
  return parseJsonFile(await readFile(file), { file: display(file), schema: FixtureExpected });
}

function withoutOut(file: string): AgentReplayError {
  return new AgentReplayError('OPTION_INVALID', `Failed to import "${file}": nobody said where to.`, {
    lines: [['fix', 'name the folder for tool_cassettes.json: --out <folder>']],
  });
}

async function detect(file: string): Promise<Kind> {
  const kind = await detectKind(file);
  if (kind !== undefined) return kind;
  throw new AgentReplayError(
    'IMPORT_FAILED',
    `Failed to import "${file}": it is no recording that is known.`,
    {
      lines: [['fix', `name its kind: --from ${KINDS.join('|')}`]],
    },
  );
}
