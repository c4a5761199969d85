/**
 * So much is kept of what is not needed to run again: of an event's data, an output, a state. To look through more for
 * secrets would keep the agent for seconds. An output and a state given to the close are judged whole, events as kept.
 */
export const MOST_KEPT = { maxText: 4 * 1024 * 1024, maxValues: 100_000 };

/** So many characters of what is needed to run again are kept, of a call or of a task; of more, none. */
const MOST_REPLAYED = 64 * 1024 * 1024;
/** And so many different names: each is looked at by itself, and a million keep the agent for ten seconds. */
const MOST_NAMES = 200_000;

/** True for JSON that takes more than that. */
export function isTooLarge(value: unknown): boolean {
  return sizeOf(value) > MOST_REPLAYED;
}

/** The same for its text, in which a sign may take six. */
export function isTooLong(value: unknown): boolean {
  const size = sizeOf(value);
  if (size <= MOST_REPLAYED / MOST_TIMES) return false;
  return size > MOST_REPLAYED || JSON.stringify(value).length > MOST_REPLAYED;
}

/** Characters, as a rule; infinite for what has more of them, or more names, than are kept. */
function sizeOf(value: unknown): number {
  let size = VALUE;
  let names = 0;
  const open = [value];
  while (open.length > 0) {
    const given = open.pop();
    if (typeof given === 'string') size += given.length;
    if (typeof given !== 'object' || given === null) continue;
    if (!Array.isArray(given)) {
      const keys = Object.keys(given);
      if (keys.length > MOST_NAMES) return Infinity;
      names += keys.length;
      for (const key of keys) size += key.length;
    }
    const members: readonly unknown[] = Array.isArray(given) ? given : Object.values(given);
    size += VALUE * members.length;
    // A sparse list may claim any length, and what holds itself has no end.
    if (size > MOST_REPLAYED) return Infinity;
    for (const member of members) open.push(member);
  }
  return names > MOST_NAMES && hasTooManyNames(value) ? Infinity : size;
}

/** Of JSON that comes to an end. */
function hasTooManyNames(value: unknown): boolean {
  const names = new Set<string>();
  const open = [value];
  while (names.size <= MOST_NAMES && open.length > 0) {
    const given = open.pop();
    if (typeof given !== 'object' || given === null) continue;
    if (!Array.isArray(given)) for (const key of Object.keys(given)) names.add(key);
    for (const member of Object.values(given)) open.push(member);
  }
  return names.size > MOST_NAMES;
}

/** What a value takes beside its text, as a rule. */
const VALUE = 4;
/** A sign of control is written as six, a number of 25 counts as four. */
const MOST_TIMES = 8;
