import type { WebSocketFrame } from '@agent-replay/contracts';
import { toSessionInteraction } from './session-interaction.ts';
import { isRecord } from './is-record.ts';

/**
 * Makes a session of `_webSocketMessages`, or of the lines of them that Playwright saves beside the
 * archive. Chrome counts their times in seconds, Playwright in milliseconds.
 */
export function toHarSession(url: string, messages: readonly unknown[]) {
  const records = messages.filter(isRecord);
  const times = records.map(({ time }) => toMilliseconds(time));
  const base = Math.min(...times.filter(Number.isFinite));
  const frames = records.map(({ type, opcode, data }, at): WebSocketFrame => ({
    direction: type === 'send' ? 'sent' : 'received',
    at_ms: Math.max(0, Math.round((times[at] ?? NaN) - base)) || 0,
    data: opcode === 2 ? { base64: String(data) } : { text: String(data) },
  }));
  return toSessionInteraction(url.replace(/^http/i, 'ws'), frames);
}

/** Reads messages from a file of JSON lines. */
export function toHarMessages(lines: Uint8Array): unknown[] {
  const text = Buffer.from(lines).toString('utf8');
  return text.split('\n').flatMap((line): unknown[] => (line.trim() === '' ? [] : [JSON.parse(line)]));
}

function toMilliseconds(time: unknown): number {
  const value = Number(time);
  return value > 1e11 ? value : value * 1000;
}
