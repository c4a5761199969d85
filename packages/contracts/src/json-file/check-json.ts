import type { z } from 'zod';
import type { Issue } from '../issue.ts';
import { toPointer } from '../pointer.ts';
import { show } from '../text.ts';

type ZodIssue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Holds a value against a zod schema, as issues that each name a pointer, what was expected and what
 * was received. Of a union the branch that the value comes nearest to is explained, not the union.
 */
export function checkJson(value: unknown, schema: z.ZodType): Issue[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, [], value));
}

function describe(issue: ZodIssue, above: Path, root: unknown): Issue[] {
  const path = [...above, ...issue.path];
  const received = valueAt(root, path);
  const at = (code: string, expected: string, message?: string): Issue[] => [
    {
      code,
      path: toPointer(path),
      expected,
      received: show(received),
      ...(message === undefined ? {} : { message }),
    },
  ];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], root));
  if (received === undefined) return at('missing_key', expectedOf(issue));
  switch (issue.code) {
    case 'invalid_union':
      return describeUnion(issue, path, root);
    case 'invalid_type':
      return at('wrong_type', expectedOf(issue));
    case 'invalid_key':
      return at('wrong_value', 'another key', issue.issues[0]?.message);
    case 'custom':
      return at('wrong_value', issue.message);
    default:
      return at('wrong_value', expectedOf(issue));
  }
}

function unknownKey(path: Path, root: unknown): Issue {
  const expected = `no key ${show(String(path.at(-1)))}`;
  return { code: 'unknown_key', path: toPointer(path), expected, received: show(valueAt(root, path)) };
}

type UnionIssue = Extract<ZodIssue, { code: 'invalid_union' }>;

function describeUnion(issue: UnionIssue, path: Path, root: unknown): Issue[] {
  const branches = branchesOf(issue, []);
  const distances = branches.map((branch) => distance(branch, path, root));
  const least = Math.min(...distances);
  const nearest = branches.filter((_, index) => distances[index] === least);
  if (nearest.length === 1 && least < NOT_ALIKE)
    return (nearest[0] as Branch).flatMap((each) => describe(each, path, root));
  const places = new Set(nearest.flat().map((each) => toPointer(each.path)));
  const [place = ''] = places;
  // Every alternative trips over one and the same place: that is what is wrong.
  const isOnePlace = places.size === 1 && place !== '' && least < NOT_ALIKE;
  const at = isOnePlace ? [...path, ...(nearest[0]?.[0]?.path ?? [])] : path;
  const texts = isOnePlace
    ? nearest.flat().map(expectedOf)
    : nearest.map((branch) => summary(branch, path, root));
  const expected = [...new Set(texts)].join(' or ');
  const code = least < NOT_ALIKE || issue.discriminator !== undefined ? 'wrong_value' : 'wrong_type';
  return [
    {
      code,
      path: toPointer(at),
      expected: expected === '' ? expectedOf(issue) : expected,
      received: show(valueAt(root, at)),
    },
  ];
}

type Branch = readonly ZodIssue[];

/** The alternatives of a union, those of unions within it among them; paths are relative to the outer one. */
function branchesOf(issue: UnionIssue, above: Path): Branch[] {
  return issue.errors.flatMap((branch): Branch[] => {
    const [only] = branch;
    const isNested =
      branch.length === 1 &&
      only?.code === 'invalid_union' &&
      only.path.length === 0 &&
      only.errors.length > 0;
    if (isNested) return branchesOf(only, above);
    return [branch.map((each): ZodIssue => Object.assign({}, each, { path: [...above, ...each.path] }))];
  });
}

const NOT_ALIKE = 1000;

/** How far a value is from a branch: by its tag, then by keys that lack or are too many; another type is out of reach. */
function distance(branch: Branch, path: Path, root: unknown): number {
  let total = 0;
  for (const issue of branch) {
    const isMissing = valueAt(root, [...path, ...issue.path]) === undefined;
    if (issue.path.length === 0 && issue.code === 'unrecognized_keys') total += 10 * issue.keys.length;
    else if (issue.path.length === 0) return NOT_ALIKE;
    else if (issue.path.length > 1) total += 1;
    else if (isTag(issue, isMissing)) total += 100;
    else total += isMissing ? 10 : 1;
  }
  return total;
}

/** True when a word by which alternatives are told apart is another one; one of many that lacks may be any. */
function isTag(issue: ZodIssue, isMissing: boolean): boolean {
  if (issue.code === 'invalid_format') return issue.format === 'template_literal';
  if (issue.code === 'invalid_value') return !isMissing || issue.values.length === 1;
  return issue.code === 'invalid_union' && issue.discriminator !== undefined;
}

/** A branch in a few words: the type or values it takes, or the keys it needs. */
function summary(branch: Branch, path: Path, root: unknown): string {
  const whole = branch.find((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys');
  if (whole !== undefined) return expectedOf(whole);
  const missing = branch.filter((issue) => valueAt(root, [...path, ...issue.path]) === undefined);
  const keys = [...new Set(missing.map((issue) => show(issue.path[0])))];
  if (keys.length > 0) return `an object with ${keys.join(', ')}`;
  return [...new Set(branch.map(fault))].join(' and ');
}

/** What a branch that lacks no key takes instead of what is there. */
function fault(issue: ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `an object without ${issue.keys.map(show).join(', ')}`;
  return `an object whose ${show(issue.path.join('.'))} is ${expectedOf(issue)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'an integer',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

function expectedOf(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => show(value)).join(' or ');
    case 'too_small':
      return limit('at least', 'more than', issue.minimum, issue);
    case 'too_big':
      return limit('at most', 'less than', issue.maximum, issue);
    case 'invalid_format':
      return formatOf(issue.format, issue.message, issue.pattern ?? '');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return unionOf(issue);
    default:
      return issue.message;
  }
}

function unionOf(issue: UnionIssue): string {
  const options = 'options' in issue ? (issue.options ?? []) : [];
  if (options.length > 0) return options.map((option) => show(option)).join(' or ');
  const parts = branchesOf(issue, []).map(([first]) => (first === undefined ? '' : expectedOf(first)));
  const names = [...new Set(parts)].filter((part) => part !== '');
  return names.length > 4 || names.length === 0 ? 'a value' : names.join(' or ');
}

function limit(
  atLeast: string,
  beyond: string,
  bound: number | bigint,
  issue: { origin: string; inclusive?: boolean },
): string {
  const units: Readonly<Record<string, string>> = {
    string: ' characters',
    array: ' items',
    record: ' keys',
    object: ' keys',
  };
  const of = units[issue.origin] ?? '';
  return `${issue.inclusive === false ? beyond : atLeast} ${bound}${bound === 1 ? of.replace(/s$/, '') : of}`;
}

function formatOf(format: string, message: string, pattern: string): string {
  if (format === 'datetime')
    return 'an RFC 3339 time in UTC with milliseconds, e.g. "2026-11-24T08:30:00.000Z"';
  if (format === 'uuid') return 'a UUIDv7';
  if (format === 'template_literal')
    return `text like "${pattern.slice(1, -1).replaceAll('[\\s\\S]{0,}', '…')}"`;
  return message.startsWith('expected ') ? message.slice('expected '.length) : `${format} text`;
}

function valueAt(root: unknown, path: Path): unknown {
  let at = root;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}
