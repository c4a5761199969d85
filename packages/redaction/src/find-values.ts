import type { Edit } from './edit.ts';
import { valueEncodings, valueWritings } from './rules/value-writings.ts';

/** Finds registered values in a text, from its beginning on. */
export interface ValueFinder {
  isEmpty: boolean;
  /** No shorter text holds one. */
  least: number;
  find: (text: string) => Edit[];
  /** False where in no value the one character follows the other. */
  mayJoin: (before: number, behind: number) => boolean;
}

/**
 * Registered values in every escaping, found in one pass however many there are: most places are passed over
 * by what two characters further on tell (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994).
 */
export function findValues(values: readonly string[]): ValueFinder {
  const encodings = new Set(values.flatMap(valueEncodings));
  const all = [...new Set(values.flatMap(valueWritings))];
  const least = all.reduce((found, { length }) => Math.min(found, length), MOST_SHIFT);
  const shifts = shiftsOf(all, least);
  const buckets = Map.groupBy(
    all.toSorted((a, b) => b.length - a.length),
    (value) => headOf(value, 0),
  );
  let pairs: Uint8Array | undefined;
  return {
    isEmpty: all.length === 0,
    least,
    mayJoin: (before, behind) => (pairs ??= pairsOf(all))[pairOf(before, behind)] === 1,
    find(text) {
      const edits: Edit[] = [];
      for (let at = 0; at + least <= text.length;) {
        const shift = shifts[pairAt(text, at + least - 2)] as number;
        const found = shift > 0 ? undefined : valueAt(text, at, buckets.get(headOf(text, at)));
        if (found !== undefined)
          edits.push({ start: at, end: at + found.length, kind: 'value', isKnown: !encodings.has(found) });
        at += shift || (found?.length ?? 1);
      }
      return edits;
    },
  };
}

/** A function of its own: one made in the loop would hold a place for each character that is passed. */
function valueAt(text: string, at: number, values: readonly string[] = []): string | undefined {
  return values.find((value) => text.startsWith(value, at));
}

const MOST_SHIFT = 64;

/** How far the next place can be at which a value begins, by the last two of the first `least` characters from here. */
function shiftsOf(values: readonly string[], least: number): Uint8Array {
  const shifts = new Uint8Array(65_536).fill(least - 1);
  for (const value of values)
    for (let at = 0; at < least - 1; at += 1) {
      const pair = pairAt(value, at);
      shifts[pair] = Math.min(shifts[pair] as number, least - 2 - at);
    }
  return shifts;
}

/** Which characters follow one another in values. */
function pairsOf(values: readonly string[]): Uint8Array {
  const pairs = new Uint8Array(65_536);
  for (const value of values) for (let at = 0; at + 1 < value.length; at += 1) pairs[pairAt(value, at)] = 1;
  return pairs;
}

const pairAt = (text: string, at: number): number => pairOf(text.charCodeAt(at), text.charCodeAt(at + 1));
const pairOf = (one: number, next: number): number => ((one << 7) ^ next) & 0xffff;

/** Mixes four characters into 16 bits. */
function headOf(text: string, at: number): number {
  return (
    (text.charCodeAt(at) ^
      (text.charCodeAt(at + 1) << 3) ^
      (text.charCodeAt(at + 2) << 6) ^
      (text.charCodeAt(at + 3) << 9)) &
    0xffff
  );
}
