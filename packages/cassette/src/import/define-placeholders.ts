import { isRecord } from './is-record.ts';

/**
 * Puts what placeholders stand for in their place, in every text of a recording: VCR's `filter_sensitive_data` writes
 * `<API_BASE>` for the value, and puts the value back when it plays.
 */
export function definePlaceholders(value: unknown, define: Readonly<Record<string, string>>): unknown {
  const pairs = Object.entries(define);
  if (pairs.length === 0) return value;
  const put = (text: string): string =>
    pairs.reduce((whole, [name, by]) => whole.replaceAll(name, () => by), text);
  const walk = (each: unknown): unknown => {
    if (typeof each === 'string') return put(each);
    if (Array.isArray(each)) return each.map(walk);
    if (!isRecord(each) || each instanceof Uint8Array) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}

/** A placeholder within a text, as VCR's users write them; undefined without one. */
export function placeholderIn(text: string): string | undefined {
  return /<[A-Z][A-Z\d_]*>/.exec(text)?.[0];
}
