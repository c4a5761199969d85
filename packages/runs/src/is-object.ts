import type { Json } from '@agent-replay/contracts';

/** True for an object of JSON: neither null nor a list. */
export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
