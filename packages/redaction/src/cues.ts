import { compiled } from './compiled.ts';

/** Words, one of which stands where a pattern matches. */
export interface Cue {
  /** In lower case, parted by `|`. */
  readonly said: string;
  /** Its place among all cues. */
  readonly index: number;
  /** True when no letter, digit or `_` stands before a word, unless the word is of another script. */
  readonly isWhole: boolean;
}

/** Where the words of all cues stand in a text. */
export interface Heard {
  has(cue: Cue): boolean;
  /** Where the words of a cue begin, in order. */
  starts(cue: Cue): readonly number[];
  /** The matches of a sticky pattern that begins with a word of the cue; those that `matchAll` finds. */
  matches(cue: Cue, pattern: RegExp): RegExpExecArray[];
}

const cues: Cue[] = [];

/**
 * Makes a cue of words in lower case, parted by `|`, for texts that are read later. They are found in any case.
 *
 * @param place `whole` for patterns that want no letter or digit before their word, as `\b` does
 */
export function cue(those: string, place: 'whole' | 'anywhere' = 'anywhere'): Cue {
  if (those === '' || those.includes('||') || those.startsWith('|') || those.endsWith('|'))
    throw new RangeError(`Failed to make a cue of "${those}": a word is empty.`);
  automaton = undefined;
  const made: Cue = { said: those, index: cues.length, isWhole: place === 'whole' };
  cues.push(made);
  return made;
}

/** The automaton of all cues (Aho and Corasick, "Efficient string matching", CACM 1975), for whoever reads a text. */
export const listener = (): Automaton => (automaton ??= build());

/** What a text without any word tells. */
export const SILENCE: Heard = { has: () => false, starts: () => NOWHERE, matches: () => [] };
const NOWHERE: readonly number[] = [];

/** @param ends states of the automaton in which words end, each followed by the place of their last letter */
export function heardFrom(text: string, ends: readonly number[]): Heard {
  const { width, found, shorter, hearers, lanes } = listener();
  const heardBy = new Uint32Array(lanes);
  for (let at = 0; at < ends.length; at += 2)
    for (let state = (ends[at] as number) / width; state > 0; state = shorter[state] as number) {
      const id = found[state] as number;
      if (id < 0) continue;
      for (let lane = 0; lane < lanes; lane += 1)
        heardBy[lane] = (heardBy[lane] as number) | (hearers[id * lanes + lane] as number);
    }
  let places: Map<number, number[]> | undefined;
  const known = new Map<number, readonly number[]>();
  const has = ({ index }: Cue): boolean => ((heardBy[index >> 5] as number) & (1 << (index & 31))) !== 0;
  const starts = (those: Cue): readonly number[] => {
    if (!has(those)) return NOWHERE;
    let begins = known.get(those.index);
    if (begins === undefined)
      known.set(those.index, (begins = startsOf(text, those, (places ??= placesOf(ends)))));
    return begins;
  };
  return {
    has,
    starts,
    matches: (those, pattern) => (has(those) ? matchesAt(text, starts(those), pattern) : []),
  };
}

/** Where each word begins. */
function placesOf(ends: readonly number[]): Map<number, number[]> {
  const { width, found, shorter, words } = listener();
  const places = new Map<number, number[]>();
  for (let at = 0; at < ends.length; at += 2)
    for (let state = (ends[at] as number) / width; state > 0; state = shorter[state] as number) {
      const id = found[state] as number;
      if (id < 0) continue;
      const start = (ends[at + 1] as number) + 1 - (words[id] as string).length;
      const others = places.get(id);
      if (others === undefined) places.set(id, [start]);
      else others.push(start);
    }
  return places;
}

function startsOf(
  text: string,
  those: Cue,
  places: ReadonlyMap<number, readonly number[]>,
): readonly number[] {
  const { words, idsOf } = listener();
  const ids = idsOf[those.index] as readonly number[];
  const starts: number[] = [];
  let isSorted = true;
  for (const id of ids.length < places.size ? ids : heardOf(those, places)) {
    const all = places.get(id);
    if (all === undefined) continue;
    const isBound = those.isWhole && isWordCode((words[id] as string).charCodeAt(0));
    for (const start of all) {
      if (isBound && isWordCode(text.charCodeAt(start - 1))) continue;
      if (start < (starts.at(-1) ?? 0)) isSorted = false;
      starts.push(start);
    }
  }
  return isSorted ? starts : starts.toSorted((a, b) => a - b);
}

/** In a short text stand fewer words than a cue may have. */
function heardOf({ index }: Cue, places: ReadonlyMap<number, unknown>): number[] {
  const { hearers, lanes } = listener();
  const [lane, bit] = [index >> 5, 1 << (index & 31)];
  const ids: number[] = [];
  for (const id of places.keys()) if (((hearers[id * lanes + lane] as number) & bit) !== 0) ids.push(id);
  return ids;
}

const isWordCode = (code: number): boolean =>
  (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58) || code === 95;

function matchesAt(text: string, starts: readonly number[], pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  compiled(pattern);
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

export interface Automaton {
  words: readonly string[];
  /** The words of each cue, by their places among all. */
  idsOf: readonly (readonly number[])[];
  /** The class of each UTF-16 unit; 0 for those of no word. */
  classes: Uint8Array;
  width: number;
  /** The first entry of the next state by the first of a state and a class; with `TELLS` where a word ends in it. */
  steps: Int32Array;
  /** The word that ends in a state, or -1. */
  found: Int16Array;
  /** The state of the longest proper ending in which a word ends, or 0. */
  shorter: Uint16Array;
  /** The cues of each word, in bits of as many lanes. */
  hearers: Uint32Array;
  lanes: number;
}

const TELLS = 0x4000_0000;
/** What of a step is the state. */
export const STATE = TELLS - 1;

let automaton: Automaton | undefined;

function build(): Automaton {
  const known = wordsOfCues();
  const { classes, width } = classesOf(known.words.join(''));
  const trie = trieOf(known.words, classes);
  return { ...known, classes, width, found: trie.found, ...link(trie, width), ...hearersOf(known) };
}

/** Sorted: what a word shares with others then stands first in the trie. */
function wordsOfCues(): Pick<Automaton, 'words' | 'idsOf'> {
  const said = cues.map((one) => one.said.split('|'));
  const words = [...new Set(said.flat())].toSorted();
  const ids = new Map(words.map((word, id) => [word, id]));
  return { words, idsOf: said.map((those) => those.map((word) => ids.get(word) as number)) };
}

/** States by number: the first of those behind each, the next one behind the same, and the class that leads to it. */
interface Trie {
  first: Uint16Array;
  next: Uint16Array;
  kind: Uint8Array;
  found: Int16Array;
  states: number;
}

function trieOf(words: readonly string[], classes: Uint8Array): Trie {
  const most = words.reduce((sum, word) => sum + word.length, 1);
  const [first, next] = [new Uint16Array(most), new Uint16Array(most)];
  const kind = new Uint8Array(most);
  const found = new Int16Array(most).fill(-1);
  let states = 1;
  for (let id = 0; id < words.length; id += 1) {
    const word = words[id] as string;
    let state = 0;
    for (let at = 0; at < word.length; at += 1) {
      const wanted = classes[word.charCodeAt(at)] as number;
      let child = first[state] as number;
      while (child > 0 && kind[child] !== wanted) child = next[child] as number;
      if (child === 0) {
        child = states;
        states += 1;
        kind[child] = wanted;
        next[child] = first[state] as number;
        first[state] = child;
      }
      state = child;
    }
    found[state] = id;
  }
  return { first, next, kind, found, states };
}

function hearersOf({
  words,
  idsOf,
}: Pick<Automaton, 'words' | 'idsOf'>): Pick<Automaton, 'hearers' | 'lanes'> {
  const lanes = Math.ceil(cues.length / 32);
  const hearers = new Uint32Array(words.length * lanes);
  for (const { index } of cues)
    for (const id of idsOf[index] as readonly number[]) {
      const lane = id * lanes + (index >> 5);
      hearers[lane] = (hearers[lane] as number) | (1 << (index & 31));
    }
  return { hearers, lanes };
}

/** Makes the transitions, breadth first: a state goes where its fallback goes, but for its own. */
function link(
  { first, next, kind, found, states }: Trie,
  width: number,
): Pick<Automaton, 'steps' | 'shorter'> {
  const steps = new Int32Array(states * width);
  const fallback = new Uint16Array(states);
  const shorter = new Uint16Array(states);
  const queue = new Uint16Array(states);
  for (let at = 0, end = 1; at < end; at += 1) {
    const state = queue[at] as number;
    const row = state * width;
    const back = (fallback[state] as number) * width;
    if (state > 0) steps.copyWithin(row, back, back + width);
    for (let child = first[state] as number; child > 0; child = next[child] as number) {
      const by = kind[child] as number;
      const other = state === 0 ? 0 : ((steps[back + by] as number) & STATE) / width;
      fallback[child] = other;
      shorter[child] = (found[other] as number) >= 0 ? other : (shorter[other] as number);
      const isEnd = (found[child] as number) >= 0 || shorter[child] !== 0;
      steps[row + by] = isEnd ? (child * width) | TELLS : child * width;
      queue[end] = child;
      end += 1;
    }
  }
  return { steps, shorter };
}

/**
 * A class for each letter of ASCII in both cases; those beyond share a few, which keeps the table small: a word that
 * is heard where another one stands costs a try of its pattern, no more.
 */
function classesOf(letters: string): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(65_536);
  const all = [...new Set(letters.toLowerCase())];
  const plain = all.filter((letter) => letter.charCodeAt(0) < 128);
  for (const letter of all) {
    const at = plain.indexOf(letter);
    const kind = 1 + (at < 0 ? plain.length + (letter.charCodeAt(0) % SHARED) : at);
    for (const form of [letter, letter.toUpperCase(), ...(FOLDED[letter] ?? [])])
      if (form.length === 1) classes[form.charCodeAt(0)] = kind;
  }
  return { classes, width: 1 + plain.length + SHARED };
}

const SHARED = 16;

/** What `i` and `u` take for these letters too: the sign of Kelvin, the long s. */
const FOLDED: Readonly<Record<string, readonly string[]>> = { k: ['\u212a'], s: ['\u017f'] };
