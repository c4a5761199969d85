/**
 * So much is kept of what is not needed to run again: of an event's data, an output, a state. To look through more for
 * secrets would keep the agent for seconds. An output and a state given to the close are judged whole, events as kept.
 */
export const MOST_KEPT = { maxText: 4 * 1024 * 1024, maxValues: 100_000 };
