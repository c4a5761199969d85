/** Finds the words of all cues in a text, character by character. */
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

/** Of a step into a state in which a word ends. */
export const TELLS = 0x4000_0000;
/** What of a step is the state. */
export const STATE = TELLS - 1;

/**
 * Makes the automaton that finds all words of some cues in one pass (Aho and Corasick, "Efficient string matching", CACM 1975).
 */
export function automatonOf(cues: readonly Cue[]): Automaton {
  const known = wordsOf(cues);
  const { classes, width } = classesOf(known.words.join(''));
  const trie = trieOf(known.words, classes);
  return { ...known, classes, width, found: trie.found, ...link(trie, width), ...hearersOf(cues, known) };
}

/** Sorted: what a word shares with others then stands first in the trie. */
function wordsOf(cues: readonly Cue[]): Pick<Automaton, 'words' | 'idsOf'> {
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

function hearersOf(
  cues: readonly Cue[],
  { words, idsOf }: Pick<Automaton, 'words' | 'idsOf'>,
): Pick<Automaton, 'hearers' | 'lanes'> {
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
/** Words, one of which stands where a pattern matches. */
export interface Cue {
  /** In lower case, parted by `|`. */
  readonly said: string;
  /** Its place among all cues. */
  readonly index: number;
  /** True when no letter, digit or `_` stands before a word, unless the word is of another script. */
  readonly isWhole: boolean;
}
