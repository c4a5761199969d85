import { type Automaton, automatonOf, type Cue } from './automaton.ts';

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
