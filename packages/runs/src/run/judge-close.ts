import {
  check,
  type CheckResult,
  type Contract,
  type Evidence,
  fingerprint,
  toExceptionInfo,
} from '@agent-replay/contracts';
import type { RunRow } from '../store/tables.ts';
import { tick } from '../native-time.ts';
import { fullDetails, isPlainPass, plainDetails } from './close-details.ts';
import { bareEvidence } from './gather-evidence.ts';
import type { Closing } from './closing.ts';
import { type Run, stateOf } from './run.ts';
import { hangingCall, toolFailure } from './tool-failure.ts';
import { wholeClock } from './whole-clock.ts';

/** A close before it is written. */
export interface Judged {
  verdict: CheckResult;
  closed: RunRow;
  /** True when nothing of it is to be redacted any more. */
  isClean: boolean;
}

/** What the evidence of a run comes to, and the row that says so. */
export function judge(run: Run, closing: Closing, evidence: Evidence): Judged {
  const { row, facts, sideChannels, minSeconds, fingerprint: override, beganTick } = stateOf(run);
  sideChannels.settle(facts.capture);
  const { newerThanKnown } = run.store.driver;
  const contract = contractOf(run, closing);
  const verdict =
    newerThanKnown === null
      ? check(contract, evidence, { predicates: closing.predicates ?? [], claimed: closing.claimed ?? true })
      : unknownStore(newerThanKnown);
  const closed_at = closedAt(run, closing);
  const isReal = beganTick !== undefined && closing.now === undefined;
  const duration = isReal ? Math.round(tick() - beganTick) : closed_at - row.started_at;
  Object.assign(facts, {
    ending: evidence.ending,
    exit_code: evidence.exit_code,
    duration_ms: duration,
    too_short: duration < minSeconds * 1000,
  });
  const isPlain = isPlainPass(run, verdict, evidence);
  const details = isPlain ? plainDetails(run, evidence) : fullDetails(run, verdict, evidence, contract);
  const closed: RunRow = {
    ...row,
    artifact_refs: JSON.stringify(evidence.artifacts.map(({ ref }) => ref)),
    status: verdict.status,
    failure_class: verdict.failure_class,
    failure_reason: verdict.failure_reason,
    fingerprint: verdict.failure_class === null ? null : fingerprintOf(run, verdict, evidence, override),
    closed_at,
    outcome: JSON.stringify(details),
    facts: '',
  };
  return { verdict, closed, isClean: isPlain };
}

export function contractOf(run: Run, closing: Closing): Contract | null {
  return closing.contract ?? (run.details.contract as Closing['contract']) ?? null;
}

/** Not before what was recorded last, even where the machine's clock went back. */
function closedAt(run: Run, closing: Closing): number {
  const { row, now } = stateOf(run);
  const at = closing.now === undefined ? now() : wholeClock(closing.now)();
  return Math.max(at, row.started_at, row.last_event_at ?? 0);
}

/** A close whose record no store can keep, with nothing of what it was made of. */
export function unkept(run: Run, closing: Closing, error: unknown): Judged {
  const { row, fingerprint: override } = stateOf(run);
  const verdict = inconclusive('evidence_invalid', {
    message: `the record of the close cannot be kept: ${toExceptionInfo(error).message}`,
    expected: 'what a store can keep',
    received: closing.ending ?? 'returned',
  });
  const closed: RunRow = {
    ...row,
    status: verdict.status,
    failure_class: verdict.failure_class,
    failure_reason: verdict.failure_reason,
    fingerprint: fingerprintOf(run, verdict, bareEvidence(run, closing), override),
    closed_at: closedAt(run, closing),
  };
  return { verdict, closed, isClean: false };
}

function fingerprintOf(
  run: Run,
  verdict: CheckResult,
  evidence: Evidence,
  override: readonly string[] | undefined,
): string {
  const [first] = verdict.issues;
  const { exception, tool } = toolFailure(evidence.exception, evidence.events);
  return fingerprint({
    agent_name: run.record.agent_name,
    failure_class: verdict.failure_class ?? 'unknown',
    exception,
    tool: tool ?? (verdict.failure_class === 'timeout' ? hangingCall(evidence.events) : null),
    rule: first?.path ?? null,
    message: first?.message ?? null,
    override: override ?? null,
  });
}

function unknownStore(version: number): CheckResult {
  return inconclusive('unknown_format', {
    message: `the store was written by a newer version (schema ${version})`,
    expected: 'a store of this version',
    received: `schema ${version}`,
  });
}

function inconclusive(
  code: 'unknown_format' | 'evidence_invalid',
  issue: { message: string; expected: string; received: string },
): CheckResult {
  return {
    status: 'inconclusive',
    failure_class: code,
    failure_reason: `${code}: ${issue.message}`,
    issues: [{ code, path: '', ...issue }],
  };
}
