import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import type { JsonSchema } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { canonicalJson, type Json } from '../json.ts';
import { isMark, isTruncated } from '../normalize/is-truncated.ts';
import { fromPointer } from '../pointer.ts';
import { show } from '../text.ts';
import { thrownMessage } from '../thrown-text.ts';
import { requireFrom } from '../require-from.ts';
import { ecmaPattern } from './ecma-pattern.ts';
import { isPlain, matchesPlain } from './matches-plain.ts';
import { isMultipleOf } from './multiple-of.ts';
import { addOwnFormats } from './own-formats.ts';
import { schemaFault } from './schema-faults.ts';
import { neverMet } from './schema-never.ts';
import { valuesFault } from './schema-size.ts';

interface Place {
  /** JSON Pointer to the schema within the contract. */
  path: string;
  /** What is checked, as people call it. */
  what: string;
}

type Compiled = ValidateFunction | { error: string; path?: string };

const MAX_CACHED = 500;
const MAX_ISSUES = 50;
const DRAFT_7 = /^http:\/\/json-schema\.org\/draft-07\/schema#?$/;

const MAX_USES = 200;

/** One for schemas with patterns, whose engine is to be loaded, and one for those without. */
const shared = new Map<boolean, { ajv: import('ajv').Ajv; uses: number }>();
const cache = new Map<string, Compiled>();
// `check` is synchronous and importing the package must stay cheap, which rules out both forms of import.
const load = requireFrom(import.meta.url);

/**
 * Holds a value against a JSON Schema, draft 2020-12 (or 07 when `$schema` says so), as
 * `schema_mismatch` issues. A schema that cannot be compiled, also for a reference to another
 * document, is a `contract_invalid` issue: nothing is fetched and nothing is thrown.
 */
export function checkJsonSchema(schema: JsonSchema, value: Json, place: Place): Issue[] {
  const fault = valuesFault(schema);
  if (fault !== null) return [invalid(place, fault)];
  if (matchesPlain(schema, value)) return [];
  const validate = compile(schema);
  if ('error' in validate) return [invalid(place, validate.error, validate.path)];
  try {
    if (validate(value)) return [];
  } catch (error) {
    return [invalid(place, reasonOf(error))];
  }
  return (validate.errors ?? []).slice(0, MAX_ISSUES).map((error) => mismatch(error, value, place));
}

/** What keeps a schema from being used, whatever is held against it, as a `contract_invalid` issue; none for one that can be. */
export function checkSchema(schema: JsonSchema, place: Place): Issue[] {
  const fault = valuesFault(schema);
  if (fault !== null) return [invalid(place, fault)];
  if (isPlain(schema) && neverMet(schema, () => []) === null) return [];
  const validate = compile(schema);
  if ('error' in validate) return [invalid(place, validate.error, validate.path)];
  try {
    validate(null);
    return [];
  } catch (error) {
    return [invalid(place, reasonOf(error))]; // It refers to itself for the same value without end.
  }
}

/**
 * The mismatches of a value of which too little was kept that hold whatever the rest is. Those are of parts
 * that were kept whole, by rules beside which no other would do.
 */
export function checkKeptPart(schema: JsonSchema, value: Json, place: Place): Issue[] {
  const validate = compile(schema);
  if ('error' in validate) return [invalid(place, validate.error, validate.path)];
  try {
    if (validate(value) || hasAlternatives(schema)) return [];
  } catch (error) {
    return [invalid(place, reasonOf(error))];
  }
  const certain = (validate.errors ?? []).filter(({ instancePath, keyword }) => {
    const part = valueAt(value, instancePath) as Json;
    return !isTruncated(part) || (keyword === 'type' && !isMark(part));
  });
  return certain.slice(0, MAX_ISSUES).map((error) => mismatch(error, value, place));
}

/** True for a schema in which a part may break one rule and the whole be as asked: another one holds, or the rule is for others. */
function hasAlternatives(schema: JsonSchema): boolean {
  return /"(?:anyOf|oneOf|not|if|contains|dependentSchemas|dependencies)":/.test(JSON.stringify(schema));
}

/** Compiles a schema, once per canonical text. */
function compile(schema: JsonSchema): Compiled {
  let key: string;
  try {
    key = canonicalJson(schema);
  } catch (error) {
    return { error: reasonOf(error) };
  }
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compileFresh(schema, key);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, compiled);
  return compiled;
}

function compileFresh(schema: JsonSchema, text: string): Compiled {
  if (typeof schema === 'object' && schema['$async'] !== undefined)
    return { error: '"$async" is not supported' };
  try {
    const ajv = ajvFor(schema, text);
    // A copy: ajv would remember the object itself, and not see that its owner changed it.
    const copy = JSON.parse(text) as JsonSchema;
    const fault = schemaFault(copy, { isDraft7: isDraft7(schema), formats: formatsOf(ajv) });
    return fault === null ? ajv.compile(copy) : { error: fault.text, path: fault.path };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

// Making an instance costs 20 ms, so that schemas share one. Not those with an `$id`, which two
// fixtures may use for different schemas, nor for ever, as an instance keeps what it has compiled.
function ajvFor(schema: JsonSchema, text: string): import('ajv').Ajv {
  if (/"(?:\$id|\$schema)":/.test(text)) return createAjv(hasPatterns(text), isDraft7(schema));
  const kind = hasPatterns(text);
  let one = shared.get(kind);
  if (one === undefined || one.uses >= MAX_USES)
    shared.set(kind, (one = { ajv: createAjv(kind, false), uses: 0 }));
  one.uses += 1;
  return one.ajv;
}

function isDraft7(schema: JsonSchema): boolean {
  return (
    typeof schema === 'object' && typeof schema['$schema'] === 'string' && DRAFT_7.test(schema['$schema'])
  );
}

function formatsOf({ formats }: import('ajv').Ajv): ReadonlySet<string> {
  return new Set(Object.keys(formats));
}

function hasPatterns(text: string): boolean {
  return /"(?:pattern|patternProperties)":/.test(text);
}

function createAjv(withPatterns: boolean, ofDraft7: boolean): import('ajv').Ajv {
  const { default: Ajv } = load(ofDraft7 ? 'ajv' : 'ajv/dist/2020') as typeof import('ajv');
  const { default: addFormats } = load('ajv-formats') as typeof import('ajv-formats');
  // What every object inherits, like `constructor`, is no member of a value.
  const options: Options = {
    allErrors: true,
    strict: false,
    strictNumbers: true,
    logger: false,
    verbose: true,
    ownProperties: true,
  };
  if (withPatterns) options.code = { regExp: linearRegExp };
  const ajv = new Ajv(options);
  addFormats.default(ajv);
  addOwnFormats(ajv);
  ajv.removeKeyword('multipleOf').addKeyword(multipleOf);
  return ajv;
}

const multipleOf: import('ajv').FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  compile: (step: number) => (value: number) => isMultipleOf(value, step),
  error: { message: ({ schemaCode }) => `must be multiple of ${String(schemaCode)}` },
};

/** What the engine has not. */
const NOT_LINEAR = /\(\?<?[=!]|\\[1-9]/;

/** A user's pattern on an engine that takes linear time; it has no lookaround and no back references. */
const linearRegExp = Object.assign(
  (pattern: string): { test: (text: string) => boolean; toString: () => string } => {
    const { RE2JS } = load('re2js') as typeof import('re2js');
    try {
      const compiled = RE2JS.compile(RE2JS.translateRegExp(ecmaPattern(pattern)));
      return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
    } catch (error) {
      const why = NOT_LINEAR.test(pattern)
        ? 'it has a lookaround or a back reference, which may take for ever: write it without'
        : reasonOf(error);
      throw new SyntaxError(`the pattern ${show(pattern)} cannot be used: ${why}`, { cause: error });
    }
  },
  { code: 'linearRegExp' },
);

function mismatch(error: ErrorObject, value: Json, place: Place): Issue {
  const at = error.instancePath === '' ? '' : ` at ${error.instancePath}`;
  const expected = error.message ?? `to satisfy "${error.keyword}"`;
  const extra = extraKey(error);
  return {
    code: 'schema_mismatch',
    path: `${place.path}${rulePointer(error.schemaPath)}`,
    expected: `${expected}${extra}`,
    received: show(valueAt(value, error.instancePath)),
    message: `${place.what}${at} ${expected}${extra}`,
  };
}

function extraKey({ params }: ErrorObject): string {
  const key: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (typeof key === 'string') return `: "${key}"`;
  const allowed: unknown = params['allowedValues'] ?? params['allowedValue'];
  return allowed === undefined ? '' : `: ${show(allowed)}`;
}

/** `#/properties/a%20b/type` as a JSON Pointer; a schema under a `$ref` keeps its own place. */
function rulePointer(schemaPath: string): string {
  const fragment = schemaPath.slice(schemaPath.indexOf('#') + 1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function valueAt(value: Json, pointer: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of fromPointer(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, Json>)[key];
  }
  return at;
}

function invalid({ path, what }: Place, reason: string, at = ''): Issue {
  return {
    code: 'contract_invalid',
    path: `${path}${at}`,
    expected:
      at === '' ? 'a JSON Schema (draft 2020-12) that stands alone' : 'a JSON Schema that something meets',
    received: reason,
    message: `the schema for ${what} cannot be used: ${reason}`,
  };
}

function reasonOf(error: unknown): string {
  return thrownMessage(error);
}
