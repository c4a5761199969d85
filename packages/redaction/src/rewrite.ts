import { applyEdits, type Edit } from './edit.ts';
import { PLACEHOLDER, type PlaceholderFor } from './placeholder.ts';
import type { ValueFinder } from './find-values.ts';

/**
 * Rewrites a text; where that would keep a registered value or a part of one, the value goes first.
 *
 * @param isRead true where `by` looks for registered values in what it leaves as it is
 */
export type Rewrite = (text: string, by: (text: string) => string, isRead?: boolean) => string;

export function createRewrite(values: ValueFinder, placeholder: PlaceholderFor): Rewrite {
  return (text, by, isRead = false) => {
    const after = by(text);
    if (values.isEmpty) return after;
    if (after === text) {
      const left = isRead || text.length < values.least ? [] : values.find(text);
      return left.length === 0 ? after : by(applyEdits(text, left, placeholder));
    }
    const known = values.find(text).filter(({ isKnown }) => isKnown === true);
    return keepsPart(after, text, known) ? by(applyEdits(text, known, placeholder)) : after;
  };
}

/** So many characters of a value in a row are a part of it. */
const PART = 3;

/** True when what was made of a text holds a part of one of the values that stand in it; it may, too, where another one is like it. */
export function keepsPart(after: string, text: string, values: readonly Edit[]): boolean {
  if (values.length === 0) return false;
  const parts = new Set<string>();
  for (const { start, end } of values)
    for (let at = start; at + PART <= end; at += 1) parts.add(text.slice(at, at + PART));
  return after.split(PLACEHOLDER).some((kept) => {
    for (let at = 0; at + PART <= kept.length; at += 1) if (parts.has(kept.slice(at, at + PART))) return true;
    return false;
  });
}

/** False when nothing is left, in what was made of a text, of what some edits would have taken out. */
export function mayKeep(after: string, text: string, edits: readonly Edit[]): boolean {
  // in escapes a part is not told
  if (after.includes('%') || edits.some(({ start, end }) => end - start < PART)) return true;
  return keepsPart(after, text, edits);
}
