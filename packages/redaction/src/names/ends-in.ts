import { compiled } from '../compiled.ts';
import { headsOf } from '../heads.ts';
import { anyOf } from './any-of.ts';

/**
 * Tests whether a name in `snake_case` ends in one of some parts, and a tail. At each of its words only the parts that
 * begin with the same character are tried: as one expression hundreds of them would be, at every place.
 */
export function endsIn(parts: readonly string[], tail: string): (normal: string) => boolean {
  let patterns: Map<number, RegExp> | undefined;
  return (normal) => {
    patterns ??= sorted(parts, tail);
    for (let at = 0; ;) {
      const pattern = patterns.get(normal.charCodeAt(at));
      if (pattern !== undefined) {
        pattern.lastIndex = at;
        if (pattern.test(normal)) return true;
      }
      at = normal.indexOf('_', at) + 1;
      if (at === 0) return false;
    }
  };
}

function sorted(parts: readonly string[], tail: string): Map<number, RegExp> {
  const byFirst = new Map<string, string[]>();
  for (const part of parts)
    for (const first of new Set(headsOf(part, 1).flatMap(([chars = '']) => Array.from(chars))))
      byFirst.set(first, [...(byFirst.get(first) ?? []), part]);
  return new Map(
    Array.from(byFirst, ([first, those]) => [
      first.charCodeAt(0),
      compiled(new RegExp(`${anyOf(...those)}${tail}$`, 'y')),
    ]),
  );
}
