import type { z } from 'zod';
import { isJson, Json } from '../json.ts';

type Accepts = (value: unknown) => boolean;

interface Node {
  def: {
    type: string;
    format?: string;
    pattern?: RegExp;
    checks?: unknown[];
    shape?: Record<string, z.ZodType>;
    catchall?: z.ZodType;
    element?: z.ZodType;
    items?: z.ZodType[];
    rest?: unknown;
    options?: z.ZodType[];
    discriminator?: string;
    innerType?: z.ZodType;
    keyType?: z.ZodType;
    valueType?: z.ZodType;
    values?: unknown[];
    entries?: Record<string, unknown>;
  };
}

const compiled = new WeakMap<z.ZodType, Accepts>();

/**
 * Whether what `JSON.parse` gave is certain to be what a schema describes, as it stands. Valid files are
 * the rule, and to see that one is takes a tenth of the time in which zod tells what is wrong with one:
 * false says only that zod has to be asked.
 */
export function accepts(schema: z.ZodType, value: unknown): boolean {
  return compile(schema)(value);
}

/** The same of a value that may be anything: one that is no JSON as it stands is zod's to judge. */
export function acceptsAny(schema: z.ZodType, value: unknown): boolean {
  return isJson(value) && accepts(schema, value);
}

function compile(schema: z.ZodType): Accepts {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  // A schema may hold itself.
  let accept: Accepts | undefined;
  compiled.set(schema, (value) => (accept ??= make(schema))(value));
  accept = make(schema);
  compiled.set(schema, accept);
  return accept;
}

function make(schema: z.ZodType): Accepts {
  // `JSON.parse` gives nothing else.
  if (Object.is(schema, Json)) return () => true;
  const def = defOf(schema) as Node['def'];
  const lengths = lengthsOf(def.checks ?? []);
  const isPlain = lengths?.isAny === true;
  switch (def.type) {
    case 'object':
      return isPlain ? objectOf(def) : never;
    case 'array': {
      const item = compile(def.element as z.ZodType);
      if (lengths === null) return never;
      return (value) =>
        Array.isArray(value) && lengths.fit(value.length) && value.every((each) => item(each));
    }
    case 'record': {
      const member = compile(def.valueType as z.ZodType);
      if (!isPlain || typeOf(def.keyType) !== 'string') return never;
      return (value) => isObject(value) && Object.values(value).every((each) => member(each));
    }
    case 'tuple': {
      const items = (def.items ?? []).map(compile);
      if (!isPlain || def.rest != null) return never;
      return (value) =>
        Array.isArray(value) &&
        value.length === items.length &&
        items.every((accept, index) => accept(value[index]));
    }
    case 'union':
      return isPlain ? unionOf(def) : never;
    case 'optional':
      // A key that is there has a value: JSON has no `undefined`.
      return typeOf(def.innerType) === 'default' ? never : compile(def.innerType as z.ZodType);
    case 'default':
      // `objectOf` asks for the key.
      return compile(def.innerType as z.ZodType);
    case 'nullable': {
      const inner = compile(def.innerType as z.ZodType);
      return (value) => value === null || inner(value);
    }
    case 'literal':
      return (value) => (def.values ?? []).includes(value);
    case 'enum': {
      const values = new Set(Object.values(def.entries ?? {}));
      return (value) => values.has(value);
    }
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'number': {
      const fits = rangeOf(def);
      return fits ?? ((value) => schema.safeParse(value).success);
    }
    case 'string':
      // Other checks and formats of single values are zod's own.
      return textOf(def) ?? ((value) => typeof value !== 'object' && schema.safeParse(value).success);
    case 'template_literal': {
      const { pattern } = (schema as unknown as { _zod: { pattern: RegExp } })._zod;
      return isPlain && isStateless(pattern)
        ? (value) => typeof value === 'string' && pattern.test(value)
        : never;
    }
    default:
      return never;
  }
}

/** One of several; where a member tells which one, only that one is asked. */
function unionOf({ options = [], discriminator }: Node['def']): Accepts {
  const accepted = options.map(compile);
  const byKind = new Map<unknown, Accepts>();
  if (discriminator !== undefined)
    options.forEach((option, index) => {
      const kind = defOf(defOf(option)?.shape?.[discriminator]);
      if (kind?.type !== 'literal') return;
      for (const value of kind.values ?? []) byKind.set(value, accepted[index] as Accepts);
    });
  if (discriminator === undefined || byKind.size < options.length)
    return (value) => accepted.some((accept) => accept(value));
  return (value) => isObject(value) && byKind.get(value[discriminator])?.(value) === true;
}

function defOf(schema: z.ZodType | undefined): Node['def'] | undefined {
  return (schema as unknown as { _zod?: Node } | undefined)?._zod?.def;
}

/** True for a pattern that tells the same each time that it is asked. */
function isStateless({ flags }: RegExp): boolean {
  return !/[gy]/.test(flags);
}

function typeOf(schema: z.ZodType | undefined): string | undefined {
  return defOf(schema)?.type;
}

const never: Accepts = () => false;

/** The lengths that the checks of a text or a list ask for; null when they ask for something else. */
function lengthsOf(checks: readonly unknown[]): { fit(length: number): boolean; isAny: boolean } | null {
  let [least, most] = [0, Infinity];
  for (const each of checks) {
    const { check, minimum = 0, maximum = Infinity } = (each as { _zod: { def: Lengths } })._zod.def;
    if (check !== 'min_length' && check !== 'max_length') return null;
    least = Math.max(least, minimum);
    most = Math.min(most, maximum);
  }
  return { fit: (length) => length >= least && length <= most, isAny: least === 0 && most === Infinity };
}

interface Lengths {
  check: string;
  minimum?: number;
  maximum?: number;
}

/** Formats that are their pattern and nothing else. */
const PATTERNS = new Set(['datetime', 'regex', 'uuid']);

/** A test for a text of some length and pattern; null when more is asked of it. */
function textOf(def: Node['def']): Accepts | null {
  let [least, most] = [0, Infinity];
  const patterns: RegExp[] = [];
  const checks = (def.checks ?? []).map((each) => (each as { _zod: { def: TextCheck } })._zod.def);
  for (const { check, minimum, maximum, format = '', pattern } of [
    ...checks,
    ...(def.format === undefined ? [] : [{ ...def, check: 'string_format' } as TextCheck]),
  ]) {
    if (check === 'min_length' && minimum !== undefined) least = Math.max(least, minimum);
    else if (check === 'max_length' && maximum !== undefined) most = Math.min(most, maximum);
    else if (
      check === 'string_format' &&
      PATTERNS.has(format) &&
      pattern !== undefined &&
      isStateless(pattern)
    )
      patterns.push(pattern);
    else return null;
  }
  const fits = (value: unknown): value is string =>
    typeof value === 'string' && value.length >= least && value.length <= most;
  if (patterns.length === 0) return fits;
  return (value) => fits(value) && patterns.every((pattern) => pattern.test(value));
}

interface TextCheck {
  check: string;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: RegExp;
}

/** A test for a number or an integer within bounds; null when more is asked of it. */
function rangeOf({ format, checks = [] }: Node['def']): Accepts | null {
  if (format !== undefined && format !== 'safeint') return null;
  let [least, most] = [-Infinity, Infinity];
  for (const each of checks) {
    const { check, value, inclusive } = (each as { _zod: { def: Bound } })._zod.def;
    // Above 0 is at least the smallest number there is.
    if (check === 'greater_than' && (inclusive || value === 0))
      least = Math.max(least, inclusive ? value : Number.MIN_VALUE);
    else if (check === 'less_than' && inclusive) most = Math.min(most, value);
    else return null;
  }
  const isKind = format === 'safeint' ? Number.isSafeInteger : Number.isFinite;
  return (given) => isKind(given) && (given as number) >= least && (given as number) <= most;
}

interface Bound {
  check: string;
  value: number;
  inclusive: boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Certain to pass when its key is missing. To ask zod's `isOptional` parses something, and takes longer than all the rest. */
function mayBeAbsent(schema: z.ZodType): boolean {
  const { type, checks = [], innerType } = defOf(schema) as Node['def'];
  return type === 'optional' && checks.length === 0 && optInOf(innerType) !== 'optional';
}

function optInOf(schema: z.ZodType | undefined): string | undefined {
  return (schema as unknown as { _zod?: { optin?: string } } | undefined)?._zod?.optin;
}

function objectOf({ shape = {}, catchall }: Node['def']): Accepts {
  const isStrict = typeOf(catchall) === 'never';
  if (!isStrict) return never;
  const members = new Map(
    Object.entries(shape).map(([key, member]) => {
      const isRequired = !mayBeAbsent(member);
      return [key, { accept: compile(member), isRequired }];
    }),
  );
  const required = [...members.values()].filter(({ isRequired }) => isRequired).length;
  return (value) => {
    if (!isObject(value)) return false;
    let missing = required;
    for (const key of Object.keys(value)) {
      const member = members.get(key);
      if (member === undefined || !member.accept(value[key])) return false;
      if (member.isRequired) missing -= 1;
    }
    return missing === 0;
  };
}
