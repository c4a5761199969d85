import { compiled } from '../compiled.ts';
import { headsOf } from '../heads.ts';
import { anyOf } from './any-of.ts';

/**
 * Tests whether a name in `snake_case` ends in one of some parts, and a tail. At each of its words only the parts that
 * begin with the same character are tried, and compiled with the first word that does: as one expression hundreds of
 * them would be, at every place.
 */
export function endsIn(parts: readonly string[], tail: string): (normal: string) => boolean {
  let sorted: Map<number, string[]> | undefined;
  const patterns = new Map<number, RegExp>();
  const patternOf = (first: number): RegExp | undefined => {
    const known = patterns.get(first);
    const those = known === undefined ? (sorted ??= byFirst(parts)).get(first) : undefined;
    if (those === undefined) return known;
    const pattern = compiled(new RegExp(`${anyOf(...those)}${tail}$`, 'y'));
    patterns.set(first, pattern);
    return pattern;
  };
  return (normal) => {
    for (let at = 0; ;) {
      const pattern = patternOf(normal.charCodeAt(at));
      if (pattern !== undefined) {
        pattern.lastIndex = at;
        if (pattern.test(normal)) return true;
      }
      at = normal.indexOf('_', at) + 1;
      if (at === 0) return false;
    }
  };
}

/** Parts by the code of each character that they may begin with. */
function byFirst(parts: readonly string[]): Map<number, string[]> {
  const sorted = new Map<number, string[]>();
  for (const part of parts)
    for (const first of new Set(headsOf(part, 1).flatMap(([chars = '']) => Array.from(chars)))) {
      const code = first.charCodeAt(0);
      sorted.set(code, [...(sorted.get(code) ?? []), part]);
    }
  return sorted;
}
