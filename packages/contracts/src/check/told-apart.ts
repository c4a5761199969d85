import type { Json } from '../json.ts';
import { toPointer } from '../pointer.ts';

/**
 * The first number within a value that cannot be told from its neighbours, with where it stands: beyond 2^53 two numbers
 * of a JSON text are one in JavaScript, so that what asks for one is met by another.
 */
export function untoldNumber(value: Json): { number: number; path: string } | undefined {
  const open: { each: Json; path: string }[] = [{ each: value, path: '' }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { each, path } = at;
    if (typeof each === 'number' && Math.abs(each) > Number.MAX_SAFE_INTEGER) return { number: each, path };
    if (typeof each !== 'object' || each === null) continue;
    for (const [key, member] of Object.entries(each))
      open.push({ each: member, path: `${path}${toPointer([key])}` });
  }
  return undefined;
}

/** Why a contract may not ask for a number that cannot be told from its neighbours. */
export function untold(number: number): string {
  return `the number ${number} cannot be told from its neighbours: compare as text`;
}
