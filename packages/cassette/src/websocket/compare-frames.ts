import type { Issue, Json, WebSocketFrame } from '@agent-replay/contracts';
import { differences } from '../engine/differences.ts';
import { ignoreFields } from '../engine/ignore-fields.ts';

/** A frame as it crosses the wire: text or bytes. */
export type FrameData = string | Uint8Array;

/**
 * Compares a recorded frame with one that a client sends: JSON by value, whichever kind of frame
 * carries it, other text and bytes exactly.
 */
export function compareFrames(
  recorded: WebSocketFrame['data'] | undefined,
  received: FrameData,
  ignore: readonly string[],
): Issue[] {
  if (recorded === undefined) return differences(undefined, show(received));
  if ('json' in recorded) {
    const value = parseJson(toText(received));
    return value === undefined
      ? differences(recorded.json, show(received))
      : differences(ignoreFields(recorded.json, ignore), ignoreFields(value, ignore));
  }
  if ('text' in recorded)
    return differences(recorded.text, typeof received === 'string' ? received : show(received));
  return differences(recorded.base64, Buffer.from(received as Uint8Array).toString('base64'));
}

function toText(data: FrameData): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
}

function show(data: FrameData): Json {
  return typeof data === 'string'
    ? (parseJson(data) ?? data)
    : { base64: Buffer.from(data).toString('base64') };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
