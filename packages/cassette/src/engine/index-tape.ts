import type { Interaction } from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import { contentKey } from './content-key.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/** Recorded interactions in order; an array is one, and so is a tape that reads them when they are asked for. */
export type Interactions = Pick<readonly Interaction[], 'length' | 'at'> & {
  /** Reads one to look it up, not yet held against its schema. */
  peek?: (index: number) => Interaction | undefined;
};

/** A tape's interactions by what their calls are, in a few numbers each. */
export interface TapeIndex {
  ids: readonly string[];
  /** The place of the first unused interaction with this content, or -1. */
  next: (key: string) => number;
  /** How many were recorded with this content. */
  count: (key: string) => number;
  isUsed: (place: number) => boolean;
  use: (place: number) => void;
}

/** Looks at each interaction once. */
export function indexTape(tape: Interactions, match: MatchOptions, blobs: Blobs): TapeIndex {
  const { length } = tape;
  const ids = Array.from<string>({ length });
  const first = new Map<string, number>();
  /** The next one with the same content. */
  const later = new Int32Array(length).fill(-1);
  const used = new Uint8Array(length);
  // From the end, so that the one found before is the one that comes later.
  for (let place = length - 1; place >= 0; place -= 1) {
    const interaction = peekAt(tape, place);
    ids[place] = interaction.id;
    const key = contentKey(recordedCall(interaction, match, blobs));
    later[place] = first.get(key) ?? -1;
    first.set(key, place);
  }
  const reached = new Map<string, number>();
  return {
    ids,
    next(key) {
      let place = reached.get(key) ?? first.get(key) ?? -1;
      // One may have been taken for a call that drifted.
      while (used[place] === 1) place = later[place] ?? -1;
      if (first.has(key)) reached.set(key, place);
      return place;
    },
    count(key) {
      let found = 0;
      for (let place = first.get(key) ?? -1; place >= 0; place = later[place] ?? -1) found += 1;
      return found;
    },
    isUsed: (place) => used[place] === 1,
    use: (place) => void (used[place] = 1),
  };
}

/** An interaction, as far as it is needed to look it up. */
export function peekAt(tape: Interactions, place: number): Interaction {
  return (tape.peek?.(place) ?? tape.at(place)) as Interaction;
}
