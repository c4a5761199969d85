import type { Json, WebSocketFrame } from '@agent-replay/contracts';
import type { ImportedEntry } from './imported-entry.ts';
import { isRecord } from './is-record.ts';
import { toSessionInteraction } from './session-interaction.ts';

/** True for an entry of a WebSocket log: `kind: message` or `kind: close`. */
export function isSessionEntry(entry: unknown): entry is Record<string, unknown> {
  return isRecord(entry) && (entry['kind'] === 'message' || entry['kind'] === 'close');
}

/**
 * Makes sessions of a WebSocket log. A close ends a session, and what follows it begins the next. The
 * log keeps no times: frames stand in its order, all at 0.
 */
export function toSessions(entries: readonly unknown[], url: string): ImportedEntry[] {
  const sessions: ImportedEntry[] = [];
  let start = 0;
  let frames: WebSocketFrame[] = [];
  const end = (close?: { code: number; reason: string }): void => {
    if (frames.length > 0 || close !== undefined) {
      sessions.push({
        index: start,
        interaction: toSessionInteraction(url, frames, close),
      });
    }
    frames = [];
  };
  for (const [index, entry] of entries.entries()) {
    if (!isSessionEntry(entry)) continue;
    if (frames.length === 0) start = index;
    if (entry['kind'] === 'close')
      end({
        code: Number(entry['code'] ?? 1005),
        reason: typeof entry['reason'] === 'string' ? entry['reason'] : '',
      });
    else
      frames.push({
        direction: entry['direction'] as 'sent' | 'received',
        at_ms: 0,
        data: toData(entry['data']),
      });
  }
  end();
  return sessions;
}

function toData(data: unknown): WebSocketFrame['data'] {
  if (typeof data === 'string') return { text: data };
  if (data instanceof Uint8Array) return { base64: Buffer.from(data).toString('base64') };
  return { json: data as Json };
}
