import { expect, it } from 'vitest';
import {
  BINARY,
  CLOSE,
  closePayload,
  createFrameReader,
  encodeFrame,
  readClose,
  TEXT,
  type WireMessage,
} from './frames.ts';

function read(chunks: Iterable<Uint8Array>): WireMessage[] {
  const messages: WireMessage[] = [];
  const reader = createFrameReader((message) => messages.push(message));
  for (const chunk of chunks) reader(chunk);
  return messages;
}

function mask(frame: Buffer, headBytes: number): Buffer {
  const key = Buffer.from([1, 2, 3, 4]);
  const payload = Buffer.from(frame.subarray(headBytes).map((byte, at) => byte ^ (key[at & 3] ?? 0)));
  const head = Buffer.from(frame.subarray(0, headBytes));
  head[1] = head.readUInt8(1) | 0x80;
  return Buffer.concat([head, key, payload]);
}

it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  'reads back a message of %i bytes, in any pieces',
  (size) => {
    const payload = Buffer.alloc(size, 'ab');
    const frame = encodeFrame(BINARY, payload);
    expect(read([frame])).toEqual([{ opcode: BINARY, payload }]);
    const pieces = [frame.subarray(0, 1), frame.subarray(1, 3), frame.subarray(3, 11), frame.subarray(11)];
    expect(read(pieces)).toEqual([{ opcode: BINARY, payload }]);
    const headBytes = size < 126 ? 2 : size < 65_536 ? 4 : 10;
    expect(read([mask(frame, headBytes)])).toEqual([{ opcode: BINARY, payload }]);
  },
);

it('reads several messages in one piece, and joins fragments around a control frame', () => {
  const start = encodeFrame(TEXT, Buffer.from('hel'));
  start[0] = TEXT;
  const end = encodeFrame(0, Buffer.from('lo'));
  const ping = encodeFrame(9, Buffer.from('?'));
  expect(read([Buffer.concat([start, ping, end, encodeFrame(TEXT, Buffer.from('two'))])])).toEqual([
    { opcode: 9, payload: Buffer.from('?') },
    { opcode: TEXT, payload: Buffer.from('hello') },
    { opcode: TEXT, payload: Buffer.from('two') },
  ]);
});

it('reads and writes close frames, with and without a code', () => {
  expect(readClose(closePayload(4000, 'später'))).toEqual({ code: 4000, reason: 'später' });
  expect(readClose(closePayload(1005, ''))).toEqual({ code: 1005, reason: '' });
  expect(encodeFrame(CLOSE, closePayload(1000, ''))).toEqual(Buffer.from([0x88, 2, 3, 0xe8]));
});

it('refuses a frame beyond all bounds', () => {
  const head = Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]);
  expect(() => read([head])).toThrow(RangeError);
});
