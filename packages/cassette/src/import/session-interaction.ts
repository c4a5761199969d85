import type { WebSocketFrame } from '@agent-replay/contracts';

/** Makes a WebSocket interaction of a recorded session, still without its id. */
export function toSessionInteraction(
  url: string,
  frames: WebSocketFrame[],
  close?: { code: number; reason: string },
) {
  return {
    kind: 'websocket' as const,
    effect: 'write' as const,
    request: { url },
    response: { frames, ...(close !== undefined && { close }) },
  };
}
