import type { HttpResponse, WebSocketFrame, WebSocketResponse } from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { headerOf } from '../engine/http-call.ts';
import { toTextBody } from '../import/body.ts';
import { BINARY, CLOSE, createFrameReader, readClose, TEXT, type WireMessage } from './frames.ts';
import { createInflater } from './inflate.ts';
import { readFields } from './upgrade-request.ts';

/** Sees both directions of one connection, from the first byte of its opening handshake. */
export interface SessionObserver {
  sent: (chunk: Uint8Array) => void;
  received: (chunk: Uint8Array) => void;
  /**
   * What was seen, or undefined when there was no answer to the handshake.
   *
   * @param isBroken the server is gone; else the session was open still, or its client left it
   */
  end: (isBroken: boolean) => WebSocketResponse | undefined;
}

/**
 * Makes a session's record out of the bytes of its connection.
 *
 * @param onRefused is called once the answer that refuses a handshake is whole
 */
export function observeSession(now: () => number, onRefused: () => void): SessionObserver {
  const frames: WebSocketFrame[] = [];
  let opened: number | undefined;
  let protocol: string | undefined;
  let refusal: { head: ResponseHead; body: Buffer } | undefined;
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
    sent: afterHead((head) => {
      // What nobody offered, nobody chose.
      if (headerOf(readHead(head).headers, 'sec-websocket-protocol') !== undefined) protocol = '';
      return reader('sent');
    }),
    received: afterHead((text) => {
      const head = readHead(text);
      if (head.status === 101) {
        opened = now();
        protocol = headerOf(head.headers, 'sec-websocket-protocol') ?? protocol;
        return reader('received');
      }
      const refused = { head, body: Buffer.alloc(0) };
      refusal = refused;
      if (isWhole(refused)) onRefused();
      return (chunk) => {
        refused.body = Buffer.concat([refused.body, chunk]);
        if (isWhole(refused)) onRefused();
      };
    }),
    end(isBroken) {
      if (refusal !== undefined) return { frames, refused: toResponse(refusal) };
      if (opened === undefined) return undefined;
      const broken = closing || !isBroken ? {} : { close: { code: 1006, reason: '' } };
      return {
        frames,
        ...(protocol !== undefined && { protocol }),
        ...(close !== undefined ? { close } : broken),
      };
    },
  };
}

/** Passes on what follows a message's head to the reader that its head is given to. */
function afterHead(readerOf: (head: string) => (chunk: Uint8Array) => void): (chunk: Uint8Array) => void {
  let head = Buffer.alloc(0);
  let read: ((chunk: Uint8Array) => void) | undefined;
  return (chunk) => {
    if (read !== undefined) return read(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    read = readerOf(head.toString('latin1', 0, end));
    const rest = head.subarray(end + 4);
    if (rest.length > 0) read(rest);
  };
}

interface ResponseHead {
  status: number;
  reason: string;
  headers: [string, string][];
}

/** Of a request there are the fields only. */
function readHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split('\r\n');
  const [, status = '0', reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)$/.exec(first) ?? [];
  return { status: Number(status), reason, headers: readFields(lines) };
}

function isWhole({ head, body }: { head: ResponseHead; body: Buffer }): boolean {
  const length = headerOf(head.headers, 'content-length');
  if (length !== undefined) return body.byteLength >= Number(length);
  return /chunked/i.test(headerOf(head.headers, 'transfer-encoding') ?? '') && body.includes('0\r\n\r\n');
}

function toResponse({ head, body }: { head: ResponseHead; body: Buffer }): HttpResponse {
  const { status, reason, headers } = head;
  return {
    status,
    ...keptReason(status, reason),
    headers,
    ...(body.byteLength > 0 && {
      body: toTextBody(body.toString('utf8')) ?? { base64: body.toString('base64') },
    }),
  };
}

function toData({ opcode, payload }: WireMessage): WebSocketFrame['data'] {
  if (opcode === BINARY) return { base64: payload.toString('base64') };
  const text = payload.toString('utf8');
  const body = toTextBody(text);
  return body !== undefined && 'json' in body ? { json: body.json } : { text };
}
