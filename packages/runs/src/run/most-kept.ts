/**
 * So much is kept of what is not needed to run again: of an event's data, an output, a state. To look through more for
 * secrets would keep the agent for seconds. An output and a state given to the close are judged whole, events as kept.
 */
export const MOST_KEPT = { maxText: 4 * 1024 * 1024, maxValues: 100_000 };

/** So many characters of what is needed to run again are kept, of a call or of a task; of more, none. */
const MOST_REPLAYED = 64 * 1024 * 1024;

/** True for JSON that takes more than that, or than so much. */
export function isTooLarge(value: unknown, most: number = MOST_REPLAYED): boolean {
  let left = most - VALUE;
  const open = [value];
  while (left >= 0 && open.length > 0) {
    const given = open.pop();
    if (typeof given === 'string') left -= given.length;
    if (typeof given !== 'object' || given === null) continue;
    if (!Array.isArray(given)) for (const key of Object.keys(given)) left -= key.length;
    const members: readonly unknown[] = Array.isArray(given) ? given : Object.values(given);
    left -= VALUE * members.length;
    // A sparse list may claim any length, and what holds itself has no end.
    if (left >= 0) for (const member of members) open.push(member);
  }
  return left < 0;
}

/** The same for its text, in which a sign may take six. */
export function isTooLong(value: unknown): boolean {
  if (!isTooLarge(value, MOST_REPLAYED / MOST_TIMES)) return false;
  return isTooLarge(value) || JSON.stringify(value).length > MOST_REPLAYED;
}

/** What a value takes beside its text, as a rule. */
const VALUE = 4;
/** A sign of control is written as six, a number of 25 counts as four. */
const MOST_TIMES = 8;
