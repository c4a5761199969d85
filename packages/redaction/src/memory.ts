/** Remembers what was found in texts, up to a number of characters; what was not asked for lately goes first. */
export interface Memory<T> {
  get(text: string): T | undefined;
  set(text: string, found: T): void;
}

/** @param most characters of all remembered texts together, twice that for a moment */
export function createMemory<T>(most: number): Memory<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let size = 0;
  const put = (text: string, found: T): void => {
    if (size + text.length > most) {
      old = young;
      young = new Map();
      size = 0;
    }
    young.set(text, found);
    size += text.length + ENTRY;
  };
  return {
    get(text) {
      const found = young.get(text);
      if (found !== undefined) return found;
      const before = old.get(text);
      if (before !== undefined) put(text, before);
      return before;
    },
    set: (text, found) => put(detached(text), found),
  };
}

/** What an entry costs beside its text. */
const ENTRY = 64;

/** A part of a longer string keeps all of it in memory; what was joined and cut again keeps its own characters only. */
export const detached = (text: string): string => (text.length < SLICED ? text : `${text}\0`.slice(0, -1));
/** V8 copies the shorter ones. */
const SLICED = 13;

/**
 * Looks at a name once: its expressions take long, and names come again. Names that are longer than people and
 * programs give them are looked at each time, so that what is remembered stays small.
 */
export function remembered<T>(look: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    if (name.length > LONGEST) return look(name);
    if (known.has(name)) return seen as T;
    const own = detached(name);
    const found = look(own);
    if (known.size >= MOST) known.clear();
    known.set(own, found);
    return found;
  };
}

const LONGEST = 120;
const MOST = 20_000;
