import { isUtf8 } from 'node:buffer';
import { AgentReplayError, Interaction } from '@agent-replay/contracts';
import type { Interactions } from './engine/engine.ts';

/**
 * Reads a large cassette one interaction at a time: only where each begins and ends is kept, and each
 * is parsed, and held against its schema, when it is asked for. Undefined for a file that is not laid
 * out as a cassette; the reader of whole files says why.
 */
export function readLargeTape(content: Buffer, file: string): Interactions | undefined {
  const spans = isUtf8(content) ? findItems(content) : undefined;
  if (spans === undefined) return undefined;
  const textOf = (index: number): string | undefined => {
    const [start, end] = [spans[index * 2], spans[index * 2 + 1]];
    return start === undefined || end === undefined ? undefined : content.toString('utf8', start, end);
  };
  const read = (index: number, schema: boolean): Interaction | undefined => {
    const text = textOf(index);
    if (text === undefined) return undefined;
    try {
      const value = JSON.parse(text) as Interaction;
      return schema || !canBeLookedUp(value) ? Interaction.parse(value) : value;
    } catch (cause) {
      throw notAnInteraction(`${file}#/interactions/${index}`, cause);
    }
  };
  return {
    length: spans.length / 2,
    at: (index) => read(index, true),
    peek: (index) => read(index, false),
  };
}

/** Has what its key is made of; the schema would take as long as all the rest. */
function canBeLookedUp({ id, lane, kind, request }: Interaction): boolean {
  if (typeof id !== 'string' || typeof lane !== 'string' || typeof request !== 'object') return false;
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

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
const HEAD = /^\s*\{\s*(?:"\$schema"\s*:\s*"[^"\\]*"\s*,\s*)?"interactions"\s*:\s*\[/;
const TAIL = /^\s*\}\s*$/;

/** Where each object of the list begins and ends, by turns. */
function findItems(content: Buffer): number[] | undefined {
  const head = HEAD.exec(content.toString('latin1', 0, 4096));
  if (head === null) return undefined;
  const spans: number[] = [];
  let depth = 0;
  let isDue = true;
  for (let at = head[0].length; at < content.length; at += 1) {
    const byte = content[at] as number;
    if (byte === QUOTE) {
      if (depth === 0) return undefined;
      at = endOfString(content, at);
      if (at < 0) return undefined;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      if (depth === 0) {
        if (byte === OPEN_LIST || !isDue) return undefined;
        spans.push(at);
        isDue = false;
      }
      depth += 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (depth === 0) {
        const isEnd = byte === CLOSE_LIST && (!isDue || spans.length === 0);
        return isEnd && TAIL.test(content.toString('latin1', at + 1)) ? spans : undefined;
      }
      depth -= 1;
      if (depth === 0) spans.push(at + 1);
    } else if (depth === 0) {
      if (byte === COMMA) {
        if (isDue) return undefined;
        isDue = true;
      } else if (byte > 0x20) return undefined;
    }
  }
  return undefined;
}

/** Where a string's closing quote is, or -1. */
function endOfString(content: Buffer, start: number): number {
  for (let at = content.indexOf(QUOTE, start + 1); at >= 0; at = content.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (content[before] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return -1;
}
