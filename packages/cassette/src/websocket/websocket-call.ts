import { type Effect, websocketLane } from '@agent-replay/contracts';
import type { Call } from '../engine/call.ts';
import { httpCall } from '../engine/http-call.ts';
import type { MatchOptions } from '../engine/match-options.ts';

/** Brings the opening of a WebSocket session into the form in which calls are compared. */
export function websocketCall(url: string, match: MatchOptions, effect: Effect = 'write'): Call {
  const { content } = httpCall(
    { method: 'WEBSOCKET', url, headers: [], body: new Uint8Array(), effect },
    match,
  );
  return {
    kind: 'websocket',
    lane: websocketLane(url),
    effect: () => effect,
    label: `WebSocket ${url}`,
    url,
    content: { ...content, headers: {} },
    sent: () => undefined,
  };
}
