import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import { isTruncated } from '../normalize/is-truncated.ts';
import { isSameValue } from '../normalize/same-value.ts';
import { show } from '../text.ts';
import { patchOperations } from './patch-operations.ts';
import type { Rule } from './rule.ts';
import { untold, untoldNumber } from './told-apart.ts';

type Transition = NonNullable<NonNullable<Contract['state']>['transitions']>[number];
type Final = NonNullable<NonNullable<Contract['state']>['final']>[number];

/** The states that were passed through, and those left behind, must be the ones the contract names. */
export const checkState: Rule = ({ state }, evidence) => {
  if (state === undefined) return [];
  const { transitions = [], final: finals = [], max_operations: max } = state;
  return [
    ...untoldStates(state),
    ...transitions.flatMap((transition, index) => {
      const problem = transitionProblem(transition.path, statesOf(evidence, transition.ref));
      return problem === null ? [] : [transitionIssue(transition, index, problem)];
    }),
    ...finals.flatMap((final, index) => finalIssue(final, index, evidence)),
    ...checkOperations(max, evidence),
  ];
};

/** States that another one may be taken for. */
export function untoldStates({
  transitions = [],
  final: finals = [],
}: NonNullable<Contract['state']>): Issue[] {
  return [
    ...transitions.flatMap(({ path }, index) => untoldIssue(path, `/state/transitions/${index}/path`)),
    ...finals.flatMap(({ equals }, index) => untoldIssue(equals, `/state/final/${index}/equals`)),
  ];
}

function untoldIssue(asked: Json, at: string): Issue[] {
  const found = untoldNumber(asked);
  if (found === undefined) return [];
  const { number, path } = found;
  return [
    {
      code: 'contract_invalid',
      path: `${at}${path}`,
      expected: `numbers of at most ${Number.MAX_SAFE_INTEGER}`,
      received: String(number),
      message: untold(number),
    },
  ];
}

interface States {
  /** In order, the first one from before the first change. */
  states: Json[];
  /** A change started from a state that was not the current one; undefined where too little was kept to tell. */
  isBroken: boolean | undefined;
}

/** The values that a ref had. */
export function statesOf({ events }: Pick<Evidence, 'events'>, ref: string): States {
  const states: Json[] = [];
  const links: (boolean | undefined)[] = [];
  for (const event of events) {
    if (event.kind !== 'state_change' || event.ref !== ref) continue;
    const current = states.at(-1);
    if (event.from !== null) {
      if (current === undefined) states.push(event.from);
      else links.push(isSameValue(current, event.from));
    }
    const last = states.at(-1);
    if (last === undefined || isSameValue(last, event.to) !== true) states.push(event.to);
  }
  const isBroken = links.includes(false) ? true : links.includes(undefined) ? undefined : false;
  return { states, isBroken };
}

/** Why states do not follow a path; one that is unknown may be none. */
export interface TransitionProblem {
  text: string;
  isUnknown: boolean;
}

/**
 * Why the states do not follow the path, or null when they do. States that the path does not name
 * may stand between; going back, as a retry does, is allowed; leaving one out, starting late,
 * leaving the last one, and a change from a state that was not the current one (a double claim) are not.
 */
export function transitionProblem(path: readonly Json[], seen: States): TransitionProblem | null {
  const indexes = seen.states.map((state) => indexIn(path, state));
  if (indexes.includes(undefined)) return TOO_LITTLE;
  const text = orderProblem(path, indexes.filter((index) => index !== undefined && index >= 0) as number[]);
  if (text !== null) return { text, isUnknown: false };
  if (seen.isBroken === undefined) return TOO_LITTLE;
  return seen.isBroken
    ? { text: 'a change started from a state that was not the current one', isUnknown: false }
    : null;
}

const TOO_LITTLE: TransitionProblem = { text: 'too little of its states was kept to tell', isUnknown: true };

/** Where a state stands in a path; -1 for nowhere, undefined where too little of it was kept to tell. */
function indexIn(path: readonly Json[], state: Json): number | undefined {
  const same = path.map((each) => isSameValue(each, state));
  const index = same.indexOf(true);
  return index < 0 && same.includes(undefined) ? undefined : index;
}

function orderProblem(path: readonly Json[], indexes: readonly number[]): string | null {
  const last = path.length - 1;
  if (indexes.length === 0) return 'no such state was seen';
  let at = -1;
  for (const index of indexes) {
    if (at === last && index !== last) return `${show(path[last])} was left again`;
    if (index > at + 1) return `${show(path[at + 1])} was left out`;
    at = index;
  }
  return at === last ? null : `${show(path[last])} was not reached`;
}

function transitionIssue({ ref, path }: Transition, index: number, problem: TransitionProblem): Issue {
  return {
    code: problem.isUnknown ? 'evidence_invalid' : 'state_transition',
    path: `/state/transitions/${index}/path`,
    expected: path.map((state) => show(state)).join(' → '),
    received: problem.text,
    message: `"${ref}": ${problem.text}`,
  };
}

function finalIssue({ ref, equals }: Final, index: number, { state }: Evidence): Issue[] {
  const left = Object.hasOwn(state, ref) ? state[ref] : undefined;
  const isSame = left === undefined ? false : isSameValue(left, equals);
  if (isSame === true) return [];
  const [expected, received] = [show(equals), show(left)];
  const told =
    isSame === undefined
      ? {
          code: 'evidence_invalid',
          message: `whether "${ref}" was left as ${expected} is not known: too little of it was kept`,
        }
      : { code: 'state_final', message: `"${ref}" was left as ${received}, not ${expected}` };
  return [{ ...told, path: `/state/final/${index}/equals`, expected, received }];
}

/**
 * Of each state that changed, the value that it had is held against the one that was left: what was set and set back is
 * no change.
 */
function checkOperations(max: number | undefined, evidence: Evidence): Issue[] {
  if (max === undefined) return [];
  const path = '/state/max_operations';
  const counts = [...changedStates(evidence)].map(([ref, { from, to }]) => ({
    ref,
    isWhole: !isTruncated(from) && !isTruncated(to),
    operations: patchOperations(from, to),
  }));
  const operations = counts.reduce((sum, each) => sum + (each.isWhole ? each.operations : 0), 0);
  if (operations > max)
    return [
      {
        code: 'diff_bounds',
        path,
        expected: `at most ${max} operations`,
        received: `${operations} operations`,
        message: `states changed by ${operations} operations of a JSON Patch, at most ${max} are allowed`,
      },
    ];
  const cut = counts.find(({ isWhole }) => !isWhole);
  if (cut === undefined) return [];
  const message = `how much "${cut.ref}" changed is not known: too little of it was kept`;
  return [{ code: 'evidence_invalid', path, expected: 'states kept whole', received: cut.ref, message }];
}

/** What the refs that an event tells of were before the first change, and what they were left as. */
function changedStates({ events, state }: Evidence): Map<string, { from: Json; to: Json }> {
  const states = new Map<string, { from: Json; to: Json }>();
  for (const event of events) {
    if (event.kind !== 'state_change' || event.changed === false) continue;
    const { ref } = event;
    const { from } = states.get(ref) ?? event;
    states.set(ref, { from, to: Object.hasOwn(state, ref) ? (state[ref] as Json) : event.to });
  }
  return states;
}
