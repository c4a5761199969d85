import type { Interaction } from '@agent-replay/contracts';
import { indexOf, type Spans } from '../answer-order.ts';
import { cameAt } from '../moment.ts';
import type { Blobs } from '../http/blobs.ts';
import { contentKey } from './content-key.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';
import { withinAnswered } from './within-answered.ts';

/** Recorded interactions in order; an array is one, and so is a tape that reads them when they are asked for. */
export type Interactions = Pick<readonly Interaction[], 'length' | 'at'> & {
  /** Reads one to look it up, not yet held against its schema. */
  peek?: (index: number) => Interaction | undefined;
};

/** A tape's interactions by what their calls are, in a few numbers each. */
export interface TapeIndex {
  ids: readonly string[];
  /** True for what was made within a call that was answered from the tape. */
  isWithinAnswered: (place: number) => boolean;
  /** Looks a content up. */
  find: (key: string) => Found;
  isUsed: (place: number) => boolean;
  use: (place: number) => void;
  spans: Spans;
}

/** What there is for calls with one content, and how often it was asked for. */
interface Found {
  /** The place of the first unused interaction, or -1; one within an answered call comes after the others. */
  next: () => number;
  /** How many were recorded. */
  count: () => number;
  /** Counts a call, and says which one it is. */
  ask: () => number;
}

/** Looks at each interaction once. */
export function indexTape(tape: Interactions, match: MatchOptions, blobs: Blobs): TapeIndex {
  const { length } = tape;
  const ids = Array.from<string>({ length });
  const within = new Map<number, string>();
  const first = new Map<string, number>();
  /** The next one with the same content. */
  const later = new Int32Array(length).fill(-1);
  const used = new Uint8Array(length);
  const spans: Spans = {
    starts: new Float64Array(2 * length).fill(Number.NaN),
    ends: new Float64Array(2 * length).fill(Number.NaN),
  };
  // From the end, so that the one found before is the one that comes later.
  for (let place = length - 1; place >= 0; place -= 1) {
    const interaction = peekAt(tape, place);
    ids[place] = interaction.id;
    if (interaction.within !== undefined) within.set(place, interaction.within);
    else setSpans(spans, place, interaction);
    const key = contentKey(recordedCall(interaction, match, blobs));
    later[place] = first.get(key) ?? -1;
    first.set(key, place);
  }
  const isUsed = (place: number): boolean => used[place] === 1;
  const isWithinAnswered = withinAnswered({ ids, within, isUsed });
  /** At the first place of each content: the one from which on some may be unused, and how often it was asked for. */
  const open = new Int32Array(length).map((_, place) => place);
  const calls = new Int32Array(length);
  /** How often contents that were not recorded were asked for. */
  const strange = new Map<string, number>();
  const find = (key: string): Found => {
    const start = first.get(key) ?? -1;
    return {
      next() {
        let place = open[start] ?? -1;
        // One may have been taken for a call that drifted.
        while (isUsed(place)) place = later[place] ?? -1;
        if (start >= 0) open[start] = place;
        let next = place;
        while (next >= 0 && (isUsed(next) || isWithinAnswered(next))) next = later[next] ?? -1;
        return next >= 0 ? next : place;
      },
      count() {
        let found = 0;
        for (let at = start; at >= 0; at = later[at] ?? -1) found += 1;
        return found;
      },
      ask() {
        if (start >= 0) return (calls[start] = (calls[start] ?? 0) + 1);
        const call = (strange.get(key) ?? 0) + 1;
        strange.set(key, call);
        return call;
      },
    };
  };
  return {
    ids,
    isWithinAnswered,
    find,
    isUsed,
    use: (place) => void (used[place] = 1),
    spans,
  };
}

/** Of one that its client ended, the end is the client's to repeat. */
function setSpans({ starts, ends }: Spans, place: number, interaction: Interaction): void {
  const { timing, error } = interaction;
  if (timing === undefined || error?.by === 'client') return;
  for (const moment of ['head', 'body'] as const) {
    const end = cameAt(interaction, moment);
    if (end === undefined) continue;
    starts[indexOf(place, moment)] = timing.started_ms;
    ends[indexOf(place, moment)] = end;
  }
}

/** An interaction, as far as it is needed to look it up. */
export function peekAt(tape: Interactions, place: number): Interaction {
  return (tape.peek?.(place) ?? tape.at(place)) as Interaction;
}
