const MOST = 3;

/**
 * The names that somebody may have meant, the nearest first; none where none is near.
 *
 * @example
 * nearest('freze', ['freeze', 'prove']); // ['freeze']
 */
export function nearest(given: string, known: readonly string[]): string[] {
  const most = Math.max(2, Math.floor(given.length / 4));
  return [...new Set(known)]
    .map((name) => ({ name, edits: editsBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= most && edits < name.length)
    .toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Letters to add, to take away or to replace: the distance of Levenshtein, a row at a time. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const replaced = (row[to - 1] as number) + (a[at - 1] === b[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] as number) + 1, (next[to - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
