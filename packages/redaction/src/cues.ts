/** Words, one of which stands where a pattern matches. */
export interface Cue {
  readonly ids: readonly number[];
}

/** Where the words of all cues stand in a text. */
export interface Heard {
  has(cue: Cue): boolean;
  /** Where the words of a cue begin, in order. */
  starts(cue: Cue): readonly number[];
  /** The matches of a sticky pattern that begins with a word of the cue; those that `matchAll` finds. */
  matches(cue: Cue, pattern: RegExp): RegExpExecArray[];
}

const words: string[] = [];

/** Makes a cue of words in lower case, parted by `|`, for texts that are read later. They are found in any case. */
export function cue(those: string): Cue {
  automaton = undefined;
  const ids = those.split('|').map((word) => {
    const id = words.indexOf(word);
    return id < 0 ? words.push(word) - 1 : id;
  });
  return { ids };
}

/** Reads a text once (Aho and Corasick, "Efficient string matching", CACM 1975). */
export function hear(text: string): Heard {
  const { classes, width, next, found, shorter } = (automaton ??= build());
  const starts: (number[] | undefined)[] = [];
  for (let at = 0, state = 0; at < text.length; at += 1) {
    state = next[state * width + (classes[text.charCodeAt(at)] as number)] as number;
    for (let end = state; end > 0; end = shorter[end] as number) {
      const id = found[end] as number;
      if (id >= 0) (starts[id] ??= []).push(at + 1 - (words[id] as string).length);
    }
  }
  const startsOf = ({ ids }: Cue): readonly number[] => merged(ids.map((id) => starts[id] ?? []));
  return {
    has: ({ ids }) => ids.some((id) => starts[id] !== undefined),
    starts: startsOf,
    matches: (those, pattern) => matchesAt(text, startsOf(those), pattern),
  };
}

function merged(lists: readonly (readonly number[])[]): readonly number[] {
  const full = lists.filter((list) => list.length > 0);
  return full.length < 2 ? (full[0] ?? []) : full.flat().toSorted((a, b) => a - b);
}

function matchesAt(text: string, starts: readonly number[], pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  let from = 0;
  for (const start of starts) {
    if (start < from) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    matches.push(match);
    from = pattern.lastIndex;
  }
  return matches;
}

interface Automaton {
  /** The class of each UTF-16 unit; 0 for those of no word. */
  classes: Uint8Array;
  width: number;
  /** The next state, by state and class. */
  next: Uint16Array;
  /** The word that ends in a state, or -1. */
  found: Int16Array;
  /** The state of the longest proper ending in which a word ends, or 0. */
  shorter: Uint16Array;
}

let automaton: Automaton | undefined;

function build(): Automaton {
  const { classes, width } = classesOf(words.join(''));
  const most = words.reduce((sum, word) => sum + word.length, 1);
  const next = new Uint16Array(most * width);
  const found = new Int16Array(most).fill(-1);
  let states = 1;
  for (const [id, word] of words.entries()) {
    let state = 0;
    for (let at = 0; at < word.length; at += 1) {
      const place = state * width + (classes[word.charCodeAt(at)] as number);
      if (next[place] === 0) next[place] = states++;
      state = next[place] as number;
    }
    found[state] = id;
  }
  return { classes, width, next, found, shorter: link(next, found, width) };
}

/** Completes the transitions of the trie, breadth first. */
function link(next: Uint16Array, found: Int16Array, width: number): Uint16Array {
  const fallback = new Uint16Array(found.length);
  const shorter = new Uint16Array(found.length);
  const queue = [0];
  for (const state of queue) {
    const back = fallback[state] as number;
    for (let kind = 1; kind < width; kind += 1) {
      const child = next[state * width + kind] as number;
      const other = state === 0 ? 0 : (next[back * width + kind] as number);
      if (child === 0) {
        next[state * width + kind] = other;
        continue;
      }
      fallback[child] = other;
      shorter[child] = (found[other] as number) >= 0 ? other : (shorter[other] as number);
      queue.push(child);
    }
  }
  return shorter;
}

/** A class for each letter in both cases. */
function classesOf(letters: string): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(65_536);
  let width = 1;
  for (const letter of new Set(letters.toLowerCase())) {
    const kind = width++;
    for (const form of [letter, letter.toUpperCase(), ...(FOLDED[letter] ?? [])])
      if (form.length === 1) classes[form.charCodeAt(0)] = kind;
  }
  return { classes, width };
}

/** What `i` and `u` take for these letters too: the sign of Kelvin, the long s. */
const FOLDED: Readonly<Record<string, readonly string[]>> = { k: ['\u212a'], s: ['\u017f'] };
