import { check, type CheckResult, isAllowed } from '../check/check.ts';
import { unusableParts } from '../check/unusable-parts.ts';
import { AgentReplayError } from '../error.ts';
import { type Contract, FixtureExpected } from '../fixture/contract.ts';
import { formatIssue } from '../issue.ts';
import { checkJson } from '../json-file/check-json.ts';
import { toPointer } from '../pointer.ts';
import type { ReplayOutcome } from '../replay-outcome.ts';
import {
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from '../standard-schema.ts';
import { show } from '../text.ts';
import { isOutcome, issueLines, type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

const NAME = 'toSatisfyContract';
const MAX_SHOWN = 5;

/**
 * The run kept a contract: its verdict under the contract is one that the contract allows. Without an
 * argument it is the contract of the fixture itself. With a Standard Schema (zod, valibot, arktype …)
 * the agent's output is held against it, or the value itself when it is not the outcome of a replay; a
 * schema that works asynchronously makes the result a promise.
 */
export function toSatisfyContract(
  received: unknown,
  contract?: Contract | StandardSchema,
): MatcherResult | Promise<MatcherResult> {
  if (contract === undefined) return satisfyOwnContract(outcomeOf(NAME, received));
  if (isStandardSchema(contract)) return satisfySchema(received, contract);
  if (typeof contract !== 'object' || contract === null) {
    return wrongArgument(NAME, 'a contract or a Standard Schema', contract);
  }
  const { evidence } = outcomeOf(NAME, received);
  refuseInvalid(contract);
  const verdict = check(contract, evidence);
  return contractResult([contract], verdict, isAllowed(contract, verdict.status));
}

/** @throws {AgentReplayError} `OPTION_INVALID`: what cannot be asked is not satisfied, and neither is its opposite */
function refuseInvalid(contract: Contract): void {
  const wrong = checkJson(contract, FixtureExpected);
  const issues = wrong.length > 0 ? wrong : unusableParts(contract);
  if (issues.length === 0) return;
  throw new AgentReplayError('OPTION_INVALID', `Failed to read "${NAME}": it takes a valid contract.`, {
    lines: issues.slice(0, MAX_SHOWN).map((issue) => ['at', formatIssue(issue)] as const),
    issues,
  });
}

function satisfyOwnContract({ verdict, ok }: ReplayOutcome): MatcherResult {
  return contractResult([], verdict, ok ?? verdict.status === 'passed');
}

function contractResult(
  args: readonly Contract[],
  { status, failure_class: failureClass, issues }: CheckResult,
  pass: boolean,
): MatcherResult {
  const verdict = failureClass === null ? status : `${status}/${failureClass}`;
  const rest = issues.length - MAX_SHOWN;
  return result({ name: NAME, args, pass }, () => [
    ['verdict', verdict],
    ...(pass ? [['expected', 'a contract that is not met'] as const] : []),
    ...(pass ? [] : issues.slice(0, MAX_SHOWN).flatMap(issueLines)),
    ...(pass || rest <= 0 ? [] : [['more', `${rest} further ${rest === 1 ? 'issue' : 'issues'}`] as const]),
  ]);
}

function satisfySchema(received: unknown, schema: StandardSchema): MatcherResult | Promise<MatcherResult> {
  const isOutput = isOutcome(received);
  const value = isOutput ? received.evidence.output : received;
  const held: Held = { what: isOutput ? 'an output' : 'a value', value, schema };
  const checked = schema['~standard'].validate(value);
  if (isThenable(checked)) return onlyAwaited(checked.then((settled) => schemaResult(held, settled)));
  return schemaResult(held, checked);
}

/** What was held against a schema. */
interface Held {
  what: string;
  value: unknown;
  schema: StandardSchema;
}

/** Within `toEqual` nobody waits: asked there for `pass`, a promise would have none, and so satisfy `not`. */
function onlyAwaited(later: Promise<MatcherResult>): Promise<MatcherResult> {
  return Object.defineProperty(later, 'pass', {
    get(): never {
      later.catch(() => undefined);
      throw new AgentReplayError(
        'OPTION_INVALID',
        `Failed to ask "${NAME}" within another matcher: its schema works asynchronously.`,
        {
          lines: [['fix', `await expect(value).${NAME}(schema)`]],
        },
      );
    },
  });
}

function schemaResult({ what, value, schema }: Held, checked: StandardResult<unknown>): MatcherResult {
  const issues = checked.issues ?? [];
  const pass = checked.issues === undefined;
  const rest = issues.length - MAX_SHOWN;
  return {
    ...result({ name: NAME, pass }, () => [
      ['expected', `${what} that the ${schema['~standard'].vendor} schema ${pass ? 'refuses' : 'takes'}`],
      ['received', show(value)],
      ...issues.slice(0, MAX_SHOWN).map((issue) => ['issue', issueText(issue)] as const),
      ...(rest > 0 ? [['more', `${rest} further ${rest === 1 ? 'issue' : 'issues'}`] as const] : []),
    ]),
    actual: value,
  };
}

function issueText({ path = [], message }: StandardIssue): string {
  const pointer = toPointer(path.map((part) => (typeof part === 'object' ? part.key : part)));
  return pointer === '' ? message : `${pointer}: ${message}`;
}

// A promise from Jest's sandbox is not an instance of this realm's Promise.
function isThenable(value: object): value is Promise<StandardResult<unknown>> {
  return 'then' in value && typeof value.then === 'function';
}
