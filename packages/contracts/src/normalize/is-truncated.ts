import type { Json } from '../json.ts';

/**
 * True where `normalize` has left something out of a value, or could not read it: of such a one two copies may be equal,
 * and what they stand for not.
 */
export function isTruncated(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isTruncated);
  return isMark(value) || Object.values(value).some(isTruncated);
}

/** True for what stands in place of what was left out. */
export function isMark(value: Json): boolean {
  return typeof value === 'object' && value !== null && ('$truncated' in value || '$unreadable' in value);
}
