import { applyEdits } from '../edit.ts';
import { type PlaceholderFor, withoutDigests } from '../placeholder.ts';
import type { Reader } from './rule.ts';

/** Redacts what is left of a text once more; what is the same but for the digests of its placeholders is known. */
export function lookAgain(text: string, reader: Reader, placeholder: PlaceholderFor): string {
  const found = reader.edits(withoutDigests(text));
  if (found.length === 0) return text;
  return found.every((edit) => edit.text === undefined)
    ? applyEdits(text, found, placeholder)
    : reader.inner(text);
}
