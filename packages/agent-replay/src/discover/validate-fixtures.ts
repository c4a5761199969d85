import { isAgentReplayError, type Issue, type Proof, thrownText } from '@agent-replay/contracts';
import { discoverFixtures, type Fixture } from './discover-fixtures.ts';
import { changesSinceProof, editsSinceProof } from '../proof/edits-since-proof.ts';
import { checkFixture, isWarning } from './load-fixture.ts';
import { type ConfigNames, unnamedParts } from './unnamed-parts.ts';
import { type ProofSettings, type ProofState, proofState } from '../proof/proof-state.ts';

/** A fixture and everything that is wrong with its files. */
export interface FixtureProblems {
  fixture: Fixture;
  errors: readonly Issue[];
  /** What is odd but does not keep it from being replayed. */
  warnings: readonly Issue[];
  /** How far it can be trusted; null while its files cannot be read. */
  proof: ProofState | null;
  /** What was changed after it was proven, by place; of the fifty-first such fixture and later ones by part. */
  edits: readonly string[];
}

/** Settings of the config that holds, and what it has; without that nothing is said of what fixtures name. */
export interface ValidateSettings extends ProofSettings {
  names?: ConfigNames;
}

/**
 * Checks every file of every fixture in one pass; a fixture without problems is listed too.
 *
 * @param settings those of the config that holds. @default {}
 */
export function validateFixtures(
  root: string,
  patterns?: readonly string[],
  settings: ValidateSettings = {},
): FixtureProblems[] {
  let lookups = 0;
  return discoverFixtures(root, patterns).map((fixture) => {
    const { issues, proof, edits } = look(fixture.dir, settings, (dir, known) =>
      (lookups += 1) > MOST_LOOKUPS ? changesSinceProof(dir, known) : editsSinceProof(dir, known),
    );
    return {
      fixture,
      errors: issues.filter((issue) => !isWarning(issue)),
      warnings: issues.filter(isWarning),
      proof,
      edits,
    };
  });
}

/** Fixtures whose proven form is looked up in the history of the repository, which takes Git some times for each. */
const MOST_LOOKUPS = 50;

function look(
  dir: string,
  settings: ValidateSettings,
  tellEdits: (dir: string, proof: Proof) => string[],
): { issues: Issue[]; proof: ProofState | null; edits: string[] } {
  try {
    const { issues: found, fixture } = checkFixture(dir);
    if (fixture === null) return { issues: found, proof: null, edits: [] };
    const { names } = settings;
    const issues = names === undefined ? found : [...found, ...unnamedParts(fixture, names)];
    const { notes } = fixture;
    const proof = proofState(fixture, settings);
    const edits = proof.state === 'unproven' && notes.proof !== null ? tellEdits(dir, notes.proof) : [];
    return { issues, proof, edits };
  } catch (error) {
    const received = isAgentReplayError(error)
      ? (error.message.split('\n', 1)[0] as string)
      : thrownText(error);
    const issue = { code: 'unreadable', path: '', expected: 'a readable fixture', received, file: dir };
    return { issues: [issue], proof: null, edits: [] };
  }
}
