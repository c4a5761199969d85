import { isUtf8 } from 'node:buffer';
import { AgentReplayError, Interaction } from '@agent-replay/contracts';
import type { Interactions } from './engine/index-tape.ts';

/**
 * Reads a large cassette one interaction at a time: only where each begins and ends is kept, and each
 * is parsed, and held against its schema, when it is asked for. Undefined for a file that is not laid
 * out as a cassette; the reader of whole files says why.
 */
export function readLargeTape(content: Buffer, file: string): Interactions | undefined {
  const spans = isUtf8(content) ? findItems(content) : undefined;
  if (spans === undefined) return undefined;
  const at = (index: number): Interaction | undefined => {
    const [start, , end] = spans.slice(index * PARTS, (index + 1) * PARTS);
    if (start === undefined || end === undefined) return undefined;
    try {
      return Interaction.parse(JSON.parse(content.toString('utf8', start, end)));
    } catch (cause) {
      throw notAnInteraction(`${file}#/interactions/${index}`, cause);
    }
  };
  /** What comes before the response is enough to look it up by, and most of a tape is responses. */
  const peek = (index: number): Interaction | undefined => {
    const [start, response] = [spans[index * PARTS], spans[index * PARTS + 1]];
    if (start === undefined || response === undefined || response === 0) return at(index);
    // The brace that ends it stands where the comma is, for a moment: a text need not be put together.
    content[response] = CLOSE;
    const head = content.toString('utf8', start, response + 1);
    content[response] = COMMA;
    try {
      const value = JSON.parse(head) as Interaction;
      return canBeLookedUp(value) ? value : at(index);
    } catch {
      return at(index);
    }
  };
  return { length: spans.length / PARTS, at, peek };
}

/** Where an item begins, where the comma before its response is (0: unknown), and where it ends. */
const PARTS = 3;
const RESPONSE = Buffer.from('"response"');

/** Has what its key is made of; the schema would take as long as all the rest. */
function canBeLookedUp({ id, lane, kind, request }: Interaction): boolean {
  if (
    typeof id !== 'string' ||
    (lane !== undefined && typeof lane !== 'string') ||
    typeof request !== 'object'
  )
    return false;
  if (kind !== 'http') return false;
  return (
    typeof request.method === 'string' && typeof request.url === 'string' && Array.isArray(request.headers)
  );
}

function notAnInteraction(place: string, cause: unknown): AgentReplayError {
  return new AgentReplayError(
    'CASSETTE_CORRUPT',
    `Failed to read the cassette "${place}": it is no interaction.`,
    { lines: [['fix', 'correct it there, or record the cassette again']], cause },
  );
}

const NEAR = 48;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
const HEAD = /^\s*\{\s*(?:"\$schema"\s*:\s*"[^"\\]*"\s*,\s*)?"interactions"\s*:\s*\[/;
const TAIL = /^\s*\}\s*$/;

/** The places of each object of the list, `PARTS` numbers each. */
function findItems(content: Buffer): number[] | undefined {
  const head = HEAD.exec(content.toString('latin1', 0, 4096));
  if (head === null) return undefined;
  const spans: number[] = [];
  let depth = 0;
  let isDue = true;
  let comma = 0;
  let response = 0;
  for (let at = head[0].length; at < content.length; at += 1) {
    const byte = content[at] as number;
    if (byte === QUOTE) {
      if (depth === 0) return undefined;
      const end = endOfString(content, at);
      if (end < 0) return undefined;
      if (depth === 1 && comma > 0 && response === 0 && isResponse(content, at, end)) response = comma;
      at = end;
      comma = 0;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      if (depth === 0) {
        if (byte === OPEN_LIST || !isDue) return undefined;
        spans.push(at);
        isDue = false;
        response = 0;
      }
      depth += 1;
      comma = 0;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (depth === 0) {
        const isEnd = byte === CLOSE_LIST && (!isDue || spans.length === 0);
        return isEnd && TAIL.test(content.toString('latin1', at + 1)) ? spans : undefined;
      }
      depth -= 1;
      if (depth === 0) spans.push(response, at + 1);
      comma = 0;
    } else if (byte === COMMA) {
      comma = at;
      if (depth > 0) continue;
      if (isDue) return undefined;
      isDue = true;
    } else if (depth === 0) {
      if (byte > 0x20) return undefined;
    } else if (byte > 0x20) comma = 0;
  }
  return undefined;
}

function isResponse(content: Buffer, start: number, end: number): boolean {
  return end - start === RESPONSE.length - 1 && RESPONSE.compare(content, start, end + 1) === 0;
}

/** Where a string's closing quote is, or -1. */
function endOfString(content: Buffer, start: number): number {
  // Most are short: a search costs more than a look.
  const near = Math.min(content.length, start + NEAR);
  for (let at = start + 1; at < near; at += 1) {
    if (content[at] === QUOTE) return at;
    if (content[at] === BACKSLASH) break;
  }
  for (let at = content.indexOf(QUOTE, start + 1); at >= 0; at = content.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (content[before] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return -1;
}
