/** A message or a control frame of RFC 6455, whole and unmasked. */
export interface WireMessage {
  opcode: typeof TEXT | typeof BINARY | typeof CLOSE | typeof PING | typeof PONG;
  payload: Buffer;
}

const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

/** A message larger than this ends the session. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Encodes a message as one unmasked frame, as servers send it. RFC 6455 §5.2. */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Encodes the payload of a close frame. RFC 6455 §5.5.1. */
export function closePayload(code: number, reason: string): Buffer {
  if (code === 1005) return Buffer.alloc(0);
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return Buffer.concat([payload, Buffer.from(reason)]);
}

/** Reads the payload of a close frame; 1005 stands for none. */
export function readClose(payload: Buffer): { code: number; reason: string } {
  if (payload.length < 2) return { code: 1005, reason: '' };
  return { code: payload.readUInt16BE(0), reason: payload.toString('utf8', 2) };
}

/**
 * Makes a reader of one direction's bytes: it takes them in any pieces, and gives each message once it
 * is whole, its fragments joined. `compressed` is true for one whose payload permessage-deflate packed.
 *
 * @throws {RangeError} from the reader, for a message that is too large.
 */
export function createFrameReader(
  onMessage: (message: WireMessage, compressed: boolean) => void,
): (chunk: Uint8Array) => void {
  let pending = Buffer.alloc(0);
  let fragments: { opcode: typeof TEXT | typeof BINARY; compressed: boolean; parts: Buffer[] } | undefined;
  return (chunk) => {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    for (let frame = readFrame(pending); frame !== undefined; frame = readFrame(pending)) {
      pending = pending.subarray(frame.bytes);
      const { opcode, final, compressed, payload } = frame;
      if (opcode >= CLOSE) {
        onMessage({ opcode: opcode as typeof CLOSE | typeof PING | typeof PONG, payload }, false);
        continue;
      }
      if (opcode !== CONTINUATION) {
        fragments = { opcode: opcode === TEXT ? TEXT : BINARY, compressed, parts: [] };
      }
      fragments?.parts.push(payload);
      if (!final || fragments === undefined) continue;
      onMessage({ opcode: fragments.opcode, payload: Buffer.concat(fragments.parts) }, fragments.compressed);
      fragments = undefined;
    }
  };
}

interface Frame {
  bytes: number;
  opcode: number;
  final: boolean;
  compressed: boolean;
  payload: Buffer;
}

/** The first frame of a buffer, or undefined until all of it is there. */
function readFrame(buffer: Buffer): Frame | undefined {
  if (buffer.length < 2) return undefined;
  const first = buffer.readUInt8(0);
  const second = buffer.readUInt8(1);
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = second >= 0x80;
  const start = 2 + extended + (masked ? 4 : 0);
  if (buffer.length < start) return undefined;
  const length =
    extended === 0 ? short : extended === 2 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2));
  if (length > MAX_MESSAGE_BYTES) throw new RangeError(`a frame of ${length} bytes is too large`);
  if (buffer.length < start + length) return undefined;
  const payload = Buffer.from(buffer.subarray(start, start + length));
  if (masked) unmask(payload, buffer.subarray(start - 4, start));
  return {
    bytes: start + length,
    opcode: first & 0x0f,
    final: first >= 0x80,
    compressed: (first & 0x40) !== 0,
    payload,
  };
}

function unmask(payload: Buffer, key: Buffer): void {
  for (let at = 0; at < payload.length; at += 1)
    payload[at] = (payload[at] as number) ^ (key[at & 3] as number);
}
