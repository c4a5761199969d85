import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import { isMark, isTruncated } from './is-truncated.ts';

/** Whether two values are the same: undefined where they are as far as both were kept, and `normalize` has left something out of one. */
export function isSameValue(one: Json, other: Json): boolean | undefined {
  if (isDeepStrictEqual(one, other)) return isTruncated(one) ? undefined : true;
  if (!isTruncated(one) && !isTruncated(other)) return false;
  return agree(one, other) ? undefined : false;
}

/** True when what was kept of two values does not tell them apart. */
function agree(one: Json, other: Json): boolean {
  if (isMark(one) || isMark(other)) return true;
  if (!isNested(one) || !isNested(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return covers(one, other) && covers(other, one) && sharedAgree(one, other);
}

/** True when what one has no member for was left out of it. */
function covers(one: Nested, other: Nested): boolean {
  return Object.keys(other).every((key) => Object.hasOwn(one, key)) || isCutShort(one);
}

function sharedAgree(one: Nested, other: Nested): boolean {
  const counterparts = other as Record<string, Json>;
  return Object.entries(one).every(
    ([key, member]) => !Object.hasOwn(other, key) || agree(member, counterparts[key] as Json),
  );
}

/** Once there is no room left, what would come next is not in it either. */
function isCutShort(value: Nested): boolean {
  const last = Object.values(value).at(-1);
  return last !== undefined && isTruncated(last);
}

type Nested = Json[] | { [key: string]: Json };

function isNested(value: Json): value is Nested {
  return typeof value === 'object' && value !== null;
}
