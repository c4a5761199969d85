import { formatIssue } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { deepFixtures, linkedFolders } from '../discover/discover-fixtures.ts';
import { display } from '../discover/display.ts';
import { fixturesNamed, withoutFixtures } from '../discover/fixtures-named.ts';
import { fixturesNotFound } from '../discover/fixtures-not-found.ts';
import { addToLock, readLock } from '../lock/lock-file.ts';
import { lockLines } from '../lock/lock-gaps.ts';
import { proofOf, proofSettings } from '../proof/proof-state.ts';
import { type FixtureProblems, validateFixtures } from '../discover/validate-fixtures.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './add-command.ts';

/** `agent-replay validate`: every problem of every fixture, in one pass. */
export const addValidate: AddCommand = (program, end) => {
  program
    .command('validate')
    .description('check every file of every fixture')
    .argument('[fixtures...]', 'folders, globs or ids; by default those of the config')
    .option('--write-lock', 'add the proven fixtures to the lock file, to be reviewed')
    .option('--json', 'print one JSON document')
    .action(async (patterns: string[], options: { json?: boolean; writeLock?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const named = await fixturesNamed(patterns);
      const missing = withoutFixtures(process.cwd(), named);
      const settings = { ...proofSettings(config), names: config };
      const all =
        patterns.length === 0
          ? validateFixtures(config.root, config.fixtures, settings)
          : validateFixtures(process.cwd(), named, settings);
      const places =
        patterns.length === 0
          ? ([config.root, config.fixtures] as const)
          : ([process.cwd(), patterns] as const);
      const links = linkedFolders(...places);
      const deep = deepFixtures(...places);
      const lock = patterns.length > 0 ? NO_LOCK : await checkLock(config, all, options.writeLock === true);
      const exitCode = lock.isCorrupt ? 2 : exitCodeOf(all, missing);
      if (options.json === true)
        out.document({
          fixtures: all.map(problemsJson),
          lock: lock.gaps,
          links,
          deep,
          not_found: missing,
          exit_code: exitCode,
        });
      for (const { errors, warnings } of all) {
        for (const issue of errors) out.line(`${out.style('red', 'error')}    ${formatIssue(issue)}`);
        for (const issue of warnings) out.line(`${out.style('yellow', 'warning')}  ${formatIssue(issue)}`);
      }
      for (const link of links)
        out.line(
          `${out.style('yellow', 'warning')}  ${display(link)}: expected a folder, received a link, which is not followed: no fixture behind it counts`,
        );
      for (const dir of deep)
        out.line(
          `${out.style('yellow', 'warning')}  ${display(dir)}: expected a suite above it in a folder of fixtures, received folders between them: it is not found, and nobody replays it; move it up, or name its suite in "fixtures" of the config`,
        );
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
      for (const line of lock.gaps) out.line(`${out.style('yellow', 'lock')}  ${line}`);
      const broken = all.filter(({ errors }) => errors.length > 0).length;
      const absent = all.length === 0 && patterns.length === 0 ? config.fixtures : missing;
      if (absent.length > 0) out.note((await fixturesNotFound(absent)).message);
      if (all.length > 0)
        out.line(
          `${broken === 0 ? `${all.length} valid` : `${broken} of ${all.length} invalid`}: ${countStates(all)}`,
        );
      end(exitCode);
    });
};

/** What the lock file does not keep; it is written only when that is asked for. */
async function checkLock(
  { root, redact }: Config,
  all: readonly FixtureProblems[],
  isWritten: boolean,
): Promise<typeof NO_LOCK> {
  const proven = all
    .filter(({ proof }) => proof !== null && proofOf(proof) === 'proven')
    .map(({ fixture }) => `${fixture.suite}/${fixture.fixture_id}`);
  if (isWritten && proven.length > 0) await addToLock(root, proven, createRedactor(redact));
  const isCorrupt = await readLock(root).then(
    () => false,
    () => true,
  );
  return { gaps: await lockLines(root, proven), isCorrupt };
}

const NO_LOCK: { gaps: readonly string[]; isCorrupt: boolean } = { gaps: [], isCorrupt: false };

/** Problems are told to the last; how far each fixture can be trusted is told of so many. */
const MOST_SHOWN = 50;

function exitCodeOf(all: readonly FixtureProblems[], missing: readonly string[]): number {
  if (all.some(({ errors }) => errors.length > 0)) return 2;
  return all.length === 0 || missing.length > 0 ? 3 : 0;
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
