import type { WebSocketFrame, WebSocketResponse } from '@agent-replay/contracts';
import type { FrameData } from './compare-frames.ts';

/** Where a session stands. `failed`: the client sent what was not recorded. */
type State = 'open' | 'closing' | 'closed' | 'failed';

export interface SessionOptions {
  /** Sends a recorded frame to the client. */
  deliver: (data: WebSocketFrame['data']) => void;
  /** Closes the connection as the server did. */
  close: (code: number, reason: string) => void;
  /**
   * Takes a frame that the client sent in the place of a recorded one, undefined where none is left; false ends the
   * session, which then waits for nothing.
   */
  accept: (frame: SentFrame) => boolean;
  /** Recorded gaps are divided by it; 0 leaves them out. @default 0 */
  speed?: number;
}

export interface SentFrame {
  /** 0-based index among the frames that the client sent. */
  index: number;
  data: FrameData;
  recorded: WebSocketFrame['data'] | undefined;
}

export interface Session {
  /** Takes a frame that the client sent. */
  receive: (data: FrameData) => void;
  /** The client is gone. */
  end: () => void;
  /** The 0-based index of the frame that the client has to send before anything more comes; undefined where it has not. */
  waitsFor: () => number | undefined;
}

/**
 * Plays the server's part of a recorded session. The rule of order: frames of one direction keep
 * theirs, and a received frame waits until every frame that the recording has sent before it was sent.
 * So a client may send earlier than it did, and may not skip or change what it sends.
 */
export function openSession(recording: WebSocketResponse, options: SessionOptions): Session {
  const { deliver, close, accept, speed = 0 } = options;
  const { frames } = recording;
  const expected = frames.filter(({ direction }) => direction === 'sent');
  let state: State = 'open';
  let sent = 0;
  let position = 0;
  let passed = 0;
  let clock = 0;
  let timer: NodeJS.Timeout | undefined;

  const advance = (): void => {
    while (step());
  };
  /** Passes one frame; false when the session has to wait, or is over. */
  const step = (): boolean => {
    if (state !== 'open' || timer !== undefined) return false;
    const frame = frames[position];
    if (frame === undefined) return finish();
    if (frame.direction === 'sent') {
      if (passed === sent) return false;
      passed += 1;
    }
    // First, because a client may answer within `deliver`.
    position += 1;
    const gap = speed > 0 ? (frame.at_ms - clock) / speed : 0;
    clock = frame.at_ms;
    if (frame.direction === 'sent') return true;
    if (gap <= 0) {
      deliver(frame.data);
      return true;
    }
    timer = setTimeout(() => {
      timer = undefined;
      deliver(frame.data);
      advance();
    }, gap);
    return false;
  };
  const finish = (): false => {
    if (recording.close === undefined) return false;
    state = 'closing';
    close(recording.close.code, recording.close.reason);
    return false;
  };

  queueMicrotask(advance);
  return {
    receive(data) {
      if (state !== 'open') return;
      if (!accept({ index: sent, data, recorded: expected[sent]?.data })) {
        state = 'failed';
        return;
      }
      sent += 1;
      advance();
    },
    end() {
      clearTimeout(timer);
      timer = undefined;
      state = 'closed';
    },
    waitsFor: () => (state === 'open' && frames[position]?.direction === 'sent' ? sent : undefined),
  };
}
