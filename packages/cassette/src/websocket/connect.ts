import type { WebSocketFrame } from '@agent-replay/contracts';
import type { UpgradeRequest } from './upgrade-request.ts';

/** The client's end of an intercepted session. */
export interface WebSocketPeer {
  send: (data: WebSocketFrame['data']) => void;
  close: (code: number, reason: string) => void;
  /** Breaks the connection off with an error. */
  fail: (error: Error) => void;
}

/** What answers a client: frames that it sends, and its end. */
interface WebSocketAnswer {
  receive: (data: string | Uint8Array) => void;
  end: () => void;
  /** The subprotocol that it chooses, empty for none; left out, the first that is offered. */
  protocol?: string | undefined;
}

/** What answers a handshake that is refused, as it goes over the wire. */
interface WebSocketRefusal {
  refused: Uint8Array;
}

/** What a handshake meets: an answer, a refusal, or nothing at all, as where a server hangs. */
export type Connect = (
  request: UpgradeRequest,
  peer: WebSocketPeer,
) => WebSocketAnswer | WebSocketRefusal | 'unanswered';
