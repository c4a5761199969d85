import type { WebSocketFrame, WebSocketRefusal, WebSocketResponse } from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { headerOf } from '../engine/http-call.ts';
import { toBody, toTextBody } from '../import/body.ts';
import { unpack } from '../import/unpack.ts';
import { readChunks, readLength } from '../interceptors/read-request.ts';
import { BINARY, CLOSE, createFrameReader, readClose, TEXT, type WireMessage } from './frames.ts';
import { createInflater } from './inflate.ts';
import { readFields } from '../http/header-text.ts';

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
      // The answer proper is yet to come.
      if (head.status < 200) return undefined;
      const refused: { head: ResponseHead; body: Buffer } = { head, body: Buffer.alloc(0) };
      refusal = refused;
      return readRefusal(head, {
        part: (bytes) => void (refused.body = Buffer.concat([refused.body, bytes])),
        whole(body) {
          refused.body = body;
          onRefused();
        },
      });
    }),
    end(isBroken) {
      if (refusal !== undefined) return { frames, refused: toRefusal(refusal) };
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

/** Passes on what follows a message's head to the reader that its head is given to; without one, another follows. */
function afterHead(
  readerOf: (head: string) => ((chunk: Buffer) => void) | undefined,
): (chunk: Uint8Array) => void {
  let pending = Buffer.alloc(0);
  let read: ((chunk: Buffer) => void) | undefined;
  return (chunk) => {
    if (read !== undefined) return read(Buffer.from(chunk));
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(END); end >= 0; end = pending.indexOf(END)) {
      read = readerOf(pending.toString('latin1', 0, end));
      pending = pending.subarray(end + END.length);
      if (read !== undefined) break;
    }
    if (read !== undefined && pending.length > 0) read(pending);
  };
}

const END = '\r\n\r\n';

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

/** Reads the body of a refusal, however its end is told; the end of the connection tells the rest. */
function readRefusal(
  { status, headers }: ResponseHead,
  on: { part: (bytes: Buffer) => void; whole: (body: Buffer) => void },
): (chunk: Buffer) => void {
  const length = status === 204 || status === 304 ? '0' : headerOf(headers, 'content-length');
  if (/\bchunked$/i.test(headerOf(headers, 'transfer-encoding') ?? '')) return readChunks(on.whole);
  if (length === undefined) return on.part;
  const read = readLength(Number(length), on.whole);
  read(Buffer.alloc(0));
  return read;
}

function toRefusal({ head, body }: { head: ResponseHead; body: Buffer }): WebSocketRefusal {
  const { status, reason, headers } = head;
  const held = toBody(unpack(body, headers) ?? body) as WebSocketRefusal['body'];
  return { status, ...keptReason(status, reason), headers, ...(held !== undefined && { body: held }) };
}

function toData({ opcode, payload }: WireMessage): WebSocketFrame['data'] {
  if (opcode === BINARY) return { base64: payload.toString('base64') };
  const text = payload.toString('utf8');
  const body = toTextBody(text);
  return body !== undefined && 'json' in body ? { json: body.json } : { text };
}
