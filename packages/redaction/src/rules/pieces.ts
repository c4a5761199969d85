import { type Edit, kindWithin } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { lookAgain } from './look-again.ts';
import type { JsonNode } from './read-json.ts';
import { redactJoined } from './redact-joined.ts';
import type { Scan } from './rule.ts';

/** A string of JSON that others continue: where it is in the whole text, and what it says. */
export interface Piece {
  start: number;
  end: number;
  value: string;
  /** What says the same once more beside it, and what would have been said instead. */
  also?: readonly JsonNode[];
  /** Where the text that these were read from begins in the whole text. */
  offset?: number;
}

/**
 * Edits of strings that continue one another: the placeholder of a secret takes the place of its first piece, the rest
 * becomes empty.
 *
 * @param alone what stands in place of each string by itself, by its place
 */
export function pieceEdits(pieces: readonly Piece[], alone: ReadonlyMap<number, string>, scan: Scan): Edit[] {
  const after = redactJoined(
    pieces.map(({ value }) => value),
    { ...scan.decoded, placeholder: scan.placeholder },
  );
  return pieces.flatMap((piece, index) => {
    const { start, end, value, also = [], offset = 0 } = piece;
    const text = after[index] ?? '';
    if (text === value) return [];
    const beside = also.flatMap((node) => echoes(node, value, text, offset));
    const isGone = text === '' || isPlaceholder(text);
    const own = alone.get(start) ?? '';
    // by itself it told the same, or more
    if (!isGone && (isPlaceholder(own) || own === JSON.stringify(text))) return beside;
    const clean = isGone ? text : lookAgain(text, scan, scan.placeholder);
    return [{ start, end, kind: kindWithin(text, 'delta'), text: JSON.stringify(clean) }, ...beside];
  });
}

/** The same string within a node, and lists of bytes there, which are emptied. */
function echoes(root: JsonNode, value: string, after: string, offset: number): Edit[] {
  const edits: Edit[] = [];
  const replace = (start: number, end: number, text: string): void => {
    edits.push({ start: offset + start, end: offset + end, kind: kindWithin(text, 'delta'), text });
  };
  const todo: JsonNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.type === 'object') for (const [key, member] of node.members) todo.push(key, member);
    else if (node.type === 'array') {
      const [first, last] = [node.items[0], node.items.at(-1)];
      if (node.isMeasured !== true) todo.push(...node.items);
      else if (first !== undefined && last !== undefined && 'start' in first && 'end' in last)
        replace(first.start, last.end, '');
    } else if (node.type === 'string' && node.value === value)
      replace(node.start, node.end, JSON.stringify(after));
  }
  return edits;
}
