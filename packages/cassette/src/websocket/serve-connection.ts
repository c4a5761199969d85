import type { Socket } from 'node:net';
import { setImmediate as later } from 'node:timers';
import type { WebSocketFrame } from '@agent-replay/contracts';
import {
  BINARY,
  CLOSE,
  closePayload,
  createFrameReader,
  encodeFrame,
  PING,
  PONG,
  readClose,
  TEXT,
} from './frames.ts';
import type { Connect, WebSocketPeer } from './connect.ts';
import { acceptUpgrade, type UpgradeRequest } from './upgrade-request.ts';

/** Plays the server's end of a WebSocket connection; returns the reader of what the client writes. */
export function serveConnection(
  socket: Socket,
  request: UpgradeRequest,
  connect: Connect,
): (chunk: Uint8Array) => void {
  let closing = false;
  const close = (code: number, reason: string): void => {
    if (closing) return;
    closing = true;
    socket.write(encodeFrame(CLOSE, closePayload(code, reason)));
  };
  const peer: WebSocketPeer = {
    send: (data) => void socket.write(encodeFrame('base64' in data ? BINARY : TEXT, payloadOf(data))),
    close(code, reason) {
      // 1005 and 1006 stand for "no code" and "no close frame", and cannot be sent.
      if (code === 1006) breakOff(socket);
      else close(code, reason);
    },
    fail: (error) => void socket.destroy(error),
  };
  let answer: ReturnType<Connect>;
  try {
    answer = connect(request, peer);
  } catch (error) {
    whenConnected(socket, () => socket.destroy(error as Error));
    return () => {};
  }
  if (answer === 'unanswered') return () => {};
  if ('refused' in answer) {
    const { refused } = answer;
    // A server never answers within the client's own write.
    whenConnected(socket, () => later(() => socket.end(refused)));
    return () => {};
  }
  const { receive, end, protocol } = answer;
  socket.write(acceptUpgrade(request, protocol));
  socket.once('close', () => end());
  const read = createFrameReader(({ opcode, payload }) => {
    if (opcode === TEXT) receive(payload.toString('utf8'));
    else if (opcode === BINARY) receive(payload);
    else if (opcode === PING) socket.write(encodeFrame(PONG, payload));
    else if (opcode === CLOSE) {
      const { code, reason } = readClose(payload);
      close(code, reason);
      end();
      socket.end();
    }
  });
  // A server never answers within the client's own write.
  return (chunk) => queueMicrotask(() => read(chunk));
}

/** As a peer that is gone: what it wrote before is read first. */
function breakOff(socket: Socket): void {
  socket.once('end', () => socket.destroy());
  socket.end();
}

function whenConnected(socket: Socket, act: () => void): void {
  if (socket.connecting) socket.once('connect', act);
  else act();
}

function payloadOf(data: WebSocketFrame['data']): Buffer {
  if ('base64' in data) return Buffer.from(data.base64, 'base64');
  return Buffer.from('text' in data ? data.text : JSON.stringify(data.json));
}
