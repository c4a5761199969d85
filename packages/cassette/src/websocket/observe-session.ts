import type { WebSocketFrame, WebSocketResponse } from '@agent-replay/contracts';
import { toTextBody } from '../import/body.ts';
import { BINARY, CLOSE, createFrameReader, readClose, TEXT, type WireMessage } from './frames.ts';
import { createInflater } from './inflate.ts';

/** Sees both directions of one connection, from the first byte of its opening handshake. */
export interface SessionObserver {
  sent: (chunk: Uint8Array) => void;
  received: (chunk: Uint8Array) => void;
  /**
   * What was seen, or undefined when the server refused the handshake.
   *
   * @param isBroken the server is gone; else the session was open still, or its client left it
   */
  end: (isBroken: boolean) => WebSocketResponse | undefined;
}

/** Makes a session's record out of the bytes of its connection. */
export function observeSession(now: () => number): SessionObserver {
  const frames: WebSocketFrame[] = [];
  let opened: number | undefined;
  let closing = false;
  let close: WebSocketResponse['close'];

  const reader = (direction: WebSocketFrame['direction']) => {
    const inflate = createInflater();
    return createFrameReader((message, compressed) => {
      const { opcode } = message;
      const payload = compressed ? inflate(message.payload) : message.payload;
      if (opcode === TEXT || opcode === BINARY) {
        frames.push({
          direction,
          at_ms: Math.round(now() - (opened ?? 0)),
          data: toData({ opcode, payload }),
        });
      } else if (opcode === CLOSE) {
        // Who closes first closes the session; the other's close frame is only its answer.
        if (!closing && direction === 'received') close = readClose(payload);
        closing = true;
      }
    });
  };
  return {
    sent: afterHead(() => true, reader('sent')),
    received: afterHead((head) => {
      if (!head.startsWith('HTTP/1.1 101 ')) return false;
      opened = now();
      return true;
    }, reader('received')),
    end(isBroken) {
      if (opened === undefined) return undefined;
      const broken = closing || !isBroken ? {} : { close: { code: 1006, reason: '' } };
      return { frames, ...(close !== undefined ? { close } : broken) };
    },
  };
}

/** Passes on what follows a message's head, unless the head is refused. */
function afterHead(
  accept: (head: string) => boolean,
  read: (chunk: Uint8Array) => void,
): (chunk: Uint8Array) => void {
  let head = Buffer.alloc(0);
  let state: 'head' | 'body' | 'refused' = 'head';
  return (chunk) => {
    if (state === 'body') read(chunk);
    if (state !== 'head') return;
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    state = accept(head.toString('latin1', 0, end)) ? 'body' : 'refused';
    const rest = head.subarray(end + 4);
    if (state === 'body' && rest.length > 0) read(rest);
  };
}

function toData({ opcode, payload }: WireMessage): WebSocketFrame['data'] {
  if (opcode === BINARY) return { base64: payload.toString('base64') };
  const text = payload.toString('utf8');
  const body = toTextBody(text);
  return body !== undefined && 'json' in body ? { json: body.json } : { text };
}
