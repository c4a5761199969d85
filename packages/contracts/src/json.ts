import { hash } from 'node:crypto';
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
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('undefined has no JSON form');
  return text;
}

/** SHA-256 of a string (as UTF-8) or of bytes, in 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 over the RFC 8785 form of a JSON value, in 64 lower-case hex digits. */
export function jsonSha256(value: Json): string {
  return sha256(canonicalJson(value));
}

const MAX_DEPTH = 1000;

/** True for what `JSON.parse` can give, down to 1,000 levels: a value that holds itself is none. */
export function isJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (depth === MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (!isPlain(value)) return false;
  return Object.keys(value).every((key) => isJson((value as Record<string, unknown>)[key], depth + 1));
}

/**
 * A copy of a value that JSON can hold, down to 1,000 levels, which no later change to the original reaches;
 * undefined for any other value.
 */
export function copyJson(value: unknown, depth = 0): Json | undefined {
  if (typeof value !== 'object' || value === null) return isJson(value) ? (value as Json) : undefined;
  if (depth === MAX_DEPTH) return undefined;
  return Array.isArray(value) ? copyList(value, depth + 1) : copyObject(value, depth + 1);
}

function copyList(list: readonly unknown[], depth: number): Json[] | undefined {
  const copy: Json[] = [];
  // Not `every`, which passes over the holes of a list.
  for (let index = 0; index < list.length; index += 1) {
    const item = copyJson(list[index], depth);
    if (item === undefined) return undefined;
    copy.push(item);
  }
  return copy;
}

function copyObject(value: object, depth: number): { [key: string]: Json } | undefined {
  if (!isPlain(value)) return undefined;
  const copy: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) {
    const member = copyJson((value as Record<string, unknown>)[key], depth);
    if (member === undefined || key === '__proto__') return undefined;
    copy[key] = member;
  }
  return copy;
}

// By the shape of the prototype, not its identity: Jest's sandbox has an `Object` of its own.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
