import type { Evidence } from '../evidence.ts';
import { type Contract, FixtureExpected } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { acceptsAny } from '../json-file/accepts.ts';
import { toPointer } from '../pointer.ts';
import { type ReasonCode, REASONS } from '../registry.ts';
import { show, truncate } from '../text.ts';
import { thrownText } from '../thrown-text.ts';
import type { Verdict } from '../verdict.ts';
import { checkAllowlist } from './allowlist.ts';
import { checkArtifacts } from './artifacts.ts';
import { checkDiff } from './diff.ts';
import { endingRule } from './ending.ts';
import { checkEvidence } from './evidence.ts';
import { checkForm } from './evidence-form.ts';
import { checkForbid } from './forbid.ts';
import { checkInputBinding } from './input-binding.ts';
import { checkLedger } from './ledger.ts';
import { checkOutput } from './output.ts';
import { type Predicate, predicateRule } from './predicates.ts';
import type { Rule } from './rule.ts';
import { checkSemantic } from './semantic.ts';
import { checkState } from './state.ts';
import { checkStatus } from './status.ts';
import { unmeetableParts } from './unmeetable.ts';
import { checkUnreadable } from './unreadable.ts';
import { checkVerify } from './verify.ts';

/** What `check` finds: the verdict, its reason, and every issue, the most severe first. */
export interface CheckResult {
  status: Verdict;
  /** Code of the first issue; null when passed. */
  failure_class: string | null;
  /** `code: text`, at most 2,000 characters; null when passed. */
  failure_reason: string | null;
  issues: readonly Issue[];
}

export interface CheckOptions {
  /** What the ids under the contract's `predicates` stand for. */
  predicates?: readonly Predicate[];
  /**
   * False where nobody said that the work was done, as of a trace that another program wrote: without a
   * contract nothing is asked of it then, not even an artifact.
   *
   * @default true
   */
  claimed?: boolean;
}

const MAX_NAMED = 5;
const MAX_REASON = 2000;
const SEVERITY: readonly Verdict[] = ['blocked', 'failed', 'inconclusive', 'degraded', 'skipped'];

// The order of the rules is the order of causes: a run on the wrong input explains what follows from it.
const WALL: readonly Rule[] = [checkForm, checkUnreadable, checkAllowlist, checkLedger];
const RULES: readonly Rule[] = [
  checkInputBinding,
  checkForbid,
  checkArtifacts,
  checkOutput,
  checkEvidence,
  checkState,
  checkDiff,
  checkVerify,
  checkSemantic,
];

/**
 * The one validator: what a contract asks for, held against what a run left behind. Pure,
 * synchronous and total: the same for live closes, replays and matchers, and it never throws.
 *
 * The verdict comes from evidence, never from how the process ended:
 * - a miss, a refusal of the wall or a tool outside the allow-list is `blocked`, swallowed or not;
 * - a run that was stopped, ran out of time, threw or exited with an error is `failed` with that
 *   class, except when a contract that asks for something is met and an artifact is confirmed:
 *   a throw or an exit with an error is `degraded/exited_uncleanly` then;
 * - an unmet rule is `failed` with the rule's code, also after a normal return;
 * - what cannot be judged (no diff, no judgement, an invalid contract) is `inconclusive`.
 *
 * A run must leave an artifact. It need not when the contract says `artifacts: { min: 0 }`, or asks
 * for another durable result: an `output`, a `state`, or a `diff`. No contract at all is
 * `inconclusive/contract_missing` at best.
 */
export function check(
  contract: Contract | null | undefined,
  evidence: Evidence,
  { predicates = [], claimed = true }: CheckOptions = {},
): CheckResult {
  const { asked, faults } = readContract(contract);
  const wall = issuesOf(WALL, asked, evidence);
  const isHeld = claimed || (contract ?? null) !== null;
  const unmet = isHeld
    ? [...issuesOf(RULES, asked, evidence), ...guarded(predicateRule(predicates), asked, evidence), ...faults]
    : faults;
  const ending = guarded(endingRule(unmet.length === 0), asked, evidence);
  const issues = bySeverity([...wall, ...ending, ...unmet]);
  return conclude(bySeverity([...checkStatus(asked, verdictOf(issues[0])), ...issues]));
}

/** True when a verdict is one that the contract allows: those of `status`, else only `passed`. */
export function isAllowed(contract: Contract | null | undefined, verdict: Verdict): boolean {
  return (contract?.status ?? ['passed']).includes(verdict);
}

/** The contract that the rules read, and what is wrong with it. Of an invalid one nothing but artifacts is asked. */
function readContract(contract: Contract | null | undefined): { asked: Contract; faults: Issue[] } {
  if (contract === null || contract === undefined) {
    return { asked: {}, faults: [fault('contract_missing', '', 'a contract', 'none')] };
  }
  const parsed = acceptsAny(FixtureExpected, contract) ? null : FixtureExpected.safeParse(contract);
  if (parsed === null || parsed.success) {
    const unmeetable = unmeetableParts(contract);
    return { asked: unmeetable.length === 0 ? contract : NOTHING_ASKED, faults: unmeetable };
  }
  const faults = parsed.error.issues.map(({ path, message }) => {
    const pointer = toPointer(path);
    const place = pointer === '' ? '' : ` at ${pointer}`;
    return {
      ...fault('contract_invalid', pointer, 'a valid contract', message),
      message: `the contract has an error${place}, so nothing can be proven: ${message}`,
    };
  });
  return { asked: NOTHING_ASKED, faults };
}

const NOTHING_ASKED: Contract = { artifacts: { min: 0 } };

function fault(code: ReasonCode, path: string, expected: string, received: string): Issue {
  return { code, path, expected, received, message: REASONS[code as keyof typeof REASONS].meaning };
}

function issuesOf(rules: readonly Rule[], contract: Contract, evidence: Evidence): Issue[] {
  const issues: Issue[] = [];
  for (const rule of rules) for (const issue of guarded(rule, contract, evidence)) issues.push(issue);
  return issues;
}

/** Runs a rule over evidence that may come from plain JavaScript: a rule that cannot read it is an issue. */
function guarded(rule: Rule, contract: Contract, evidence: Evidence): Issue[] {
  try {
    return rule(contract, evidence);
  } catch (error) {
    const seen = fault('evidence_invalid', '', 'evidence that the rule can read', show(thrownText(error)));
    return [
      { ...seen, message: `the evidence does not have the form that a rule needs: ${thrownText(error)}` },
    ];
  }
}

function bySeverity(issues: readonly Issue[]): Issue[] {
  const rank = (issue: Issue): number => SEVERITY.indexOf(verdictOf(issue));
  return issues.toSorted((a, b) => rank(a) - rank(b));
}

function verdictOf(issue: Issue | undefined): Verdict {
  if (issue === undefined) return 'passed';
  return Object.hasOwn(REASONS, issue.code) ? REASONS[issue.code as keyof typeof REASONS].status : 'failed';
}

function conclude(issues: readonly Issue[]): CheckResult {
  const [first] = issues;
  if (first === undefined) return { status: 'passed', failure_class: null, failure_reason: null, issues };
  const texts = issues.filter((issue) => issue.code === first.code).map(describe);
  const rest = texts.length - MAX_NAMED;
  const text = `${texts.slice(0, MAX_NAMED).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
  return {
    status: verdictOf(first),
    failure_class: first.code,
    failure_reason: truncate(`${first.code}: ${text}`, MAX_REASON),
    issues,
  };
}

function describe(issue: Issue): string {
  return issue.message ?? `expected ${issue.expected}, received ${issue.received}`;
}
