import { type Drift, type Interaction, type Json, laneOf, type Miss } from '@agent-replay/contracts';
import type { Spans } from '../answer-order.ts';
import { append, createTally } from '../tally.ts';
import { type Blobs, NO_BLOBS } from '../http/blobs.ts';
import type { Call } from './call.ts';
import { contentKey } from './content-key.ts';
import { explainMiss } from './explain-miss.ts';
import { indexTape, type Interactions, peekAt } from './index-tape.ts';
import { type MatchOptions, servesDrift } from './match-options.ts';
import { bodyDifferences, differencesOf } from './rank-candidates.ts';
import { recordedCall } from './recorded-call.ts';
import { standsFor } from './stands-for.ts';
import { areAlike, type Outline, outline } from './times-and-ids.ts';
import type { Entry } from './entry.ts';

/** What the engine says to a call. */
export type Answer = { interaction: Interaction; place: number } | { miss: Miss };

export interface EngineOptions {
  match?: MatchOptions | undefined;
  blobs?: Blobs | undefined;
  /** The cassette's file, for messages. */
  file?: string | undefined;
  /** An interaction as it would be recorded today, where the rules of redaction may have been fewer. */
  asToday?: ((interaction: Interaction) => Interaction) | undefined;
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
  /** When the calls of the tape began and ended. */
  spans: Spans;
}

/**
 * The tape's mind: pure, no I/O. Each interaction has two keys. By content, calls that are equal take
 * the recorded answers in order, each once, so that parallel calls may complete in any order. By its
 * place in its lane, a call that differs is known for what it was, and the miss names the difference.
 */
export function createEngine(tape: Interactions, options: EngineOptions = {}): Engine {
  const { match = {}, blobs = NO_BLOBS, file } = options;
  let { asToday } = options;
  const isLenient = servesDrift(match);
  const servesAlike = match.drift === 'alike' || match.drift === 'next';
  /** What calls are compared with; it is answered from the tape as it is. */
  let compared = tape;
  let index = indexTape(compared, match, blobs);
  /** The lanes of all calls so far. */
  const asked: string[] = [];
  const served: string[] = [];
  const misses = createTally<Miss>();
  const drift: Drift[] = [];
  const callOf = (entry: Entry): Call => recordedCall(compared.at(entry.index) as Interaction, match, blobs);

  /** What a miss is explained by, read when there is the first one. */
  let known: { entries: Entry[]; byLane: Map<string, Entry[]> } | undefined;
  const readAll = () => {
    const entries = index.ids.map((id, place): Entry => {
      const interaction = peekAt(tape, place);
      const { kind } = interaction;
      return { index: place, id, kind, lane: laneOf(interaction), used: index.isUsed(place) };
    });
    return { entries, byLane: Map.groupBy(entries, ({ lane }) => lane) };
  };

  /** Looks a call up by what it says; then by the bytes of its body, of which the tape may not have kept the type. */
  const lookUp = (call: Call) => {
    const found = index.find(contentKey(call));
    if (call.untyped === undefined || found.count() > 0) return found;
    const untyped = index.find(contentKey({ ...call, content: call.untyped() }));
    return untyped.count() > 0 ? untyped : found;
  };

  /** Looks a call up; a tape that does not know its content is read once as it would be recorded today. */
  const find = (call: Call) => {
    const found = lookUp(call);
    if (asToday === undefined || found.count() > 0) return found;
    compared = rewritten(tape, asToday);
    asToday = undefined;
    known = undefined;
    const before = index;
    index = indexTape(compared, match, blobs);
    for (const place of index.ids.keys()) if (before.isUsed(place)) index.use(place);
    return lookUp(call);
  };

  const take = (place: number): Answer => {
    index.use(place);
    const entry = known?.entries[place];
    if (entry !== undefined) entry.used = true;
    append(served, index.ids[place] as string);
    const interaction = tape.at(place) as Interaction;
    // It is published, and the judge looks at it again.
    Object.freeze(interaction.request);
    return { interaction: Object.freeze(interaction), place };
  };

  /** The entry that stands where the call stands: the same ordinal of its lane, or the next one there. */
  const atPlace = (lane: string): Entry | undefined => {
    known ??= readAll();
    const all = known.byLane.get(lane) ?? [];
    const open = all.filter((each) => each.used || !index.isWithinAnswered(each.index));
    const recorded = open.some((each) => !each.used) ? open : all;
    const ordinal = () => asked.filter((each) => each === lane).length - 1;
    const same = match.order === 'lane' ? undefined : recorded[ordinal()];
    return same?.used === false ? same : recorded.find((each) => !each.used);
  };

  /** An entry that differs in credentials alone; where the order counts, the next one only. */
  const sameButForCredentials = (call: Call, next: Entry | undefined): Entry | undefined => {
    const open =
      match.order === 'lane'
        ? [next].filter((each) => each !== undefined)
        : (known?.entries ?? []).filter(({ lane }) => lane === call.lane || lane.includes('[REDACTED:'));
    return open.find((each) => !each.used && standsFor(callOf(each).content, call.content));
  };

  /** The first unused entry of the server that a call goes to, and of which something is true. */
  const firstOfServer = (
    call: Call,
    isWanted: (entry: Entry, recorded: Call) => boolean,
  ): Entry | undefined => {
    const server = serverOf(call);
    return (known?.entries ?? []).find((each) => {
      if (each.used || each.kind !== call.kind || index.isWithinAnswered(each.index)) return false;
      const recorded = callOf(each);
      return serverOf(recorded) === server && isWanted(each, recorded);
    });
  };

  const outlines = new Map<number, Outline>();
  /** One that differs in times and ids alone, in its address or its body. */
  const sameButForTimesAndIds = (call: Call): Entry | undefined => {
    const sent = outlineOf(call);
    const fields = JSON.stringify(call.content.headers);
    return firstOfServer(call, ({ index: place }, recorded) => {
      let found = outlines.get(place);
      if (found === undefined) outlines.set(place, (found = outlineOf(recorded)));
      return areAlike(found, sent) && JSON.stringify(recorded.content.headers) === fields;
    });
  };

  /** Answers a call that drifted, all the same. */
  const serve = (entry: Entry, call: Call, drifted: Drift['differences']): Answer => {
    const moved = call.url !== undefined && callOf(entry).content.target !== call.content.target;
    append(drift, {
      interaction: entry.id,
      part: 'request',
      differences: drifted,
      ...call.sent(),
      ...(moved && { url: call.url }),
    });
    return take(entry.index);
  };

  return {
    has: (call) => find(call).next() >= 0,
    hasLane: (lane) => (known ??= readAll()).byLane.has(lane),
    answer(call) {
      const found = find(call);
      const calls = found.ask();
      append(asked, call.lane);
      const next = found.next();
      if (next >= 0 && match.order !== 'lane') return take(next);
      const place = atPlace(call.lane);
      if (next >= 0 && next === place?.index) return take(next);
      const same = next >= 0 ? undefined : sameButForCredentials(call, place);
      if (same !== undefined) return take(same.index);
      const alike = next < 0 && servesAlike ? sameButForTimesAndIds(call) : undefined;
      if (alike !== undefined) return serve(alike, call, differencesOf(callOf(alike), call));
      const miss = explainMiss(call, {
        entries: known?.entries ?? [],
        same: found.count(),
        calls,
        outOfOrder: next >= 0,
        place,
        callOf,
        file,
      });
      if (miss.cause === 'body-diff' && place !== undefined) {
        const drifted = bodyDifferences(callOf(place), call);
        if (isLenient) return serve(place, call, drifted);
        append(drift, { interaction: place.id, part: 'request', differences: drifted });
      }
      const other = match.drift === 'next' ? (place ?? firstOfServer(call, () => true)) : undefined;
      if (other !== undefined) return serve(other, call, differencesOf(callOf(other), call));
      misses.add(miss);
      return { miss };
    },
    served: () => [...served],
    unused: () => index.ids.filter((_, place) => !index.isUsed(place) && !index.isWithinAnswered(place)),
    misses: misses.all,
    drift: () => [...drift],
    spans: index.spans,
  };
}

/** What is compared of a call but its header fields, of which a drift says nothing. */
function outlineOf({ content: { target, body, form = null } }: Call): Outline {
  return outline({ target, body: body as Json, form: form as Json });
}

/** Method and origin; a tool is its own. */
function serverOf({ content: { target } }: Call): string {
  return /^\S+ \w+:\/\/[^/?]*/.exec(target)?.[0] ?? target;
}

function rewritten(tape: Interactions, rewrite: (interaction: Interaction) => Interaction): Interactions {
  return {
    length: tape.length,
    at: (place) => rewrite(tape.at(place) as Interaction),
    peek: (place) => rewrite(peekAt(tape, place)),
  };
}
