/** Remembers an answer for a short time, so that many who ask do not each read the disk. */
export function remember<T>(
  ask: () => Promise<T>,
  ms: number,
  now: () => number = Date.now,
): () => Promise<T> {
  let known: { until: number; answer: Promise<T> } | null = null;
  return () => {
    const time = now();
    if (known === null || time >= known.until || time < known.until - ms) {
      const answer = ask();
      known = { until: time + ms, answer };
      answer.catch(() => (known = null));
    }
    return known.answer;
  };
}
