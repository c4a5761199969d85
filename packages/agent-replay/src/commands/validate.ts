import { formatIssue } from '@agent-replay/contracts';
import { loadConfig } from '../config/load-config.ts';
import { type FixtureProblems, validateFixtures } from '../discover/validate-fixtures.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './commands.ts';

/** `agent-replay validate`: every problem of every fixture, in one pass. */
export const addValidate: AddCommand = (program, end) => {
  program
    .command('validate')
    .description('check every file of every fixture')
    .argument('[fixtures...]', 'folders or globs; by default those of the config')
    .option('--json', 'print one JSON document')
    .action(async (patterns: string[], options: { json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const all =
        patterns.length === 0
          ? validateFixtures(config.root, config.fixtures)
          : validateFixtures(process.cwd(), patterns);
      const exitCode = exitCodeOf(all);
      if (options.json === true) out.document({ fixtures: all.map(problemsJson), exit_code: exitCode });
      for (const { errors, warnings } of all) {
        for (const issue of errors) out.line(`${out.style('red', 'error')}    ${formatIssue(issue)}`);
        for (const issue of warnings) out.line(`${out.style('yellow', 'warning')}  ${formatIssue(issue)}`);
      }
      const unsure = all.filter(({ proof }) => proof !== null && proof.state !== 'proven');
      for (const { fixture, proof, edits } of unsure.slice(0, MOST_SHOWN)) {
        if (proof === null) continue;
        out.line(
          `${out.style('yellow', proof.state)}  ${fixture.suite}/${fixture.fixture_id}: ${proof.reason ?? ''}`,
        );
        for (const edit of edits) out.line(`  ${edit}`);
      }
      if (unsure.length > MOST_SHOWN)
        out.line(`and ${unsure.length - MOST_SHOWN} more that are not proven; --json lists them all`);
      const broken = all.filter(({ errors }) => errors.length > 0).length;
      if (all.length === 0)
        out.note(
          `Failed to find fixtures: nothing matches ${(patterns.length > 0 ? patterns : config.fixtures).join(', ')}.`,
        );
      else
        out.line(
          `${broken === 0 ? `${all.length} valid` : `${broken} of ${all.length} invalid`}: ${countStates(all)}`,
        );
      end(exitCode);
    });
};

/** Problems are told to the last; how far each fixture can be trusted is told of so many. */
const MOST_SHOWN = 50;

function exitCodeOf(all: readonly FixtureProblems[]): number {
  if (all.length === 0) return 3;
  return all.some(({ errors }) => errors.length > 0) ? 2 : 0;
}

/** How many fixtures can be trusted how far: `3 proven, 1 unproven`. */
function countStates(all: readonly FixtureProblems[]): string {
  return (['proven', 'unproven', 'stale', 'quarantined', null] as const)
    .map((state) => [all.filter(({ proof }) => (proof?.state ?? null) === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state ?? 'unreadable'}`)
    .join(', ');
}

function problemsJson({ fixture, errors, warnings, proof, edits }: FixtureProblems): object {
  return {
    ...fixture,
    proof: proof?.state ?? null,
    proof_reason: proof?.reason ?? null,
    edits,
    errors,
    warnings,
  };
}
