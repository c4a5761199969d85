import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { untoldNumber } from './told-apart.ts';

/**
 * Whether a value is certain to match a JSON Schema of nothing but the keywords below. Most schemas of
 * outputs are such, each is used once in a run, and ajv takes longer to compile one than all the rest
 * of a check takes.
 *
 * @returns false when it does not match, or when that cannot be told here: then ajv says what is wrong
 */
export function matchesPlain(schema: JsonSchema, value: Json): boolean {
  return isPlain(schema) && matches(schema, value);
}

interface Keyword {
  /** True for a form that every validator takes. */
  isPlain: (given: Json) => boolean;
  matches: (given: never, value: Json, schema: { [key: string]: Json }) => boolean;
}

const isText = (given: Json): boolean => typeof given === 'string';
const isCount = (given: Json): boolean => Number.isInteger(given) && (given as number) >= 0;
const isToldApart = (given: Json): boolean => untoldNumber(given) === undefined;
// JSON has no other numbers.
const isNumber = (given: Json): given is number => Number.isFinite(given);

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  null: (value) => value === null,
  number: isNumber,
  object: isObject,
  string: (value) => typeof value === 'string',
};

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  title: { isPlain: isText, matches: () => true },
  description: { isPlain: isText, matches: () => true },
  type: {
    isPlain: (given) => (Array.isArray(given) ? isSet(given) && given.every(isType) : isType(given)),
    matches: (given: string | string[], value) =>
      [given].flat().some((type) => TYPES[type]?.(value) === true),
  },
  const: { isPlain: isToldApart, matches: (given, value) => isDeepStrictEqual(given, value) },
  enum: {
    isPlain: (given) => Array.isArray(given) && given.length > 0 && isToldApart(given),
    matches: (given: Json[], value) => given.some((each) => isDeepStrictEqual(each, value)),
  },
  required: {
    isPlain: (given) => Array.isArray(given) && (given.length === 0 || isSet(given)) && given.every(isText),
    matches: (given: string[], value) => !isObject(value) || given.every((key) => Object.hasOwn(value, key)),
  },
  properties: {
    // ajv takes what an object inherits for a property of it.
    isPlain: (given) =>
      isObject(given) && Object.entries(given).every(([key, member]) => !(key in {}) && isPlain(member)),
    matches: (given: { [key: string]: JsonSchema }, value) =>
      !isObject(value) ||
      Object.entries(given).every(
        ([key, member]) => !Object.hasOwn(value, key) || matches(member, value[key] as Json),
      ),
  },
  additionalProperties: {
    isPlain: (given) => typeof given === 'boolean',
    matches: (given: boolean, value, { properties = {} }) =>
      given ||
      !isObject(value) ||
      Object.keys(value).every((key) => Object.hasOwn(properties as object, key)),
  },
  items: {
    isPlain,
    matches: (given: JsonSchema, value) =>
      !Array.isArray(value) || value.every((item) => matches(given, item)),
  },
  minimum: { isPlain: isNumber, matches: (given: number, value) => !isNumber(value) || value >= given },
  maximum: { isPlain: isNumber, matches: (given: number, value) => !isNumber(value) || value <= given },
  minItems: {
    isPlain: isCount,
    matches: (given: number, value) => !Array.isArray(value) || value.length >= given,
  },
  maxItems: {
    isPlain: isCount,
    matches: (given: number, value) => !Array.isArray(value) || value.length <= given,
  },
};

/** True for a schema of nothing but the keywords below, each in a form that every validator takes. */
export function isPlain(schema: Json): boolean {
  if (typeof schema === 'boolean') return true;
  return (
    isObject(schema) &&
    Object.entries(schema).every(
      ([name, given]) => Object.hasOwn(KEYWORDS, name) && KEYWORDS[name]?.isPlain(given) === true,
    )
  );
}

function matches(schema: JsonSchema, value: Json): boolean {
  if (typeof schema === 'boolean') return schema;
  return Object.entries(schema).every(([name, given]) =>
    KEYWORDS[name]?.matches(given as never, value, schema),
  );
}

function isType(given: Json): boolean {
  return typeof given === 'string' && Object.hasOwn(TYPES, given);
}

function isSet(given: Json[]): boolean {
  return given.length > 0 && new Set(given).size === given.length;
}

function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
