/**
 * The smallest list that still passes a test, as far as leaving out runs of neighbours finds it: delta
 * debugging (doi:10.1109/32.988498) by halves. A run of neighbours is tried at once, and its halves
 * only when it is needed, so that a list of which little is needed takes few tests. Passes are
 * repeated until one of them leaves nothing out, or `mayTest` says that it is enough.
 */
export async function minimize<T>(
  items: readonly T[],
  stillFails: (candidate: readonly T[]) => Promise<boolean>,
  mayTest: () => boolean = () => true,
): Promise<T[]> {
  let kept = new Set(items.keys());
  const without = (from: number, to: number): Set<number> =>
    new Set([...kept].filter((index) => index < from || index >= to));
  const pass = async (from: number, to: number): Promise<void> => {
    const rest = without(from, to);
    if (rest.size === kept.size || !mayTest()) return;
    if (await stillFails([...rest].map((index) => items[index] as T))) {
      kept = rest;
      return;
    }
    if (to - from === 1) return;
    const middle = Math.floor((from + to) / 2);
    await pass(from, middle);
    await pass(middle, to);
  };
  for (;;) {
    const before = kept.size;
    await pass(0, items.length);
    if (kept.size === before || kept.size <= 1 || !mayTest())
      return [...kept].map((index) => items[index] as T);
  }
}
