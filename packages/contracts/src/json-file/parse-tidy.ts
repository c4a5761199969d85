import type { Json } from '../json.ts';

/** What `JSON.stringify` would not write, or what it writes of values that are refused. */
const UNUSUAL = /\\u|__proto__/;

/**
 * The value of a JSON text that is laid out as programs do it, and that `scanJson` has nothing to say
 * about: known by writing the value again, in a fraction of the time that a scan takes. A key that
 * repeats, or a number that is not kept, would be written otherwise. Undefined for any other text.
 */
export function parseTidy(text: string, maxDepth: number): Json | undefined {
  if (UNUSUAL.test(text) || !text.isWellFormed()) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return withoutLayout(text) === withoutLayout(JSON.stringify(value)) && !isDeeper(value, maxDepth)
    ? value
    : undefined;
}

/** No string of JSON holds a line end, and `":` ends one wherever it stands outside of an escape. */
function withoutLayout(text: string): string {
  return text.replace(/\n */g, '').replaceAll('": ', '":');
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof member === 'object' && isDeeper(member, levels - 1)) return true;
  }
  return false;
}
