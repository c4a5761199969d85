import {
  type Drift,
  formatLines,
  type Interaction,
  type Issue,
  laneOf,
  type Miss,
  type WebSocketFrame,
  type WebSocketRefusal,
} from '@agent-replay/contracts';
import { changedPart } from '../engine/agent-part.ts';
import type { Call } from '../engine/call.ts';
import { TIMES_AND_IDS } from '../engine/explain-miss.ts';
import { ignoringFields } from '../engine/ignoring-fields.ts';
import type { Interactions } from '../engine/index-tape.ts';
import { type MatchOptions, servesDrift } from '../engine/match-options.ts';
import { noteIds, type OtherIds, rpcIds, textWithIds } from '../engine/rpc-ids.ts';
import { differInTimesAndIds } from '../engine/times-and-ids.ts';
import { NO_BLOBS } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { wireHeaders, wireText } from '../http/header-text.ts';
import { reasonOf } from '../http/reason-phrase.ts';
import { connectionError } from '../http/recorded-error.ts';
import { FRAMING, headText } from '../http/wire-response.ts';
import { interceptWebSockets } from './intercept-websockets.ts';
import { asRecorded, compareFrames, valueOf } from './compare-frames.ts';
import { openSession, type SentFrame } from './session.ts';
import { websocketCall } from './websocket-call.ts';

type WebSocketInteraction = Extract<Interaction, { kind: 'websocket' }>;

export interface ReplayWebSocketsOptions {
  interactions: Interactions;
  /** An opening as it is compared. */
  toCall: (url: string) => Call;
  /** Takes the recorded session for an opening, or gives the error that refuses it. */
  answer: (call: Call) => WebSocketInteraction | Error;
  /** A frame as the recorder would have written it: of the ways to read it the first that was recorded. */
  redact: (
    data: WebSocketFrame['data'],
    isRecorded: (data: WebSocketFrame['data']) => boolean,
  ) => WebSocketFrame['data'];
  /** A recorded frame as it is given here. */
  given: (data: WebSocketFrame['data']) => WebSocketFrame['data'];
  /** Keeps a frame that was answered though it is not the recorded one. */
  drifted: (drift: Drift) => void;
  /** Keeps a miss within a session, and gives the error that ends it. */
  refuse: (miss: Miss) => Error;
  /** Hears of each session that is answered; asked later, it says what that waits for. */
  opened: (waiting: () => string | undefined) => void;
  /** Sessions that are let out. */
  isAllowed: (url: URL) => boolean;
  match: MatchOptions;
  speed: number;
}

/** Stands for a URL that a recording does not name. */
const ANY_URL = '*';

/**
 * Answers WebSocket sessions from the tape. Sessions with one URL are taken in order; one recorded
 * without a URL answers any that no other session names.
 *
 * @returns its own undo
 */
export function replayWebSockets(options: ReplayWebSocketsOptions): () => void {
  const { interactions, toCall, answer, redact, given, drifted, refuse, opened, isAllowed, match, speed } =
    options;
  const recorded = Array.from({ length: interactions.length }, (_, index) => interactions.at(index)).filter(
    (interaction) => interaction?.kind === 'websocket',
  );
  const targets = new Set(recorded.map(({ request }) => websocketCall(request.url, match).content.target));
  const anyUrl = recorded.some(({ request }) => request.url === ANY_URL);
  return interceptWebSockets({
    isAllowed,
    connect({ url }, peer) {
      const call = toCall(url);
      const interaction = answer(
        anyUrl && !targets.has(call.content.target)
          ? { ...websocketCall(ANY_URL, match), label: call.label }
          : call,
      );
      if (interaction instanceof Error) throw interaction;
      const { response = { frames: [] }, error } = interaction;
      if (error?.by === 'run') return 'unanswered';
      if (error !== undefined) throw connectionError(error);
      const { refused, protocol } = response;
      if (refused !== undefined) return { refused: onTheWire(refused) };
      const others = { ids: new Map<string, string>(), tokens: new Map<string, string>() };
      const deliver = (frame: WebSocketFrame['data']): void => {
        const data = given(frame);
        const isSame = others.ids.size + others.tokens.size === 0 || 'base64' in data;
        peer.send(isSame ? data : withIds(data, others));
      };
      const accept = ({ index, data, recorded: expected }: SentFrame): boolean => {
        const compare = (frame: WebSocketFrame['data']) => compareFrames(expected, frame, match.ignore ?? []);
        const sent = redact(asRecorded(expected, data), (frame) => compare(frame).length === 0);
        const found = compare(sent);
        if (expected !== undefined && !('base64' in expected))
          noteIds(others, rpcIds(textOf(expected)), rpcIds(Buffer.from(data).toString()));
        if (found.length === 0) return true;
        if (servesDrift(match) && expected !== undefined) {
          const { id } = interaction;
          drifted({ interaction: id, part: 'request', frame: index, differences: found, received: sent });
          return true;
        }
        const miss = { index, expected, sent, differences: found };
        peer.fail(refuse(explain(miss, interaction, call.label)));
        return false;
      };
      const session = openSession(response, { deliver, close: peer.close, accept, speed });
      opened(() => {
        const frame = session.waitsFor();
        return frame === undefined ? undefined : `${call.label} waits for frame ${frame + 1} to be sent`;
      });
      return { ...session, protocol };
    },
  });
}

/** A frame with the ids of the calls that it answers. */
function withIds(data: TextData, others: OtherIds) {
  return { text: textWithIds(textOf(data), others) };
}

function textOf(data: TextData): string {
  return 'json' in data ? JSON.stringify(data.json) : data.text;
}

type TextData = Exclude<WebSocketFrame['data'], { base64: string }>;

function onTheWire({ status, reason, headers, body }: WebSocketRefusal): Buffer {
  const bytes = bodyBytes(body, NO_BLOBS);
  const kept = headers.filter(
    ([name]) => !FRAMING.has(name.toLowerCase()) && !/^content-encoding$/i.test(name),
  );
  const head = headText({
    status,
    reason: wireText(reasonOf({ status, reason })),
    headers: [...wireHeaders(kept), ['content-length', String(bytes.byteLength)], ['connection', 'close']],
  });
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

/** A frame that is not the one that was recorded in its place. */
interface FrameMiss {
  index: number;
  expected: WebSocketFrame['data'] | undefined;
  sent: WebSocketFrame['data'];
  differences: Issue[];
}

function fixFor(lane: string, { expected, sent, differences }: FrameMiss): string {
  if (expected === undefined)
    return 'the agent sends more than when it was recorded: mend the agent, or record the session again';
  if (differInTimesAndIds(valueOf(expected), valueOf(sent))) return TIMES_AND_IDS;
  const changed = changedPart(lane, differences);
  if (changed !== undefined)
    return `${changed}: put it back, or record the session again, and prove the fixture again`;
  return `record the session again${ignoringFields(differences)}`;
}

function explain(miss: FrameMiss, session: WebSocketInteraction, label: string): Miss {
  const { index, expected, differences } = miss;
  const { id, effect } = session;
  const lane = laneOf(session);
  const exhausted = expected === undefined;
  const call = `${label}, frame ${index + 1} sent`;
  const [first] = differences;
  const fix = fixFor(lane, miss);
  const summary = exhausted
    ? `Failed to replay "${call}": recorded ${index}, sent ${index + 1}.`
    : `Failed to replay "${call}": it is not the frame that was recorded.`;
  const lines: [string, string][] = [['session', id]];
  if (first !== undefined)
    lines.push(['at', first.path || '/'], ['expected', first.expected], ['received', first.received]);
  lines.push(['cause', exhausted ? 'exhausted' : 'body-diff'], ['fix', fix]);
  return {
    lane,
    call,
    effect,
    cause: exhausted ? 'exhausted' : 'body-diff',
    nearest: [{ id, differences }],
    message: formatLines(summary, lines),
    fix,
  };
}
