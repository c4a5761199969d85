import {
  type Contract,
  FixtureExpected,
  lintExpected,
  type RunRecord,
  unusableParts,
} from '@agent-replay/contracts';
import type { RunDetails } from '@agent-replay/runs';

/**
 * The contract of a fixture: what the agent declares, and what its failure class says was not there.
 * Only what a run leaves behind; nothing of how it got there.
 */
export function contractFor(
  run: Pick<RunRecord, 'failure_class'>,
  details: Pick<RunDetails, 'contract'>,
): FixtureExpected {
  const declared = FixtureExpected.safeParse(details.contract);
  const isUsable = declared.success && unusableParts(declared.data).length === 0;
  const { status, $schema: _, ...kept } = isUsable ? declared.data : {};
  const contract: FixtureExpected = { ...statusFor(run.failure_class, status), ...kept };
  const proposed = PROPOSED[run.failure_class ?? ''] ?? (() => ({}));
  const merged = merge(contract, proposed(contract));
  const asksForSomething = Object.keys(merged).some((key) => key !== 'status');
  const complete = asksForSomething ? merged : merge(merged, ARTIFACT);
  const issues = lintExpected(complete as never);
  if (issues.length === 0) return complete;
  const dropped = new Set(issues.map(({ path }) => path.split('/')[1]));
  return Object.fromEntries(Object.entries(complete).filter(([key]) => !dropped.has(key)));
}

/**
 * What the verdict has to be. Which ones the agent lets pass is asked of it only where that is what it broke: else a
 * run that it takes for good would never be red. One that met its contract, but ended with an error, has that error
 * for its class as long as no status is named; without one only "passed" counts.
 */
function statusFor(
  failureClass: string | null,
  declared: Contract['status'],
): Pick<FixtureExpected, 'status'> {
  if (failureClass === 'exited_uncleanly') return {};
  return { status: (failureClass === 'status_not_allowed' ? declared : undefined) ?? ['passed'] };
}

const ARTIFACT: Contract = { artifacts: { min: 1, readable: true } };
const EVIDENCE: Contract = { requires_evidence_path: true };

type Propose = (declared: Contract) => Contract;

/** What a class of failures shows to be asked for, even when the agent does not declare it. */
const PROPOSED: Readonly<Record<string, Propose>> = {
  missing_artifact_ref: () => ARTIFACT,
  // An agent that is to return something may leave no artifact.
  empty_output: ({ output }) => (output === undefined ? ARTIFACT : {}),
  side_effect_unconfirmed: () => ARTIFACT,
  artifact_count: () => ARTIFACT,
  missing_evidence_path: () => EVIDENCE,
  evidence_path_count: () => EVIDENCE,
  evidence_path_unresolved: ({ evidence }) => ({
    ...EVIDENCE,
    evidence: { min: 1, ...evidence, resolvable: true },
  }),
  input_mismatch: () => ({ input_binding: true }),
};

/** What is declared stays; what is proposed fills its gaps, one level deep. */
function merge(declared: FixtureExpected, proposed: Contract): FixtureExpected {
  const merged: Record<string, unknown> = { ...declared };
  for (const [key, value] of Object.entries(proposed)) {
    const own = merged[key];
    merged[key] = isRecord(own) && isRecord(value) ? { ...value, ...own } : (own ?? value);
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
