/** Text of at most `max` UTF-16 units that ends in `…` when it was cut, never within a surrogate pair. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A value as people read it in a message: JSON in one line, at most `max` long. */
export function show(value: unknown, max = 120): string {
  if (value === undefined) return 'nothing';
  try {
    return truncate(JSON.stringify(value) ?? typeof value, max);
  } catch {
    return typeof value;
  }
}
