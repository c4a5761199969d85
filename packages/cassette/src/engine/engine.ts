import { hash } from 'node:crypto';
import { canonicalJson, type Drift, type Interaction, type Json, type Miss } from '@agent-replay/contracts';
import { type Blobs, NO_BLOBS } from '../http/blobs.ts';
import type { Call } from './call.ts';
import { differences } from './differences.ts';
import { explainMiss } from './explain-miss.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/** Recorded interactions in order; an array is one, and so is a tape that reads them when they are asked for. */
export type Interactions = Pick<readonly Interaction[], 'length' | 'at'> & {
  /** Reads one to look it up, not yet held against its schema. */
  peek?: (index: number) => Interaction | undefined;
};

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
  const byKey = new Map<string, Group>();
  let byLane: Map<string, Entry[]> | undefined;
  const entries: Entry[] = [];
  for (let index = 0; index < tape.length; index += 1) {
    const interaction = (tape.peek?.(index) ?? tape.at(index)) as Interaction;
    const { id, kind, lane } = interaction;
    const entry = { index, id, kind, lane, used: false };
    entries.push(entry);
    const key = contentKey(recordedCall(interaction, match, blobs));
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, { entries: [entry], next: 0, calls: 0 });
    else group.entries.push(entry);
  }
  const callsByLane = new Map<string, number>();
  const served: string[] = [];
  const misses: Miss[] = [];
  const drift: Drift[] = [];
  const callOf = (entry: Entry): Call => recordedCall(tape.at(entry.index) as Interaction, match, blobs);

  const take = (entry: Entry): Answer => {
    entry.used = true;
    served.push(entry.id);
    return { interaction: tape.at(entry.index) as Interaction };
  };

  /** The entry that stands where the call stands: the same ordinal of its lane, or the next one there. */
  const atPlace = (lane: string, ordinal: number): Entry | undefined => {
    byLane ??= Map.groupBy(entries, (entry) => entry.lane);
    const recorded = byLane.get(lane) ?? [];
    const same = match.order === 'lane' ? undefined : recorded[ordinal];
    return same?.used === false ? same : recorded.find((each) => !each.used);
  };

  return {
    has: (call) => nextOf(byKey.get(contentKey(call))) !== undefined,
    answer(call) {
      const key = contentKey(call);
      const group = byKey.get(key) ?? { entries: [], next: 0, calls: 0 };
      byKey.set(key, group);
      group.calls += 1;
      const ordinal = callsByLane.get(call.lane) ?? 0;
      callsByLane.set(call.lane, ordinal + 1);
      const entry = nextOf(group);
      if (entry !== undefined && match.order !== 'lane') return take(entry);
      const place = atPlace(call.lane, ordinal);
      if (entry !== undefined && entry === place) return take(entry);
      const miss = explainMiss(call, {
        entries,
        same: group.entries.length,
        calls: group.calls,
        outOfOrder: entry !== undefined,
        place,
        callOf,
        file,
      });
      if (miss.cause === 'body-diff' && place !== undefined) {
        const found = differences(callOf(place).content.body, call.content.body);
        drift.push({ interaction: place.id, part: 'request', differences: found });
        if (match.drift === 'serve') return take(place);
      }
      misses.push(miss);
      return { miss };
    },
    served: () => [...served],
    unused: () => entries.filter((entry) => !entry.used).map((entry) => entry.id),
    misses: () => [...misses],
    drift: () => [...drift],
  };
}

function contentKey({ kind, content }: Call): string {
  const { target, body, headers } = content;
  const fields = Object.keys(headers).length === 0 ? '' : canonicalOf(headers);
  const text = body === null ? '' : canonicalOf(body);
  return hash('sha1', `${kind}\0${target}\0${fields}\0${text}`, 'base64');
}

function canonicalOf(value: unknown): string {
  try {
    return canonicalJson(value as Json);
  } catch {
    // RFC 8785 has no form for lone surrogates; such a value can still be compared with itself.
    return JSON.stringify(value);
  }
}

/** Interactions of one content, in the recorded order. */
interface Group {
  entries: Entry[];
  next: number;
  /** How often this content was asked for. */
  calls: number;
}

function nextOf(group: Group | undefined): Entry | undefined {
  if (group === undefined) return undefined;
  // One may have been taken for a call that drifted.
  while (group.entries[group.next]?.used === true) group.next += 1;
  return group.entries[group.next];
}
