import { REASONS } from '../registry.ts';
import { Verdict } from '../verdict.ts';
import { issueLines, type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

/**
 * The run ended with a verdict, and for a reason when one is given.
 *
 * @param reason a registered reason code or one of your own, e.g. `missing_artifact_ref`
 */
export function toHaveVerdict(received: unknown, status: Verdict, reason?: string): MatcherResult {
  const { verdict } = outcomeOf('toHaveVerdict', received);
  if (!Verdict.safeParse(status).success)
    return wrongArgument('toHaveVerdict', `one of ${Verdict.options.join(', ')}`, status);
  if (reason !== undefined && !Object.hasOwn(REASONS, reason) && !/^x_[a-z0-9_]+$/.test(reason)) {
    return wrongArgument('toHaveVerdict', 'a registered reason code or one that starts with "x_"', reason);
  }
  const actual =
    verdict.failure_class === null ? verdict.status : `${verdict.status}/${verdict.failure_class}`;
  const expected = reason === undefined ? status : `${status}/${reason}`;
  const pass = verdict.status === status && (reason === undefined || verdict.failure_class === reason);
  const args = reason === undefined ? [status] : [status, reason];
  const [first] = verdict.issues;
  return result(
    { name: 'toHaveVerdict', args, pass },
    () => [
      ['expected', pass ? `any verdict but ${expected}` : expected],
      ['received', actual],
      ...(verdict.failure_reason === null ? [] : [['reason', verdict.failure_reason] as const]),
      ...(first === undefined
        ? []
        : issueLines(first).filter(([label]) => label === 'rule' || label === 'at')),
    ],
    { actual, expected },
  );
}
