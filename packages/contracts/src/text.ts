/** Text of at most `max` UTF-16 units that ends in `…` when it was cut, never within a surrogate pair. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A value as people read it in a message: JSON in one line, at most `max` long. */
export function show(value: unknown, max = 120): string {
  if (value === undefined) return 'nothing';
  for (const replacer of [undefined, sparing()]) {
    try {
      return truncate(JSON.stringify(value, replacer) ?? typeof value, max);
    } catch {
      // Tried once more without what JSON has no word for; a getter or a proxy may throw again.
    }
  }
  return typeof value;
}

/** For `JSON.stringify`: the digits of a bigint, and a mark in place of what was met before. */
function sparing(): (key: string, value: unknown) => unknown {
  const met = new Set<unknown>();
  return (_, value) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (met.has(value)) return '[seen above]';
    met.add(value);
    return value;
  };
}
