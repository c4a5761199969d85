/**
 * So much is kept of what is not needed to run again: of an event's data, an output, a state. To look through more for
 * secrets would keep the agent for seconds. An output and a state given to the close are judged whole, events as kept.
 */
export const MOST_KEPT = { maxText: 4 * 1024 * 1024, maxValues: 100_000 };

/** So many characters of what is needed to run again are kept, of a call or of a task; of more, none. */
export const MOST_REPLAYED = 64 * 1024 * 1024;

/** True for JSON that takes more than that. */
export function isTooLarge(value: unknown): boolean {
  let left = MOST_REPLAYED;
  const visit = (given: unknown): boolean => {
    left -= typeof given === 'string' ? given.length : VALUE;
    return left < 0 || (typeof given === 'object' && given !== null && Object.values(given).some(visit));
  };
  return visit(value);
}

/** What a value that is no text takes, as a rule. */
const VALUE = 4;
