import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { toPointer } from '../pointer.ts';
import { show } from '../text.ts';
import { boundsOf, crossed, fits, namedValues, numberOf, PAIRS, typesOf } from './schema-bounds.ts';
import { isRules, listOf, type Rules, subschemas } from './schema-parts.ts';

/** Why no value meets a schema, or a part of it whatever the value is; and where, as a JSON Pointer into the schema. */
export interface NeverMet {
  path: string;
  text: string;
}

interface Found {
  at: Json;
  /** The keys from there. */
  keys?: readonly string[];
  text: string;
}

/**
 * What in a schema nothing meets: bounds that cross, wherever they stand, and what keeps the whole from being met by any
 * value. Not all such schemas are known, only those in which rules for one value plainly exclude each other.
 *
 * @param targetsOf what a part refers to
 */
export function neverMet(schema: JsonSchema, targetsOf: (part: Rules) => Json[]): NeverMet | null {
  const found = crossedWithin(schema) ?? createSearch(targetsOf)(schema);
  if (found === null) return null;
  const path = pathTo(schema, found.at) ?? [];
  return { path: toPointer([...path, ...(found.keys ?? [])]), text: found.text };
}

/** Bounds of one part that cross are a slip of the pen also where a value need not have that part. */
function crossedWithin(schema: JsonSchema): Found | null {
  const seen = new Set<Json>();
  const open: Json[] = [schema];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (!isRules(at) || seen.has(at)) continue;
    seen.add(at);
    for (const pair of PAIRS) {
      const text = crossed([at], pair);
      if (text !== null) return { at, keys: [pair[0]], text };
    }
    open.push(...subschemas(at));
  }
  return null;
}

/** More parts are not looked at: what a schema of so many says is left to the validator. */
const MOST_PARTS = 100_000;

function createSearch(targetsOf: (part: Rules) => Json[]): (schema: Json) => Found | null {
  const known = new Map<Json, Found | null>();
  let left = MOST_PARTS;

  /** The rules that are held against the same value, whatever it is; where one of them is met by nothing, that. */
  const conjunction = (schema: Json): Rules[] | Found => {
    const parts = new Set<Rules>();
    const open: Json[] = [schema];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === false) return { at: schema, text: '"false" takes no value' };
      if (!isRules(at) || parts.has(at)) continue;
      left -= 1;
      parts.add(at);
      if (isAny(at['not'])) return { at, keys: ['not'], text: 'every value is excluded' };
      open.push(...targetsOf(at), ...listOf(at, 'allOf'));
    }
    return [...parts];
  };

  const search = (schema: Json): Found | null => {
    const told = known.get(schema);
    if (told !== undefined) return told;
    known.set(schema, null); // What leads back to itself is taken for one that can be met.
    const found = left < 0 ? null : whyNot(schema);
    known.set(schema, found);
    return found;
  };

  const whyNot = (schema: Json): Found | null => {
    const rules = conjunction(schema);
    if (!Array.isArray(rules)) return rules;
    for (const each of rules)
      for (const key of ['anyOf', 'oneOf']) {
        const ways = listOf(each, key).map((way, index) => below(each, [key, `${index}`], search(way)));
        if (ways.length > 0 && !ways.includes(null)) return ways[0] as Found;
      }
    const types = typesOf(rules);
    if (types.length === 0) return { at: schema, keys: ['type'], text: 'no type of value is allowed' };
    const ways = types.map((type) => whyNoneOf(type, schema, rules, search));
    if (!ways.includes(null)) return ways[0] as Found;
    const values = namedValues(rules);
    if (values === null || values.some((value) => fits(value, types, rules))) return null;
    const key = rules.some((each) => Object.hasOwn(each, 'const')) ? 'const' : 'enum';
    const at = rules.find((each) => Object.hasOwn(each, key)) as Rules;
    return { at, keys: [key], text: `no value of "${key}" meets what is asked beside it` };
  };
  return search;
}

function whyNoneOf(
  type: string,
  at: Json,
  rules: readonly Rules[],
  search: (schema: Json) => Found | null,
): Found | null {
  for (const pair of boundsOf(type)) {
    const text = crossed(rules, pair);
    if (text !== null) return { at, text };
  }
  if (type === 'integer') return noInteger(at, rules);
  if (type === 'array') return noList(at, rules, search);
  return type === 'object' ? noObject(at, rules, search) : null;
}

function noInteger(at: Json, rules: readonly Rules[]): Found | null {
  const bound = (key: string, otherwise: number): number[] =>
    rules.map((each) => numberOf(each, key, otherwise));
  const least = Math.max(
    ...bound('minimum', -Infinity).map(Math.ceil),
    ...bound('exclusiveMinimum', -Infinity).map((each) => Math.floor(each) + 1),
  );
  const most = Math.min(
    ...bound('maximum', Infinity).map(Math.floor),
    ...bound('exclusiveMaximum', Infinity).map((each) => Math.ceil(each) - 1),
  );
  return least <= most ? null : { at, text: 'no integer is within its bounds' };
}

function noList(at: Json, rules: readonly Rules[], search: (schema: Json) => Found | null): Found | null {
  const most = Math.min(...rules.map((each) => numberOf(each, 'maxItems', Infinity)));
  const least = Math.max(...rules.map((each) => numberOf(each, 'minItems', 0)));
  for (const each of rules) {
    const { contains, items } = each;
    const wanted = contains === undefined ? 0 : numberOf(each, 'minContains', 1);
    if (wanted > numberOf(each, 'maxContains', Infinity))
      return { at: each, keys: ['maxContains'], text: 'without "minContains" at least one is asked for' };
    if (wanted > most)
      return { at: each, keys: ['contains'], text: `a list of at most ${most} holds no ${wanted}` };
    const none = wanted > 0 ? below(each, ['contains'], search(contains as Json)) : null;
    if (none !== null) return none;
    const places = Array.isArray(items) ? items : listOf(each, 'prefixItems');
    const key = Array.isArray(items) ? 'items' : 'prefixItems';
    for (const [index, place] of places.slice(0, least).entries()) {
      const never = below(each, [key, `${index}`], search(place));
      if (never !== null) return never;
    }
    const rest = Array.isArray(items) ? each['additionalItems'] : items;
    if (rest !== undefined && least > places.length && search(rest) !== null)
      return { at: each, text: `at least ${least} items are asked for, and ${places.length} are taken` };
  }
  return null;
}

function noObject(at: Json, rules: readonly Rules[], search: (schema: Json) => Found | null): Found | null {
  const wanted = new Set(rules.flatMap((each) => listOf(each, 'required')));
  const most = Math.min(...rules.map((each) => numberOf(each, 'maxProperties', Infinity)));
  if (wanted.size > most)
    return { at, text: `${wanted.size} members are required, and at most ${most} taken` };
  for (const each of rules) {
    const members = isRules(each['properties']) ? each['properties'] : {};
    const isRestNone =
      each['additionalProperties'] !== undefined &&
      each['patternProperties'] === undefined &&
      search(each['additionalProperties']) !== null;
    for (const name of wanted) {
      if (typeof name !== 'string') continue;
      if (!Object.hasOwn(members, name)) {
        if (isRestNone)
          return {
            at: each,
            keys: ['additionalProperties'],
            text: `it excludes ${show(name)}, which is required`,
          };
        continue;
      }
      const never = below(each, ['properties', name], search(members[name] as Json));
      if (never !== null) return never;
    }
  }
  return null;
}

/** `false` is everywhere the same: it is found by what holds it. */
function below(at: Rules, keys: readonly string[], found: Found | null): Found | null {
  return found === null || typeof found.at === 'object' ? found : { ...found, at, keys };
}

function isAny(schema: Json | undefined): boolean {
  return schema === true || (isRules(schema) && Object.keys(schema).length === 0);
}

/** The keys that lead to a part of a schema. */
function pathTo(schema: Json, part: Json): string[] | null {
  const open: { at: Json; path: string[] }[] = [{ at: schema, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, path } = next;
    if (at === part) return path;
    if (typeof at !== 'object' || at === null) continue;
    for (const [key, member] of Object.entries(at)) open.push({ at: member, path: [...path, key] });
  }
  return null;
}
