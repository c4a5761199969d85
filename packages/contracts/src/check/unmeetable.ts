import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { isSameValue } from '../normalize/same-value.ts';
import { show } from '../text.ts';

/**
 * What a contract asks for that no run can leave, as `contract_invalid` issues: bounds that cross, states that exclude one
 * another. JSON Schemas within it are looked at as such.
 */
export function unmeetableParts(contract: Contract): Issue[] {
  const { artifacts, state, verify } = contract;
  return [
    ...(artifacts === undefined ? [] : crossedBounds(artifacts)),
    ...repeatedStates(state?.transitions ?? []),
    ...otherFinals(state?.final ?? []),
    ...(verify?.exit === undefined || (verify.exit >= 0 && verify.exit <= LARGEST_EXIT)
      ? []
      : [unmeetable('/verify/exit', `0 to ${LARGEST_EXIT}`, `${verify.exit}`, 'no process ends with it')]),
    ...forbiddenChange(contract),
  ];
}

/** Windows has codes of 32 bits; elsewhere they end at 255. */
const LARGEST_EXIT = 2 ** 32 - 1;

function crossedBounds(rule: NonNullable<Contract['artifacts']>): Issue[] {
  const { min = 1, max, min_bytes: minBytes, max_bytes: maxBytes } = rule;
  const issues: Issue[] = [];
  if (max !== undefined && min > max)
    issues.push(
      rule.min === undefined
        ? unmeetable('/artifacts/max', '"min": 0 beside it', `${max}`, 'without "min" at least one is wanted')
        : unmeetable(
            '/artifacts/min',
            `at most "max", ${max}`,
            `${min}`,
            'no number of artifacts meets both',
          ),
    );
  if (minBytes !== undefined && maxBytes !== undefined && minBytes > maxBytes)
    issues.push(
      unmeetable(
        '/artifacts/min_bytes',
        `at most "max_bytes", ${maxBytes}`,
        `${minBytes}`,
        'no size meets both',
      ),
    );
  return issues;
}

/** Going back is allowed, so that a state which comes twice is taken for its first place. */
function repeatedStates(transitions: NonNullable<NonNullable<Contract['state']>['transitions']>): Issue[] {
  return transitions.flatMap(({ path }, at) => {
    const again = path.findIndex((each, index) => path.slice(0, index).some((one) => isSame(one, each)));
    if (again < 0) return [];
    const pointer = `/state/transitions/${at}/path/${again}`;
    return [
      unmeetable(
        pointer,
        'each state once',
        show(path[again]),
        'a path that names a state twice is never met',
      ),
    ];
  });
}

function otherFinals(finals: NonNullable<NonNullable<Contract['state']>['final']>): Issue[] {
  return finals.flatMap(({ ref, equals }, at) => {
    const before = finals.slice(0, at).find((each) => each.ref === ref);
    if (before === undefined || isSame(before.equals, equals)) return [];
    const pointer = `/state/final/${at}/equals`;
    return [
      unmeetable(pointer, show(before.equals), show(equals), `${show(ref)} can be left as one of them`),
    ];
  });
}

/** Something must change, and all of what may is forbidden. */
function forbiddenChange({ diff, forbid }: Contract): Issue[] {
  if (diff === undefined || diff.max_files === 0) return [];
  const { paths = ['**'] } = diff;
  const mutations = forbid?.mutations ?? [];
  const isForbidden = (path: string): boolean => mutations.includes('**') || mutations.includes(path);
  if (!paths.every(isForbidden)) return [];
  const at = mutations.findIndex((each) => each === '**' || each === paths[0]);
  const why = 'something must change, and nothing that may change is allowed to';
  return [unmeetable(`/forbid/mutations/${at}`, `none of ${paths.join(', ')}`, show(mutations[at]), why)];
}

function isSame(one: Parameters<typeof isSameValue>[0], other: Parameters<typeof isSameValue>[1]): boolean {
  return isSameValue(one, other) === true;
}

function unmeetable(path: string, expected: string, received: string, why: string): Issue {
  return {
    code: 'contract_invalid',
    path,
    expected,
    received,
    message: `no run can meet ${path}: ${why}, received ${received}`,
  };
}
