import type { Interaction } from '@agent-replay/contracts';
import type { Interactions } from '../engine/index-tape.ts';
import { headerOf } from '../engine/http-call.ts';
import { rpcMessages } from '../engine/json-rpc.ts';
import type { OtherIds } from '../engine/rpc-ids.ts';
import { dataOf, eventsWithIds } from './answer-with-ids.ts';
import type { Blobs } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';
import { plainBody } from './plain-body.ts';

/** The events of a stream, each to be had once the call that it answers was made; undefined at their end. */
export interface DueEvents {
  next: () => Promise<Uint8Array | undefined>;
}

/** Streams on which a server answers other calls: those of MCP over SSE, and any other of JSON-RPC. */
export interface SharedStreams {
  /** Is told of each call as it is answered, and of the ids that it has in place of those that were recorded. */
  asked: (id: string, others?: OtherIds) => void;
  /** The events of a response that is such a stream, else undefined. */
  eventsOf: (interaction: Interaction) => DueEvents | undefined;
}

interface Event {
  text: string;
  /** The ids of the recorded calls without which it does not come. */
  needs: string[];
  /** The id of the recorded reply, where it asks the client something. */
  reply: string | undefined;
}

/** Finds such streams on a tape, by the ids of JSON-RPC: an event that answers a call is held until that is made. */
export function sharedStreams(tape: Interactions, blobs: Blobs): SharedStreams {
  const asked = new Map<string, OtherIds | undefined>();
  /** Of events that wait for another call. */
  let wake: PromiseWithResolvers<void> | undefined;
  return {
    asked(id, others) {
      asked.set(id, others);
      wake?.resolve();
      wake = undefined;
    },
    eventsOf(interaction) {
      const text = streamOf(interaction, blobs);
      if (text?.includes('"jsonrpc"') !== true) return undefined;
      const events = eventsIn(text, messagesAfter(interaction, { tape, blobs, text }));
      if (events.every(({ needs }) => needs.length === 0)) return undefined;
      const replies = new Set<string>();
      const isDue = ({ needs }: Event): boolean => [...needs, ...replies].every((id) => asked.has(id));
      return {
        async next() {
          while (events.length > 0) {
            const place = events.findIndex((each) => each.needs.length === 0 || isDue(each));
            const [event] = place < 0 ? [] : events.splice(place, 1);
            if (event === undefined) {
              await (wake ??= Promise.withResolvers()).promise;
              continue;
            }
            if (event.reply !== undefined) replies.add(event.reply);
            const others = event.needs.flatMap((id) => asked.get(id) ?? []);
            return Buffer.from(others.length === 0 ? event.text : eventsWithIds(event.text, all(others)));
          }
          return undefined;
        },
      };
    },
  };
}

function streamOf({ kind, request, response }: Interaction, blobs: Blobs): string | undefined {
  if (kind !== 'http' || response === undefined || !('status' in response)) return undefined;
  if (!('method' in request) || request.method.toUpperCase() !== 'GET') return undefined;
  if (!/^text\/event-stream/i.test(headerOf(response.headers, 'content-type') ?? '')) return undefined;
  const isPacked = response.unpacked !== true && headerOf(response.headers, 'content-encoding') !== undefined;
  return isPacked ? undefined : Buffer.from(bodyBytes(response.body, blobs)).toString();
}

/** A JSON-RPC message that was sent to the server. */
interface Sent {
  id: string;
  rpcId: unknown;
  isRequest: boolean;
}

/** What was sent after a stream had begun, to where its first event says, or else to the same origin. */
function messagesAfter(
  { id, request }: Interaction,
  { tape, blobs, text }: { tape: Interactions; blobs: Blobs; text: string },
): Sent[] {
  if (!('url' in request)) return [];
  const { url } = request;
  const endpoint = /^event: ?endpoint\r?\ndata: ?(\S+)/m.exec(text)?.[1];
  const place = endpoint === undefined ? undefined : URL.parse(endpoint, url)?.href;
  const sent: Sent[] = [];
  let isAfter = false;
  for (let index = 0; index < tape.length; index += 1) {
    const each = tape.peek?.(index) ?? tape.at(index);
    if (isAfter && each?.kind === 'http' && each.request.method.toUpperCase() === 'POST') {
      const to = URL.parse(each.request.url);
      const isThere = place === undefined ? to?.origin === URL.parse(url)?.origin : to?.href === place;
      const { headers, body } = each.request;
      const messages = isThere
        ? rpcMessages(Buffer.from(plainBody(bodyBytes(body, blobs), headers)).toString())
        : [];
      for (const { id: rpcId, method } of messages)
        sent.push({ id: each.id, rpcId, isRequest: method !== undefined });
    }
    isAfter ||= each?.id === id;
  }
  return sent;
}

/** Splits a stream into its events: an answer needs its call, and so does what the server says while it works on it. */
function eventsIn(text: string, sent: Sent[]): Event[] {
  const take = (rpcId: unknown, isRequest: boolean): string[] => {
    const place = sent.findIndex((each) => each.rpcId === rpcId && each.isRequest === isRequest);
    return place < 0 ? [] : sent.splice(place, 1).map(({ id }) => id);
  };
  const events = text.split(/(?<=\n\n|\r\n\r\n|\r\r)/).map((each) => {
    const messages = rpcMessages(dataOf(each));
    const answers = messages.filter(({ id, method }) => id !== undefined && method === undefined);
    const question = messages.find(({ id, method }) => id !== undefined && method !== undefined);
    return {
      text: each,
      needs: answers.flatMap(({ id }) => take(id, true)),
      reply: question === undefined ? undefined : take(question.id, false)[0],
      isWithinCall: messages.some(
        ({ id, method }) => method !== undefined && (id !== undefined || TELLS.has(method)),
      ),
    };
  });
  let next: string[] = [];
  return events
    .toReversed()
    .map(({ isWithinCall, ...event }) => {
      if (event.needs.length > 0) next = event.needs;
      return isWithinCall ? { ...event, needs: next } : event;
    })
    .toReversed();
}

/** What MCP tells of a call that is under way. */
const TELLS: ReadonlySet<unknown> = new Set(['notifications/progress', 'notifications/message']);

function all(others: readonly OtherIds[]): OtherIds {
  return {
    ids: new Map(others.flatMap(({ ids }) => [...ids])),
    tokens: new Map(others.flatMap(({ tokens }) => [...tokens])),
  };
}
