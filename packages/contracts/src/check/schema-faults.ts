import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { editDistance } from '../known-keys.ts';
import { show } from '../text.ts';
import { neverMet } from './schema-never.ts';
import { isRules, type Rules, subschemas } from './schema-parts.ts';
import { createReferences } from './schema-references.ts';
import { workFault } from './schema-size.ts';
import { untold, untoldNumber } from './told-apart.ts';

interface Dialect {
  isDraft7: boolean;
  /** The formats that are checked. */
  formats: ReadonlySet<string>;
}

/** Why a schema cannot be used. */
export interface SchemaFault {
  /** JSON Pointer to the part that it is of; empty for the whole. */
  path: string;
  text: string;
}

/**
 * What a JSON Schema asks for that would not be held against anything, or that nothing meets; null where there is
 * nothing of the kind. Validators pass over what they do not know, and a rule that nobody reads must not make a run green.
 */
export function schemaFault(schema: JsonSchema, dialect: Dialect): SchemaFault | null {
  const targetsOf = createReferences(schema);
  const text = textOfFault(schema, dialect, targetsOf);
  return text === null ? neverMet(schema, targetsOf) : { path: '', text };
}

function textOfFault(
  schema: JsonSchema,
  dialect: Dialect,
  targetsOf: (part: Rules) => Json[],
): string | null {
  const named = isRules(schema) ? schema['$schema'] : undefined;
  if (typeof named === 'string' && !DRAFTS.test(named))
    return `the dialect ${show(named)} is not known: draft 2020-12 is, without "$schema", and "http://json-schema.org/draft-07/schema#"`;
  const seen = new Set<Json>();
  const open: Json[] = [schema];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (!isRules(at) || seen.has(at)) continue;
    seen.add(at);
    const fault = faultOf(at, dialect);
    if (fault !== null) return fault;
    open.push(...subschemas(at));
    // Of one that leads nowhere the compiler says so.
    const targets = targetsOf(at);
    if (!targets.every(isSchema))
      return `the reference ${show(at['$ref'] ?? at['$dynamicRef'])} leads to no schema`;
    open.push(...targets);
  }
  return workFault(seen, targetsOf);
}

/** Keywords that ask for something in both dialects, and each dialect's own. */
const BOTH = words(
  'type enum const format pattern allOf anyOf oneOf not if then else',
  'properties patternProperties additionalProperties propertyNames required minProperties maxProperties dependencies',
  'items contains minItems maxItems uniqueItems minLength maxLength',
  'multipleOf minimum maximum exclusiveMinimum exclusiveMaximum',
);
const ONLY_2020 = words(
  'prefixItems minContains maxContains unevaluatedItems unevaluatedProperties',
  'dependentRequired dependentSchemas $dynamicRef $dynamicAnchor $anchor',
);
const OF_2020 = [...BOTH, ...ONLY_2020];
/** What says of a schema what it is for, or where it is found. */
const NOTES = new Set(
  words(
    'title description default examples deprecated readOnly writeOnly contentEncoding contentMediaType',
    '$schema $id $ref $defs $comment definitions',
  ),
);
const OTHER_DIALECT = new Set(['$recursiveRef', '$recursiveAnchor', 'divisibleBy', 'disallow', 'extends']);
/** Those of 2020-12 that assert nothing by themselves, and of extensions of ajv. */
const NOT_JUDGED = new Set(
  words(
    'contentSchema formatMinimum formatMaximum formatExclusiveMinimum formatExclusiveMaximum uniqueItemProperties',
    'patternRequired prohibited allRequired anyRequired oneRequired deepRequired deepProperties exclusiveRange',
  ),
);
const DRAFTS =
  /^(?:https:\/\/json-schema\.org\/draft\/2020-12|http:\/\/json-schema\.org\/draft-07)\/schema#?$/;

const MEANINGLESS_ALONE: readonly (readonly [string, string])[] = [
  ['then', 'if'],
  ['else', 'if'],
  ['minContains', 'contains'],
  ['maxContains', 'contains'],
];

function faultOf(rules: Rules, { isDraft7, formats }: Dialect): string | null {
  const has = (key: string): boolean => Object.hasOwn(rules, key);
  const known = isDraft7 ? BOTH : OF_2020;
  const foreign = isDraft7 ? ONLY_2020 : ['additionalItems'];
  for (const key of Object.keys(rules)) {
    if (NOTES.has(key) || known.includes(key)) continue;
    if (foreign.includes(key)) return `${show(key)} ${isDraft7 ? NONE_OF_7 : NONE_OF_2020}`;
    if (OTHER_DIALECT.has(key)) return `${show(key)} is no keyword of draft ${isDraft7 ? '07' : '2020-12'}`;
    if (NOT_JUDGED.has(key)) return `${show(key)} is not judged`;
    const meant = meantBy(key, known);
    if (meant !== undefined)
      return `${show(key)} is no keyword: write ${show(meant)}, or "x-${key}" for a note of your own`;
  }
  for (const key of ['const', 'enum']) {
    const found = has(key) ? untoldNumber(rules[key] as Json) : undefined;
    if (found !== undefined) return untold(found.number);
  }
  for (const [key, other] of MEANINGLESS_ALONE)
    if (has(key) && !has(other)) return `${show(key)} says nothing without ${show(other)}`;
  if (has('unevaluatedItems') && containsIn(rules))
    return '"unevaluatedItems" beside "contains" is not judged';
  if (isRules(rules['properties']) && Object.hasOwn(rules['properties'], '__proto__'))
    return 'a property "__proto__" is not judged';
  const { format } = rules;
  if (typeof format === 'string' && !formats.has(format) && !hasPattern(rules))
    return `the format ${show(format)} is not known: give a "pattern" beside it, which is judged`;
  return null;
}

const NONE_OF_7 = 'is no keyword of draft 07: leave out "$schema", and draft 2020-12 holds';
const NONE_OF_2020 =
  'is no keyword of draft 2020-12: with "$schema": "http://json-schema.org/draft-07/schema#" draft 07 holds';

/** The keyword that another spelling is of. Short ones differ by a letter from words that people note, such as `cost`. */
function meantBy(key: string, known: readonly string[]): string | undefined {
  const word = plain(key.slice(0, 64));
  return known.find((each) => {
    const own = SPELT.get(each) ?? plain(each);
    return own === word || (each.length > 5 && isNear(own, word));
  });
}

/** What differs by more letters in length needs no counting. */
function isNear(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) <= SLIPS && editDistance(one, other) <= SLIPS;
}

const SLIPS = 2;

function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[_-]/g, '').replace(/s$/, '');
}

/** A format that only its maker knows comes with the pattern that it stands for, as zod writes it. */
function hasPattern({ pattern, allOf }: Rules): boolean {
  const parts = Array.isArray(allOf) ? allOf : [];
  return typeof pattern === 'string' || parts.some((each) => isRules(each) && Object.hasOwn(each, 'pattern'));
}

function containsIn(rules: Rules): boolean {
  return /"contains":/.test(JSON.stringify(rules));
}

function isSchema(value: Json): boolean {
  return typeof value === 'boolean' || isRules(value);
}

/** Keywords as they are compared with others. */
const SPELT: ReadonlyMap<string, string> = new Map(OF_2020.map((each) => [each, plain(each)]));
