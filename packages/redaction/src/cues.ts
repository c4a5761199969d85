import { type Automaton, automatonOf } from './automaton.ts';

/** Words, one of which stands where a pattern matches. */
export interface Cue {
  /** In lower case, parted by `|`. */
  readonly said: string;
  /** Its place among all cues. */
  readonly index: number;
  /** True when no letter, digit or `_` stands before a word, unless the word is of another script. */
  readonly isWhole: boolean;
}

const cues: Cue[] = [];
let automaton: Automaton | undefined;

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

/** The automaton of all cues, for whoever reads a text. */
export const listener = (): Automaton => (automaton ??= automatonOf(cues));
