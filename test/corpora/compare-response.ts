import { isDeepStrictEqual } from 'node:util';
import type { RecordedResponse } from './recorded-exchange.ts';
import type { Received } from './request-again.ts';

type Same = (was: string, is: string) => boolean;

/**
 * What differs between a recorded response and the one a client saw: a list of sentences, or none.
 * Import redacts before it writes, so that a secret in a recording comes back as its placeholder; with
 * `redacted`, a placeholder stands for any text.
 */
export function compareResponse(
  recorded: RecordedResponse,
  received: Received,
  { redacted = false } = {},
): string[] {
  const same: Same = redacted ? isSameButRedacted : (was, is) => was === is;
  return [
    ...(recorded.status === received.status ? [] : [`status ${recorded.status} became ${received.status}`]),
    ...compareHeaders(recorded.headers, received.headers, same),
    ...compareBodies(recorded, received.bytes, same),
  ];
}

function compareHeaders(recorded: Received['headers'], received: Received['headers'], same: Same): string[] {
  const [before, after] = [fold(recorded), fold(received)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.get(name) ?? 'absent', after.get(name) ?? 'absent'];
    // A body whose text was redacted has another length.
    if (same === isSameButRedacted && name === 'content-length') return [];
    return same(was, is) ? [] : [`header ${name}: ${was} became ${is}`];
  });
}

function fold(pairs: Received['headers']): Map<string, string> {
  const folded = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    folded.set(key, folded.has(key) ? `${folded.get(key)}, ${value}` : value);
  }
  return folded;
}

function compareBodies(recorded: RecordedResponse, bytes: Buffer, same: Same): string[] {
  if (recorded.json === undefined) {
    return same(recorded.bytes.toString('latin1'), bytes.toString('latin1'))
      ? []
      : [`${recorded.bytes.length} bytes became ${bytes.length} other bytes`];
  }
  try {
    const was: unknown = JSON.parse(JSON.stringify(recorded.json));
    const is: unknown = JSON.parse(bytes.toString('utf8'));
    const equal = same === isSameButRedacted ? isSameJson(was, is) : isDeepStrictEqual(was, is);
    return equal ? [] : ['the JSON differs'];
  } catch (error) {
    return [`the body is not JSON: ${(error as Error).message}`];
  }
}

function isSameJson(was: unknown, is: unknown): boolean {
  if (typeof is === 'string' && is.includes('[REDACTED:'))
    return typeof was === 'string' && isSameButRedacted(was, is);
  if (typeof was !== 'object' || was === null || typeof is !== 'object' || is === null)
    return Object.is(was, is);
  const [before, after] = [Object.entries(was), new Map(Object.entries(is))];
  return before.length === after.size && before.every(([key, value]) => isSameJson(value, after.get(key)));
}

/** Compares piece by piece, so that the cost stays linear however many placeholders there are. */
function isSameButRedacted(was: string, is: string): boolean {
  const [first = '', ...pieces] = is.split(/\[REDACTED:[a-z0-9_]+:[0-9a-f]{8}\]/);
  if (pieces.length === 0) return was === is;
  let at = first.length;
  if (!was.startsWith(first) || !was.endsWith(pieces.at(-1) ?? '')) return false;
  for (const piece of pieces) {
    const found = was.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}
