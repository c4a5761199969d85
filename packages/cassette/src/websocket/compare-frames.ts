import type { Issue, Json, WebSocketFrame } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import { differences } from '../engine/differences.ts';
import { ignoreFields } from '../engine/ignore-fields.ts';
import { withoutRpcIds } from '../engine/json-rpc.ts';
import { readsAs } from '../engine/stands-for.ts';
import { isDeep } from '../import/body.ts';

/** A frame as it crosses the wire: text or bytes. */
export type FrameData = string | Uint8Array;
type Recorded = WebSocketFrame['data'];

/**
 * A frame that a client sends, in the form of a recorded one where it has it: JSON whichever kind of frame carries it.
 * What nests deeper than a recording holds is text here as there.
 */
export function asRecorded(recorded: Recorded | undefined, received: FrameData): Recorded {
  const text = typeof received === 'string' ? received : Buffer.from(received).toString('utf8');
  if (recorded === undefined || 'json' in recorded) {
    const json = typeof received === 'string' || recorded !== undefined ? parseJson(text) : undefined;
    if (json !== undefined) return { json };
  }
  if (typeof received === 'string' && !(recorded !== undefined && 'base64' in recorded)) return { text };
  return { base64: Buffer.from(received as Uint8Array).toString('base64') };
}

/**
 * Compares a recorded frame with one that a client sends, both redacted: JSON by value, other text and bytes exactly.
 * Placeholders are equal whatever key made them, and within a frame that says more they stand for a credential that
 * is known to be one only later.
 */
export function compareFrames(
  recorded: Recorded | undefined,
  received: Recorded,
  ignore: readonly string[],
): Issue[] {
  if (recorded === undefined)
    return differences(undefined, 'base64' in received ? received : valueOf(received));
  const [before, after] = [recorded, received].map((data) => comparedFrame(data, ignore)) as [Json, Json];
  return readsAs(before, after) && saysMore(before) ? [] : differences(before, after);
}

/** What of a frame is compared: JSON-RPC without its ids, and nothing of what is left out. */
export function comparedFrame(data: Recorded, ignore: readonly string[]): Json {
  const said = 'json' in data ? ignoreFields(withoutRpcIds(data.json), ignore) : valueOf(data);
  return stripDigests(said as Json);
}

/** What a frame says, whatever form it has. */
export function valueOf(data: Recorded): Json {
  return 'json' in data ? data.json : 'text' in data ? data.text : data.base64;
}

/** True for a frame with a name, a word or a number beside its placeholders: one alone would stand for any command. */
function saysMore(data: Json): boolean {
  return /[\p{L}\p{N}]/u.test(JSON.stringify(data).replaceAll(STRIPPED, ''));
}

const STRIPPED = /\[REDACTED:[a-z0-9_]{1,32}\]/g;

function parseJson(text: string): Json | undefined {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
