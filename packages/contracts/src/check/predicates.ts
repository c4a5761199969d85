import { AgentReplayError } from '../error.ts';
import type { Evidence } from '../evidence.ts';
import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import { isTruncated } from '../normalize/is-truncated.ts';
import { show, truncate } from '../text.ts';
import { thrownText } from '../thrown-text.ts';
import { cut } from './cut.ts';
import type { Rule } from './rule.ts';

/** A rule of your own over a run's evidence: synchronous, and the same for the same evidence. */
export interface Predicate {
  /** `x_` and a name; also the reason code when it does not hold. */
  id: `x_${string}`;
  /** What must hold, in a few words. */
  expected: string;
  /** True when it holds, else what was found instead; `options` are those of the contract's entry. */
  check: (evidence: Evidence, options: { readonly [key: string]: Json }) => true | string;
}

/**
 * Types a predicate and checks its id. A contract asks for it by that id: `predicates: ["x_…"]`, or
 * `{ "id": "x_…", "options": { … } }` with what this contract asks of it.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the id is not `x_` and small letters, digits or `_`.
 * @example
 * const totalsAgree = definePredicate({
 *   id: 'x_totals_agree',
 *   expected: 'the ledger total to be the sum of its rows',
 *   check: ({ state }) => state.total === state.sum || `total ${state.total}, sum ${state.sum}`,
 * });
 */
export function definePredicate(predicate: Predicate): Predicate {
  if (/^x_[a-z0-9_]+$/.test(predicate.id)) return Object.freeze({ ...predicate });
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to define the predicate ${show(predicate.id)}: its id must be "x_" and small letters, digits or "_".`,
    {
      lines: [['fix', 'rename it, e.g. "x_totals_agree"']],
    },
  );
}

/** The rule that every predicate the contract names is defined and holds. One that throws, or that evidence is too large for, proves nothing; nor does one where output or state were cut. */
export function predicateRule(predicates: readonly Predicate[]): Rule {
  return ({ predicates: wanted = [] }, evidence) => {
    // Each has its own: what one does to it is no part of what happened.
    let text: string | undefined;
    const isCut =
      wanted.length > 0 && [evidence.output ?? null, evidence.state].some((each) => isTruncated(each));
    const copy = (): Evidence => JSON.parse((text ??= JSON.stringify(evidence))) as Evidence;
    return wanted.flatMap((entry, index) => {
      const { id, options = {} } = typeof entry === 'string' ? { id: entry } : entry;
      const path = `/predicates/${index}`;
      const predicate = predicates.find((each) => each.id === id);
      if (predicate === undefined) {
        return [
          {
            code: 'predicate_unknown',
            path,
            expected: `a predicate ${id}`,
            received: 'none',
            message: `no predicate ${id} is defined`,
          },
        ];
      }
      return isCut ? [cut(path, `what ${id} looks at`)] : holds(predicate, path, copy, options);
    });
  };
}

function holds(
  { id, expected, check }: Predicate,
  path: string,
  copy: () => Evidence,
  options: { readonly [key: string]: Json },
): Issue[] {
  try {
    const found: unknown = check(copy(), options);
    if (found === true) return [];
    if (typeof found === 'string')
      return [{ code: id, path, expected, received: truncate(found, 500), message: truncate(found, 500) }];
    return [broken(id, path, `returned ${show(found)}, neither true nor a text`)];
  } catch (error) {
    return [broken(id, path, `threw ${thrownText(error)}`)];
  }
}

function broken(id: string, path: string, what: string): Issue {
  return {
    code: 'predicate_error',
    path,
    expected: 'true or a text',
    received: truncate(what, 500),
    message: truncate(`${id} ${what}`, 500),
  };
}
