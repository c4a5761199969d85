import {
  type Contract,
  type FixtureNotes,
  isAllowed,
  type Proof,
  type ProofRun,
} from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';

/** How calls are compared with the tape: a looser way may hide what a fixture was proven to show. */
export type MatchSettings = Config['match'];

/**
 * Where a proof contradicts itself, or what it is the proof of; null when it does not. Red on the broken code
 * for the recorded reason, green on the fix and on a benign change, and two different codes.
 */
export function contradictionIn(
  { failure_class, proof }: Pick<FixtureNotes, 'failure_class' | 'proof'>,
  expected: Contract,
): string | null {
  if (proof === null) return null;
  const { broken, fixed, benign } = proof;
  if (broken.verdict === 'passed' || broken.verdict === 'skipped')
    return `its proof contradicts itself: the broken code was ${broken.verdict}`;
  if (!reproduces(failure_class, broken.failure_class))
    return 'its failure class is not the one that was proven';
  const red = Object.entries({ fixed, benign }).find(
    ([, run]) => run !== undefined && !isGreen(run, expected),
  );
  if (red !== undefined)
    return `its proof contradicts itself: the ${red[0]} code was ${red[1]?.failure_class ?? red[1]?.verdict}`;
  if (broken.code_sha256 === fixed.code_sha256)
    return 'its proof contradicts itself: the broken and the fixed code are the same';
  return null;
}

function isGreen({ verdict, failure_class }: ProofRun, expected: Contract): boolean {
  return isAllowed(expected, verdict) && (verdict !== 'passed' || failure_class === null);
}

/** What a replay shows where production showed another class. */
const SHOWN_AS: ReadonlyMap<string, string> = new Map([
  // What hung until somebody ended it is ended by a time limit.
  ['run_abandoned', 'timeout'],
  ['aborted', 'timeout'],
  // What nobody held to a contract is held to its fixture's, which asks for an artifact.
  ['contract_missing', 'missing_artifact_ref'],
]);

/** True when a replay shows the failure that was recorded: by its class, or by what that becomes under a fixture. */
export function reproduces(recorded: string, replayed: string | null): boolean {
  return replayed !== null && (replayed === recorded || SHOWN_AS.get(recorded) === replayed);
}

/** How calls were compared when a fixture was proven, without what is so by default and the order of lists. */
export function matchCovered(match: MatchSettings): NonNullable<Proof['match']> {
  const { ignore = [], ignoreQuery = [], headers = [], drift = 'refuse' } = match;
  const list = (values: readonly string[]): string[] => [...new Set(values)].toSorted();
  return {
    ...(ignore.length > 0 && { ignore: list(ignore) }),
    ...(ignoreQuery.length > 0 && { ignoreQuery: list(ignoreQuery) }),
    ...(headers.length > 0 && { headers: list(headers.map((name) => name.toLowerCase())) }),
    ...(drift !== 'refuse' && { drift: 'serve' as const }),
  };
}

/**
 * What besides the fixture's files is not as it was proven, a line for each setting. A proof that names no
 * matching settings was made with none, and one that names no tier does not cover it. How a command looks past
 * drift (`alike`, `next`) is no setting of the user's.
 */
export function settingsChanged({ proof, tier }: FixtureNotes, match: MatchSettings): string[] {
  if (proof === null) return [];
  const [before, now] = [proof.match ?? {}, matchCovered(match)];
  const changed = (['ignore', 'ignoreQuery', 'headers', 'drift'] as const)
    .filter((name) => name !== 'drift' || (match.drift !== 'alike' && match.drift !== 'next'))
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]))
    .map((name) => `match.${name}: ${shown(before[name])} → ${shown(now[name])}`);
  return proof.tier === undefined || proof.tier === tier
    ? changed
    : [...changed, `tier: ${proof.tier} → ${tier}`];
}

const shown = (value: unknown): string => (value === undefined ? 'the default' : JSON.stringify(value));
