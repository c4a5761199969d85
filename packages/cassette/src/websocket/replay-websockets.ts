import {
  formatLines,
  type Interaction,
  laneOf,
  type Miss,
  type WebSocketRefusal,
} from '@agent-replay/contracts';
import { changedPart } from '../engine/agent-part.ts';
import type { Call } from '../engine/call.ts';
import type { Interactions } from '../engine/index-tape.ts';
import type { MatchOptions } from '../engine/match-options.ts';
import { NO_BLOBS } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { wireHeaders, wireText } from '../http/header-text.ts';
import { reasonOf } from '../http/reason-phrase.ts';
import { connectionError } from '../http/recorded-error.ts';
import { FRAMING, headText } from '../http/wire-response.ts';
import { interceptWebSockets } from './intercept-websockets.ts';
import { openSession, type SessionMiss } from './session.ts';
import { websocketCall } from './websocket-call.ts';

type WebSocketInteraction = Extract<Interaction, { kind: 'websocket' }>;

export interface ReplayWebSocketsOptions {
  interactions: Interactions;
  /** Takes the recorded session for an opening, or gives the error that refuses it. */
  answer: (call: Call) => WebSocketInteraction | Error;
  /** Keeps a miss within a session, and gives the error that ends it. */
  refuse: (miss: Miss) => Error;
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
  const { interactions, answer, refuse, isAllowed, match, speed } = options;
  const recorded = Array.from({ length: interactions.length }, (_, index) => interactions.at(index)).filter(
    (interaction) => interaction?.kind === 'websocket',
  );
  const targets = new Set(recorded.map(({ request }) => websocketCall(request.url, match).content.target));
  const anyUrl = recorded.some(({ request }) => request.url === ANY_URL);
  return interceptWebSockets({
    isAllowed,
    connect({ url }, peer) {
      const call = websocketCall(url, match);
      const interaction = answer(
        anyUrl && !targets.has(call.content.target)
          ? { ...websocketCall(ANY_URL, match), label: call.label }
          : call,
      );
      if (interaction instanceof Error) throw interaction;
      const { response = { frames: [] }, error } = interaction;
      if (error !== undefined) throw connectionError(error);
      const { refused, protocol } = response;
      if (refused !== undefined) return { refused: onTheWire(refused) };
      const session = openSession(response, {
        deliver: peer.send,
        close: peer.close,
        onMiss: (miss) => peer.fail(refuse(explain(miss, interaction, url))),
        speed,
        ...(match.ignore !== undefined && { ignore: match.ignore }),
      });
      return { ...session, protocol };
    },
  });
}

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

function fixFor(lane: string, differences: SessionMiss['differences']): string {
  const changed = changedPart(lane, differences);
  return changed === undefined
    ? `record the session again, or ignore the field: match.ignore: [${JSON.stringify(differences[0]?.path ?? '')}]`
    : `${changed}: put it back, or record the session again, and prove the fixture again`;
}

function explain(miss: SessionMiss, session: WebSocketInteraction, url: string): Miss {
  const { sent, recorded, differences } = miss;
  const { id, effect } = session;
  const lane = laneOf(session);
  const exhausted = sent >= recorded;
  const call = `WebSocket ${url}, frame ${sent + 1} sent`;
  const [first] = differences;
  const fix = exhausted
    ? 'the agent sends more than when it was recorded: mend the agent, or record the session again'
    : fixFor(lane, differences);
  const summary = exhausted
    ? `Failed to replay "${call}": recorded ${recorded}, sent ${sent + 1}.`
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
