import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';

/**
 * How many operations a JSON Patch (RFC 6902: `add`, `remove` and `replace`) needs to make one value of another. Lists
 * are compared without what they begin and end with alike: an item that is put in between is one operation.
 */
export function patchOperations(from: Json | undefined, to: Json | undefined): number {
  if (from === undefined || to === undefined) return from === to ? 0 : 1;
  if (isList(from) && isList(to)) return listOperations(from, to);
  if (isObject(from) && isObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    const own = (value: Record<string, Json>, key: string): Json | undefined =>
      Object.hasOwn(value, key) ? value[key] : undefined;
    return [...keys].reduce((sum, key) => sum + patchOperations(own(from, key), own(to, key)), 0);
  }
  return isDeepStrictEqual(from, to) ? 0 : 1;
}

function listOperations(from: readonly Json[], to: readonly Json[]): number {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && isDeepStrictEqual(from[start], to[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isDeepStrictEqual(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const within = shorter - start - end;
  let operations = Math.abs(from.length - to.length);
  for (let at = start; at < start + within; at += 1) operations += patchOperations(from[at], to[at]);
  return operations;
}

const isList = (value: Json): value is Json[] => Array.isArray(value);

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
