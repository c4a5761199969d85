import { existsSync } from 'node:fs';
import { AgentReplayError } from '@agent-replay/contracts';
import { configFolder } from '../config/find-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { display } from '../discover/display.ts';
import { fixturesNamed } from '../discover/fixtures-named.ts';
import { fixturesNotFound } from '../discover/fixtures-not-found.ts';
import { KEPT_IN_MODULES } from '../output/print-replay.ts';
import { createOutput, type Output } from '../output/output.ts';
import { redactedOutput } from '../output/redacted-output.ts';
import { table } from '../output/table.ts';
import { type ProveOptions, prove, type ProveResult } from '../prove/prove.ts';
import type { AddCommand } from './add-command.ts';

type Options = Pick<ProveOptions, 'broken' | 'fixed' | 'benign' | 'patch'> & { json?: boolean };

/** `agent-replay prove <fixture>`: red on the broken code for its own reason, green on the fix. */
export const addProve: AddCommand = (program, end) => {
  program
    .command('prove')
    .description('show that a fixture is red on the broken code, for its own reason, and green on the fix')
    .argument('<fixture>', 'its folder, or its id')
    .option('--broken <ref>', 'the code that fails')
    .option('--fixed <ref>', 'the code that is right; by default the working tree')
    .option('--benign <ref>', 'another good change, which must stay green')
    .option('--patch <file>', 'a patch that breaks the fixed code, in place of --broken')
    .option('--json', 'print one JSON document')
    .action(async (name: string, { json, ...options }: Options) => {
      const out = createOutput({ json });
      const dir = await oneNamed(name);
      const config = await loadConfig(configFolder(dir, process.cwd()));
      const result = await prove(dir, {
        ...options,
        config,
        onStep: (role, ref) => out.note(`replaying on ${role} (${ref}) …`),
      });
      const safe = redactedOutput(out, config.redact);
      safe.document(result);
      print(safe, result);
      end(result.proven ? 0 : 1);
    });
};

const MAX_SHOWN = 5;

/** A proof is of one fixture: its folder, its id, or a folder that holds no other. */
async function oneNamed(name: string): Promise<string> {
  const named = await fixturesNamed([name]);
  const dirs = named.length === 1 ? discoverFixtures(process.cwd(), named).map(({ dir }) => dir) : named;
  if (dirs.length === 0 && !existsSync(name)) {
    const { summary, lines } = await fixturesNotFound([name]);
    throw new AgentReplayError('FIXTURE_NOT_FOUND', summary, { lines });
  }
  if (dirs.length === 0) {
    throw new AgentReplayError('FIXTURE_NOT_FOUND', `Failed to find the fixture "${name}": it holds none.`, {
      lines: [
        [
          'fix',
          'name the folder of one, which holds an input.json, or freeze a run: agent-replay freeze <run_id>',
        ],
      ],
    });
  }
  const [dir = name, ...others] = dirs;
  if (others.length === 0) return dir;
  const why = named.length === 1 ? 'it holds several, and a proof is of one' : 'several have this id';
  const shown = dirs.slice(0, MAX_SHOWN).map((each) => ['found', display(each)] as const);
  const more = dirs.length - shown.length;
  throw new AgentReplayError('OPTION_INVALID', `Failed to find the fixture "${name}": ${why}.`, {
    lines: [
      ...shown,
      ...(more > 0 ? [['found', `${more} more`] as const] : []),
      ['fix', 'name the folder of one'],
    ],
  });
}

const OTHER_CALLS =
  'the broken code asks otherwise than the run did: give --broken the code that ran, or see what each replay says anew with agent-replay --fixture <dir> --repeat 2';

const MORE_CALLS =
  'code that calls what was not recorded needs its calls on the tape: run it live within openCassette({ path, mode: "record" }), and copy the calls that are new into tool_cassettes.json';

/** What is wrong where it is not the red of the broken code. */
const SIDES: Readonly<Record<string, string>> = {
  red_on_fixed: 'invalid_green: ',
  red_on_benign: 'invalid_green: ',
  nondeterministic: '',
};

function print(out: Output, result: ProveResult): void {
  const { broken, fixed, benign, invalid } = result;
  const rows = Object.entries({ broken, fixed, benign }).flatMap(([role, run]) =>
    run === null
      ? []
      : [
          [
            `  ${role}`,
            run.ref,
            out.style(run.verdict === 'passed' ? 'green' : 'red', run.verdict),
            run.failure_class ?? '',
          ],
        ],
  );
  for (const line of table(rows)) out.line(line);
  if (result.proven) out.line(`${out.style('green', '✓ proven')}  ${result.suite}/${result.fixture_id}`);
  else out.line(`${out.style('red', '✗ not proven')}  ${result.suite}/${result.fixture_id}`);
  for (const { kind, text } of invalid) out.line(`  ${SIDES[kind] ?? 'invalid_red: '}${kind}: ${text}`);
  if (invalid.some(({ kind }) => kind === 'nondeterministic')) out.line(`  fix  ${KEPT_IN_MODULES}`);
  else if (broken?.failure_class === 'cassette_miss') out.line(`  fix  ${OTHER_CALLS}`);
  else if ([fixed, benign].some((run) => run?.failure_class === 'cassette_miss'))
    out.line(`  fix  ${fixOfMisses(result)}`);
}

/** Of a call that is on the tape and says something else, the miss itself tells what to do. */
function fixOfMisses({ results: { fixed, benign } }: ProveResult): string {
  const misses = [fixed, benign].flatMap((each) => (each?.ok === false ? (each.ledger?.misses ?? []) : []));
  const isOther = misses.every(({ cause }) => cause === 'body-diff');
  return (isOther ? misses[0]?.fix : undefined) ?? MORE_CALLS;
}
