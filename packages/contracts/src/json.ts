import { createHash, hash } from 'node:crypto';
import { isProxy } from 'node:util/types';
import canonicalize from 'canonicalize';
import { z } from 'zod';

/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Zod schema of any value that JSON can hold. */
// Not `z.json()`: its recursive union took most of the time of reading a fixture, and its errors name every branch.
export const Json: z.ZodType<Json> = z.custom<Json>((value) => isJson(value), 'a JSON value');

/**
 * Serialises a JSON value by RFC 8785 (JSON Canonicalization Scheme): same value, same text,
 * whatever the order of its keys.
 *
 * @throws {Error} for NaN, infinities, bigint and lone surrogates, which RFC 8785 excludes.
 */
export function canonicalJson(value: Json): string {
  const text = isInOrder(value) ? JSON.stringify(value) : canonicalize(value);
  if (text === undefined) throw new TypeError('undefined has no JSON form');
  return text;
}

/** Deeper values are the library's, which needs no stack for them. */
const MOST_LEVELS = 100;

/** True for a value that `JSON.stringify` writes as RFC 8785 asks for, in a fraction of the time: its keys stand sorted. */
function isInOrder(value: unknown, level = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || level === MOST_LEVELS || 'toJSON' in value) return false;
  if (Array.isArray(value)) return value.every((item) => isInOrder(item, level + 1));
  if (!isPlain(value)) return false;
  let last = '';
  for (const [key, member] of Object.entries(value)) {
    if (key < last || !key.isWellFormed() || !isInOrder(member, level + 1)) return false;
    last = key;
  }
  return true;
}

/** SHA-256 of a string (as UTF-8) or of bytes, in 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 over the RFC 8785 form of a JSON value, in 64 lower-case hex digits. */
export function jsonSha256(value: Json): string {
  try {
    return sha256(canonicalJson(value));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // More than a text can hold.
    const whole = createHash('sha256');
    for (const piece of canonicalPieces(value)) whole.update(piece);
    return whole.digest('hex');
  }
}

/** The same text as `canonicalJson` gives, of one value without members each. */
function* canonicalPieces(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield canonicalJson(value);
    return;
  }
  const isList = Array.isArray(value);
  const members: [string, Json][] = isList
    ? value.map((item) => ['', item])
    : Object.keys(value)
        .toSorted()
        .map((key) => [`${canonicalJson(key)}:`, value[key] as Json]);
  let before = isList ? '[' : '{';
  for (const [name, member] of members) {
    yield `${before}${name}`;
    yield* canonicalPieces(member);
    before = ',';
  }
  yield `${members.length === 0 ? before : ''}${isList ? ']' : '}'}`;
}

const MAX_DEPTH = 1000;

/** True for what `JSON.parse` can give, down to 1,000 levels: a value that holds itself is none, nor a proxy, which may have no end. */
export function isJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (depth === MAX_DEPTH || isProxy(value)) return false;
  if (Array.isArray(value)) return isJsonList(value, depth + 1);
  if (!isPlain(value)) return false;
  return Object.keys(value).every((key) => isJson((value as Record<string, unknown>)[key], depth + 1));
}

function isJsonList(list: readonly unknown[], depth: number): boolean {
  // Not `every`, which passes over the holes of a list.
  for (let index = 0; index < list.length; index += 1) if (!isJson(list[index], depth)) return false;
  return true;
}

/** How much of a value may be copied: levels, and values and characters of text in all. */
interface Limits {
  depth: number;
  values: number;
  text: number;
}

/**
 * A copy of what JSON can hold as it stands; undefined for any other value, for one that is larger than the
 * limits, and for one in which something looks like a tag of `normalize`.
 */
export function copyJson(value: unknown, limits: Limits): Json | undefined {
  return copyOf(value, { ...limits });
}

function copyOf(value: unknown, left: Limits): Json | undefined {
  left.values -= 1;
  if (left.values < 0) return undefined;
  if (typeof value === 'string') {
    left.text -= value.length;
    return left.text >= 0 && value.isWellFormed() ? value : undefined;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || left.depth <= 0 || isProxy(value)) return undefined;
  left.depth -= 1;
  const copy = Array.isArray(value) ? copyList(value, left) : copyObject(value, left);
  left.depth += 1;
  return copy;
}

function copyList(list: readonly unknown[], left: Limits): Json[] | undefined {
  const copy: Json[] = [];
  // Not `every`, which passes over the holes of a list.
  for (let index = 0; index < list.length; index += 1) {
    const item = copyOf(list[index], left);
    if (item === undefined) return undefined;
    copy.push(item);
  }
  return copy;
}

function copyObject(value: object, left: Limits): { [key: string]: Json } | undefined {
  if (!isPlain(value)) return undefined;
  const copy: { [key: string]: Json } = {};
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0]?.startsWith('$') === true) return undefined;
  for (const key of keys) {
    const member = copyOf((value as Record<string, unknown>)[key], left);
    if (member === undefined || key === '__proto__' || !key.isWellFormed()) return undefined;
    copy[key] = member;
  }
  return copy;
}

// By the shape of the prototype, not its identity: Jest's sandbox has an `Object` of its own.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
