import type { Drift, Interaction, Miss } from '@agent-replay/contracts';
import { type Blobs, NO_BLOBS } from '../http/blobs.ts';
import type { Call } from './call.ts';
import { contentKey } from './content-key.ts';
import { differences } from './differences.ts';
import { explainMiss } from './explain-miss.ts';
import { indexTape, type Interactions, peekAt } from './index-tape.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/** A recorded interaction as it is looked up, and whether it has been used. */
export interface Entry {
  index: number;
  id: string;
  kind: Call['kind'];
  lane: string;
  used: boolean;
}

/** What the engine says to a call. */
export type Answer = { interaction: Interaction } | { miss: Miss };

export interface EngineOptions {
  match?: MatchOptions | undefined;
  blobs?: Blobs | undefined;
  /** The cassette's file, for messages. */
  file?: string | undefined;
}

export interface Engine {
  /** True when the tape still has an answer to a call; takes none. */
  has: (call: Call) => boolean;
  /** True when something was recorded in a lane, used or not. */
  hasLane: (lane: string) => boolean;
  /** Takes the recorded answer to a call, or says why there is none. */
  answer: (call: Call) => Answer;
  served: () => string[];
  unused: () => string[];
  misses: () => Miss[];
  drift: () => Drift[];
}

/**
 * The tape's mind: pure, no I/O. Each interaction has two keys. By content, calls that are equal take
 * the recorded answers in order, each once, so that parallel calls may complete in any order. By its
 * place in its lane, a call that differs is known for what it was, and the miss names the difference.
 */
export function createEngine(tape: Interactions, options: EngineOptions = {}): Engine {
  const { match = {}, blobs = NO_BLOBS, file } = options;
  const index = indexTape(tape, match, blobs);
  /** The lanes of all calls so far. */
  const asked: string[] = [];
  const served: string[] = [];
  const misses: Miss[] = [];
  const drift: Drift[] = [];
  const callOf = (entry: Entry): Call => recordedCall(tape.at(entry.index) as Interaction, match, blobs);

  /** What a miss is explained by, read when there is the first one. */
  let known: { entries: Entry[]; byLane: Map<string, Entry[]> } | undefined;
  const readAll = () => {
    const entries = index.ids.map((id, place): Entry => {
      const { kind, lane } = peekAt(tape, place);
      return { index: place, id, kind, lane, used: index.isUsed(place) };
    });
    return { entries, byLane: Map.groupBy(entries, ({ lane }) => lane) };
  };

  const take = (place: number): Answer => {
    index.use(place);
    const entry = known?.entries[place];
    if (entry !== undefined) entry.used = true;
    served.push(index.ids[place] as string);
    return { interaction: tape.at(place) as Interaction };
  };

  /** The entry that stands where the call stands: the same ordinal of its lane, or the next one there. */
  const atPlace = (lane: string): Entry | undefined => {
    known ??= readAll();
    const recorded = known.byLane.get(lane) ?? [];
    const ordinal = () => asked.filter((each) => each === lane).length - 1;
    const same = match.order === 'lane' ? undefined : recorded[ordinal()];
    return same?.used === false ? same : recorded.find((each) => !each.used);
  };

  return {
    has: (call) => index.find(contentKey(call)).next() >= 0,
    hasLane: (lane) => (known ??= readAll()).byLane.has(lane),
    answer(call) {
      const found = index.find(contentKey(call));
      found.calls += 1;
      asked.push(call.lane);
      const next = found.next();
      if (next >= 0 && match.order !== 'lane') return take(next);
      const place = atPlace(call.lane);
      if (next >= 0 && next === place?.index) return take(next);
      const miss = explainMiss(call, {
        entries: known?.entries ?? [],
        same: found.count(),
        calls: found.calls,
        outOfOrder: next >= 0,
        place,
        callOf,
        file,
      });
      if (miss.cause === 'body-diff' && place !== undefined) {
        const drifted = differences(callOf(place).content.body, call.content.body);
        drift.push({ interaction: place.id, part: 'request', differences: drifted });
        if (match.drift === 'serve') return take(place.index);
      }
      misses.push(miss);
      return { miss };
    },
    served: () => [...served],
    unused: () => index.ids.filter((_, place) => !index.isUsed(place)),
    misses: () => [...misses],
    drift: () => [...drift],
  };
}
