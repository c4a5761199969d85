import type { Json } from '../json.ts';

/** True where `normalize` has left something out of a value: of such a one two copies may be equal, and what they stand for not. */
export function isTruncated(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isTruncated);
  return '$truncated' in value || Object.values(value).some(isTruncated);
}
