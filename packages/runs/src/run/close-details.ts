import {
  type CheckResult,
  type Contract,
  type Evidence,
  type Json,
  normalize,
} from '@agent-replay/contracts';
import type { CloseDetails } from '../store/details.ts';
import { MOST_KEPT } from './most-kept.ts';
import { type Run, stateOf } from './run.ts';

/** All that is kept of what a run came to, as it was gathered: before redaction. */
export function fullDetails(
  run: Run,
  verdict: CheckResult,
  evidence: Evidence,
  contract: Contract | null,
): CloseDetails {
  return {
    ...(contract !== null && !isDeclared(run, contract) && { contract: contract as Json }),
    ...(evidence.output !== undefined && { output: normalize(evidence.output, MOST_KEPT) }),
    ...(evidence.ledger !== null && { ledger: json(evidence.ledger) }),
    ...(evidence.exception !== null && { exception: json(evidence.exception) }),
    ...(evidence.diff !== null && { diff: json(evidence.diff) }),
    ...(evidence.verify !== null && { verify: json(evidence.verify) }),
    ...(evidence.judgements.length > 0 && { judgements: json(evidence.judgements) }),
    ...((evidence.mutations ?? []).length > 0 && { mutations: json(evidence.mutations ?? []) }),
    evidence_paths: evidence.evidence_paths.map(({ path }) => path),
    issues: json(verdict.issues),
    final_state: normalize(evidence.state, MOST_KEPT) as Record<string, Json>,
    capture: stateOf(run).facts.capture,
  };
}

/** True for a contract that the run was begun with, unchanged: then it is on its record. What a replay is given stands in its fixture. */
function isDeclared(run: Run, contract: Contract): boolean {
  const { row, declared } = stateOf(run);
  return declared !== undefined && row.run_type !== 'replay' && declared === JSON.stringify(contract);
}

/**
 * True for a replay that passes and did nothing but return: it left an output, and what else there is to
 * say of it stands in its fixture.
 */
export function isPlainPass(run: Run, { status }: CheckResult, evidence: Evidence): boolean {
  const { row, facts } = stateOf(run);
  const { artifacts, exception, ledger, diff, verify, judgements, mutations } = evidence;
  return (
    row.run_type === 'replay' &&
    status === 'passed' &&
    exception === null &&
    verify === null &&
    [artifacts, judgements, mutations ?? [], diff ?? [], facts.capture.captured].every(
      ({ length }) => length === 0,
    ) &&
    isQuiet(ledger)
  );
}

/** What is kept of such a replay, redacted: the agent's own words, and the ids of calls on the tape. */
export function plainDetails(run: Run, { output, ledger, evidence_paths }: Evidence): CloseDetails {
  const { redactor } = stateOf(run);
  const paths = evidence_paths.map(({ path }) => path);
  return {
    ...(output !== undefined && { output: redactor.json(normalize(output, MOST_KEPT)) }),
    ...(ledger !== null && { ledger: json(ledger) }),
    evidence_paths: paths.length === 0 ? paths : redactor.json(paths),
    issues: [],
  };
}

/** True for a ledger that names calls of the tape by their ids, and nothing else. */
function isQuiet(ledger: Evidence['ledger']): boolean {
  if (ledger === null) return true;
  const { misses, blocked, drift, unguarded } = ledger;
  return [misses, blocked, drift, unguarded].every(({ length }) => length === 0);
}

/** What has a schema of its own is JSON: it is written as that right after. */
function json(value: object): Json {
  return value as Json;
}
