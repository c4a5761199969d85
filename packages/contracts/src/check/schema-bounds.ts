import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import type { Rules } from './schema-parts.ts';

/** A lower bound and an upper one. */
export type Pair = readonly [low: string, high: string];

/** What of a type is measured, and the keywords that bound it. */
const MEASURES: Readonly<Record<string, { of: (value: never) => number; bounds: readonly Pair[] }>> = {
  string: { of: (value: string) => Array.from(value).length, bounds: [['minLength', 'maxLength']] },
  array: { of: (value: Json[]) => value.length, bounds: [['minItems', 'maxItems']] },
  object: { of: (value: object) => Object.keys(value).length, bounds: [['minProperties', 'maxProperties']] },
  number: {
    of: (value: number) => value,
    bounds: [
      ['minimum', 'maximum'],
      ['minimum', 'exclusiveMaximum'],
      ['exclusiveMinimum', 'maximum'],
      ['exclusiveMinimum', 'exclusiveMaximum'],
    ],
  },
};
/** Pairs of keywords of which the first may not be over the second. */
export const PAIRS: readonly Pair[] = [
  ...Object.values(MEASURES).flatMap(({ bounds }) => bounds),
  ['minContains', 'maxContains'],
];

/** Why no number is within a pair of bounds that all of some rules give. */
export function crossed(rules: readonly Rules[], [low, high]: Pair): string | null {
  const least = Math.max(...rules.map((each) => numberOf(each, low, -Infinity)));
  const most = Math.min(...rules.map((each) => numberOf(each, high, Infinity)));
  if (isOpen(low) || isOpen(high) ? least < most : least <= most) return null;
  return `no value meets both "${low}": ${least} and "${high}": ${most}`;
}

function isOpen(bound: string): boolean {
  return bound.startsWith('exclusive');
}

export function numberOf(rules: Rules, key: string, otherwise: number): number {
  const value = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return typeof value === 'number' ? value : otherwise;
}

const ALL_TYPES = ['string', 'number', 'integer', 'array', 'object', 'boolean', 'null'];

/** The types that all rules allow; "number" stands for those that are no integers. The validator knows OpenAPI's `nullable`. */
export function typesOf(rules: readonly Rules[]): string[] {
  return rules.reduce<string[]>((types, rule) => {
    const allowed = Object.hasOwn(rule, 'type') ? [rule['type']].flat() : [];
    // What is no type is the compiler's to tell.
    if (!allowed.some((type) => ALL_TYPES.includes(type as string))) return types;
    if (rule['nullable'] === true) allowed.push('null');
    return types.filter(
      (type) => allowed.includes(type) || (type === 'integer' && allowed.includes('number')),
    );
  }, ALL_TYPES);
}

function measureOf(type: string): (typeof MEASURES)[string] | undefined {
  return MEASURES[type === 'integer' ? 'number' : type];
}

/** The bounds that a type of values has. */
export function boundsOf(type: string): readonly Pair[] {
  return measureOf(type)?.bounds ?? [];
}

/** The only values that there may be: those that all `const` and `enum` name; null where any may. */
export function namedValues(rules: readonly Rules[]): Json[] | null {
  const lists = rules.flatMap((each) => [
    ...(Object.hasOwn(each, 'const') ? [[each['const'] as Json]] : []),
    ...(Array.isArray(each['enum']) ? [each['enum']] : []),
  ]);
  if (lists.length === 0) return null;
  const [first = [], ...others] = lists;
  const comparisons = first.length * others.reduce((sum, list) => sum + list.length, 0);
  if (comparisons > MOST_COMPARISONS) return null;
  return first.filter((value) => others.every((list) => list.some((each) => isDeepStrictEqual(each, value))));
}

/** More values are not held against each other. */
const MOST_COMPARISONS = 100_000;

/** Whether a value is of a type and within the bounds that are allowed. */
export function fits(value: Json, types: readonly string[], rules: readonly Rules[]): boolean {
  const type = typeOf(value);
  if (!types.includes(type)) return false;
  const measure = measureOf(type);
  if (measure === undefined) return true;
  const [[low, high] = ['', '']] = measure.bounds;
  const measured = measure.of(value as never);
  const exactly = { [low]: measured, [high]: measured };
  return measure.bounds.every((pair) => crossed([...rules, exactly], pair) === null);
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
