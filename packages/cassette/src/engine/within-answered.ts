/** What is known of the interactions of a tape, by their places. */
interface Places {
  ids: readonly string[];
  /** The places of interactions that were made within another, and its id. */
  within: ReadonlyMap<number, string>;
  isUsed: (place: number) => boolean;
}

/**
 * Returns a test: was an interaction made within a call that was answered from the tape, at whatever depth? The tool
 * did not run then, and what it did when it was recorded is not asked for.
 */
export function withinAnswered({ ids, within, isUsed }: Places): (place: number) => boolean {
  if (within.size === 0) return () => false;
  const places = new Map(ids.map((id, place) => [id, place]));
  const outerOf = (place: number): number | undefined => places.get(within.get(place) ?? '');
  return (place) => {
    // A file may say that calls are within each other.
    const seen = new Set([place]);
    for (let at = outerOf(place); at !== undefined && !seen.has(at); at = outerOf(at)) {
      if (isUsed(at)) return true;
      seen.add(at);
    }
    return false;
  };
}
