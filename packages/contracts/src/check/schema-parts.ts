import type { Json } from '../json.ts';

/** A JSON Schema that is no boolean. */
export type Rules = { [key: string]: Json };

const LISTS = ['allOf', 'anyOf', 'oneOf'];
const LISTS_OF_PARTS = ['prefixItems', 'items'];
const MAPS = ['dependentSchemas', 'dependencies'];
const MAPS_OF_PARTS = ['properties', 'patternProperties', '$defs', 'definitions'];
const SINGLE = ['not', 'if', 'then', 'else'];
const SINGLE_OF_PARTS = [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
];

/** The schemas right within one. */
export function subschemas(rules: Rules): Json[] {
  return [...schemasUnder(rules, SINGLE_OF_PARTS, LISTS_OF_PARTS, MAPS_OF_PARTS), ...sameValueSchemas(rules)];
}

/** Those of them that are held against the same value as it is. */
export function sameValueSchemas(rules: Rules): Json[] {
  return schemasUnder(rules, SINGLE, LISTS, MAPS);
}

function schemasUnder(
  rules: Rules,
  single: readonly string[],
  lists: readonly string[],
  maps: readonly string[],
): Json[] {
  const given = (keys: readonly string[]): Json[] =>
    keys.flatMap((key) => (Object.hasOwn(rules, key) ? [rules[key] as Json] : []));
  return [
    ...given(single),
    ...given(lists).flatMap((list) => (Array.isArray(list) ? list : [])),
    ...given(maps).flatMap((map) => (isRules(map) ? Object.values(map) : [])),
  ];
}

/** The schemas, or names, under a keyword that takes a list of them. */
export function listOf(rules: Rules, key: string): Json[] {
  const list = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return Array.isArray(list) ? list : [];
}

export function isRules(value: Json | undefined): value is Rules {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
