import { isDeepStrictEqual } from 'node:util';
import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import { isTruncated } from '../normalize/is-truncated.ts';
import { show } from '../text.ts';
import { patchOperations } from './patch-operations.ts';
import type { Rule } from './rule.ts';

type Transition = NonNullable<NonNullable<Contract['state']>['transitions']>[number];

/** The states that were passed through, and those left behind, must be the ones the contract names. */
export const checkState: Rule = ({ state }, evidence) => [
  ...(state?.transitions ?? []).flatMap((transition, index) => {
    const problem = transitionProblem(transition.path, statesOf(evidence, transition.ref));
    return problem === null ? [] : [transitionIssue(transition, index, problem)];
  }),
  ...(state?.final ?? []).flatMap(({ ref, equals }, index): Issue[] => {
    const left = Object.hasOwn(evidence.state, ref) ? evidence.state[ref] : undefined;
    if (left !== undefined && isDeepStrictEqual(left, equals)) return [];
    const [expected, received] = [show(equals), show(left)];
    const message = `"${ref}" was left as ${received}, not ${expected}`;
    return [{ code: 'state_final', path: `/state/final/${index}/equals`, expected, received, message }];
  }),
  ...checkOperations(state?.max_operations, evidence),
];

/** Of each state its first value is held against its last: what was set and set back is no change. */
function checkOperations(max: number | undefined, { events }: Evidence): Issue[] {
  if (max === undefined) return [];
  const path = '/state/max_operations';
  const states = new Map<string, { from: Json; to: Json }>();
  for (const event of events) {
    if (event.kind !== 'state_change') continue;
    const { from } = states.get(event.ref) ?? event;
    states.set(event.ref, { from, to: event.to });
  }
  let operations = 0;
  for (const [ref, { from, to }] of states) {
    if (isTruncated(from) || isTruncated(to)) {
      const message = `how much "${ref}" changed is not known: too little of it was kept`;
      return [{ code: 'evidence_invalid', path, expected: 'states kept whole', received: ref, message }];
    }
    operations += patchOperations(from, to);
  }
  if (operations <= max) return [];
  return [
    {
      code: 'diff_bounds',
      path,
      expected: `at most ${max} operations`,
      received: `${operations} operations`,
      message: `states changed by ${operations} operations of a JSON Patch, at most ${max} are allowed`,
    },
  ];
}

/** The values that a ref had, in order; `null` in front when it was created. Undefined where a link is missing. */
export function statesOf(
  { events }: Pick<Evidence, 'events'>,
  ref: string,
): { states: Json[]; broken: number | null } {
  const states: Json[] = [];
  let broken: number | null = null;
  for (const event of events) {
    if (event.kind !== 'state_change' || event.ref !== ref) continue;
    if (event.from !== null) {
      if (states.length === 0) states.push(event.from);
      else if (!isDeepStrictEqual(states.at(-1), event.from)) broken ??= states.length;
    }
    if (states.length === 0 || !isDeepStrictEqual(states.at(-1), event.to)) states.push(event.to);
  }
  return { states, broken };
}

/**
 * Why the states do not follow the path, or null when they do. States that the path does not name
 * may stand between; going back, as a retry does, is allowed; leaving one out, starting late,
 * leaving the last one, and a change from a state that was not the current one (a double claim) are not.
 */
export function transitionProblem(
  path: readonly Json[],
  seen: { states: readonly Json[]; broken: number | null },
): string | null {
  const indexes = seen.states
    .map((state) => path.findIndex((each) => isDeepStrictEqual(each, state)))
    .filter((index) => index >= 0);
  const last = path.length - 1;
  if (indexes.length === 0) return 'no such state was seen';
  let at = -1;
  for (const index of indexes) {
    if (at === last && index !== last) return `${show(path[last])} was left again`;
    if (index > at + 1) return `${show(path[at + 1])} was left out`;
    at = index;
  }
  if (at !== last) return `${show(path[last])} was not reached`;
  return seen.broken === null ? null : 'a change started from a state that was not the current one';
}

function transitionIssue({ ref, path }: Transition, index: number, problem: string): Issue {
  return {
    code: 'state_transition',
    path: `/state/transitions/${index}/path`,
    expected: path.map((state) => show(state)).join(' → '),
    received: problem,
    message: `"${ref}": ${problem}`,
  };
}
