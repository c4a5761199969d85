import { compiled } from './compiled.ts';
import { listener } from './cues.ts';
import type { Cue } from './automaton.ts';

/** Where the words of all cues stand in a text. */
export interface Heard {
  has(cue: Cue): boolean;
  hasAny(cues: readonly Cue[]): boolean;
  /** Where the words of a cue begin, in order. */
  starts(cue: Cue): readonly number[];
  /** The matches of a sticky pattern that begins with a word of the cue; those that `matchAll` finds. */
  matches(cue: Cue, pattern: RegExp): RegExpExecArray[];
  /** The cues whose words stand in the text, in bits of lanes. */
  readonly bits: readonly number[];
}

const NOWHERE: readonly number[] = [];
const NO_MATCH: RegExpExecArray[] = [];

/** What a text without any word tells. */
export const SILENCE: Heard = {
  has: () => false,
  hasAny: () => false,
  starts: () => NOWHERE,
  matches: () => NO_MATCH,
  bits: [],
};

/** @param ends states of the automaton in which words end, each followed by the place of their last letter */
export const heardFrom = (text: string, ends: readonly number[]): Heard => new HeardWords(text, ends);

/** A class, since there is one for each of many short texts: closures would take several times the memory. */
class HeardWords implements Heard {
  readonly #text: string;
  readonly #ends: readonly number[];
  readonly bits: number[] = [];
  #places: Map<number, number[]> | undefined;
  #starts: Map<number, readonly number[]> | undefined;

  constructor(text: string, ends: readonly number[]) {
    this.#text = text;
    this.#ends = ends;
    const { width, found, shorter, hearers, lanes } = listener();
    const { bits } = this;
    for (let lane = 0; lane < lanes; lane += 1) bits.push(0);
    for (let at = 0; at < ends.length; at += 2)
      for (let state = (ends[at] as number) / width; state > 0; state = shorter[state] as number) {
        const id = found[state] as number;
        if (id < 0) continue;
        for (let lane = 0; lane < lanes; lane += 1)
          bits[lane] = (bits[lane] as number) | (hearers[id * lanes + lane] as number);
      }
  }

  has({ index }: Cue): boolean {
    return ((this.bits[index >> 5] as number) & (1 << (index & 31))) !== 0;
  }

  hasAny(cues: readonly Cue[]): boolean {
    for (let at = 0; at < cues.length; at += 1) if (this.has(cues[at] as Cue)) return true;
    return false;
  }

  starts(those: Cue): readonly number[] {
    if (!this.has(those)) return NOWHERE;
    let begins = this.#starts?.get(those.index);
    if (begins === undefined) {
      begins = startsOf(this.#text, those, (this.#places ??= placesOf(this.#ends)));
      (this.#starts ??= new Map()).set(those.index, begins);
    }
    return begins;
  }

  matches(those: Cue, pattern: RegExp): RegExpExecArray[] {
    return this.has(those) ? matchesAt(this.#text, this.starts(those), pattern) : NO_MATCH;
  }
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
  let starts = NOWHERE;
  for (const id of ids.length < places.size ? ids : heardOf(those, places)) {
    const all = places.get(id);
    if (all === undefined) continue;
    const isBound = those.isWhole && isWordCode((words[id] as string).charCodeAt(0));
    starts = merged(starts, isBound ? all.filter((start) => !isWordCode(text.charCodeAt(start - 1))) : all);
  }
  return starts;
}

/** Two sorted lists as one. */
function merged(one: readonly number[], other: readonly number[]): readonly number[] {
  if (one.length === 0) return other;
  const all: number[] = [];
  let at = 0;
  for (const next of other) {
    while (at < one.length && (one[at] as number) <= next) all.push(one[at++] as number);
    all.push(next);
  }
  while (at < one.length) all.push(one[at++] as number);
  return all;
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
  let matches = NO_MATCH;
  compiled(pattern);
  let from = 0;
  for (const start of starts) {
    if (start < from) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    if (matches === NO_MATCH) matches = [];
    matches.push(match);
    from = pattern.lastIndex;
  }
  return matches;
}
