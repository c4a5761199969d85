import { types } from 'node:util';

/** A property of any value, as far as it can be read: undefined where there is none, or a getter or a proxy throws. */
export function readSafely(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** True for an array that is none of a proxy's: of one that was revoked nobody can even ask whether it is an array. */
export function isPlainList(value: unknown): value is unknown[] {
  return !types.isProxy(value) && Array.isArray(value);
}
