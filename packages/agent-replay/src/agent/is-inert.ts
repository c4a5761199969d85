import { types } from 'node:util';

// Held from the start: an agent may put others in their place.
const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { isArray } = Array;
const { isProxy } = types;
const PLAIN: object = Object.prototype;
const LIST: object = Array.prototype;

/** To look at more takes longer than what is saved by it. */
const MOST = 64;

/** True for a value that is certain to run no code when it is read: data all the way down, and little of it. */
export function isInert(value: unknown): boolean {
  return countInert(value, MOST) >= 0;
}

/** How many more values may be looked at; negative where one is not inert, or where they were too many. */
function countInert(value: unknown, most: number): number {
  if (typeof value === 'function') return -1;
  if (typeof value !== 'object' || value === null) return most - 1;
  if (isProxy(value)) return -1;
  const prototype = getPrototypeOf(value);
  if (isArray(value) ? prototype !== LIST : prototype !== PLAIN && prototype !== null) return -1;
  const keys = ownKeys(value);
  let left = most - 1;
  if (keys.length > left) return -1;
  for (let at = 0; at < keys.length && left >= 0; at += 1) {
    const property = getOwnPropertyDescriptor(value, keys[at] as PropertyKey);
    if (property === undefined || property.get !== undefined || property.set !== undefined) return -1;
    left = countInert(property.value, left);
  }
  return left;
}
