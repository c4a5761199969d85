/**
 * Puts what placeholders stand for in their place in an address, up to its query: VCR's `filter_sensitive_data` writes
 * `<API_BASE>` for the value, and puts the value back when it plays. What else it hides stays hidden.
 */
export function definePlaceholders(url: string, define: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(define);
  const end = url.indexOf('?');
  let address = end < 0 ? url : url.slice(0, end);
  // A value may hold further placeholders.
  for (let round = 0; round < pairs.length; round += 1)
    for (const [name, value] of pairs) address = address.replaceAll(name, () => value);
  return end < 0 ? address : address + url.slice(end);
}

/** A placeholder within a text, as VCR's users write them; undefined without one. */
export function placeholderIn(text: string): string | undefined {
  return /(?<!<)<+[A-Z][A-Z\d_]*>+/.exec(text)?.[0];
}
