import type { Json } from '../json.ts';

/**
 * The value of a JSON text that is laid out as programs do it, and that `scanJson` has nothing to say
 * about: known by writing the value again, in a fraction of the time that a scan takes. A key that
 * repeats, or a number that is not kept, would be written otherwise. Undefined for any other text.
 */
export function parseTidy(text: string, maxDepth: number): Json | undefined {
  // What `JSON.stringify` would not write, or what it writes of values that are refused.
  if (text.includes('\\u') || text.includes('__proto__') || !text.isWellFormed()) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  // Depth first: to write what is nested too deeply would exhaust the stack.
  return !isDeeper(value, maxDepth) && isWrittenAs(text, value) ? value : undefined;
}

/** Whether a text is how a value is written: indented by two spaces, or laid out in lines some other way. */
function isWrittenAs(text: string, value: Json): boolean {
  const written = JSON.stringify(value, null, 2);
  // A slice is no copy and is compared as a whole, where `startsWith` goes character by character.
  if (text.length === written.length + 1 && text.endsWith('\n') && text.slice(0, -1) === written) return true;
  return withoutLayout(text) === withoutLayout(JSON.stringify(value));
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
