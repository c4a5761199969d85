const MAX_EDITS = 2000;

/**
 * Lines removed and added between two texts, at the least: Myers' algorithm (doi:10.1007/BF01840446).
 * Beyond 2,000 edits the whole differing middle counts as replaced.
 */
export function countLineChanges(before: string, after: string): { added: number; removed: number } {
  let [a, b] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  a = a.slice(head, a.length - tail);
  b = b.slice(head, b.length - tail);
  const edits = editDistance(a, b);
  if (edits === null) return { added: b.length, removed: a.length };
  const removed = (edits + a.length - b.length) / 2;
  return { added: edits - removed, removed };
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Insertions and deletions that turn one list into the other; null beyond the limit. */
function editDistance(a: readonly string[], b: readonly string[]): number | null {
  const max = Math.min(a.length + b.length, MAX_EDITS);
  const furthest = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= max; edits += 1) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const [down, right] = [furthest.get(diagonal + 1) ?? -1, furthest.get(diagonal - 1) ?? -1];
      let x = diagonal === -edits || (diagonal !== edits && right < down) ? down : right + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return edits;
    }
  }
  return null;
}
