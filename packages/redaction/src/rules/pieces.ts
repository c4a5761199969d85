import { type Edit, kindWithin, settleEdits } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { lookAgain } from './look-again.ts';
import { type JsonNode, readJsonAt } from './read-json.ts';
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
  const own = ownEdits(pieces, alone);
  const after = redactJoined(
    pieces.map(({ value }) => value),
    {
      placeholder: scan.placeholder,
      edits: (whole) => {
        const found = scan.decoded.edits(whole);
        return found.length === 0 || own.length === 0 ? found : together(whole, found, own);
      },
    },
  );
  return pieces.flatMap((piece, index) => {
    const { start, end, value, also = [], offset = 0 } = piece;
    const text = after[index] ?? '';
    if (text === value) return [];
    const beside = also.flatMap((node) => echoes(node, value, text, offset));
    const isGone = text === '' || isPlaceholder(text);
    const given = alone.get(start) ?? '';
    // by itself it told the same, or more
    if (!isGone && (isPlaceholder(said(given)) || given === JSON.stringify(text))) return beside;
    const clean = isGone ? text : lookAgain(text, scan, scan.placeholder);
    return [{ start, end, kind: kindWithin(text, 'delta'), text: JSON.stringify(clean) }, ...beside];
  });
}

/** What stands in place of a string is written with its quotes and escapes. */
function said(text: string): string {
  const { root } = readJsonAt(`[${text}]`, 0);
  const item = root?.type === 'array' ? root.items[0] : undefined;
  return item?.type === 'string' ? item.value : text;
}

/** What went from each piece by itself, in all of them joined. */
function ownEdits(pieces: readonly Piece[], alone: ReadonlyMap<number, string>): Edit[] {
  let from = 0;
  return pieces.flatMap(({ start, value }): Edit[] => {
    const base = from;
    from += value.length;
    const given = said(alone.get(start) ?? '');
    if (given === '') return [];
    const most = Math.min(value.length, given.length);
    let head = 0;
    while (head < most && value[head] === given[head]) head += 1;
    let tail = 0;
    while (tail < most - head && value.at(-1 - tail) === given.at(-1 - tail)) tail += 1;
    const end = base + value.length - tail;
    return base + head < end ? [{ start: base + head, end, kind: kindWithin(given, 'delta') }] : [];
  });
}

/** What goes by itself goes among others, too, where the end of the one and the beginning of the next look like something else. */
const together = (whole: string, found: readonly Edit[], own: readonly Edit[]): Edit[] =>
  settleEdits(whole, [...found, ...outside(found, own)]).map(({ text, ...edit }) =>
    text === undefined || edit.covers === true ? edit : { ...edit, text },
  );

/** Those that do not stand within what goes as a whole, quotes and all. Both grow. */
function outside(found: readonly Edit[], own: readonly Edit[]): Edit[] {
  const gone = found.filter(({ text }) => text === undefined || isPlaceholder(said(text)));
  let next = 0;
  return own.filter(({ start, end }) => {
    while ((gone[next]?.end ?? Infinity) < end) next += 1;
    return (gone[next]?.start ?? Infinity) > start;
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
      if (node.isMeasured !== true) for (const item of node.items) todo.push(item);
      else if (first !== undefined && last !== undefined && 'start' in first && 'end' in last)
        replace(first.start, last.end, '');
    } else if (node.type === 'string' && node.value === value)
      replace(node.start, node.end, JSON.stringify(after));
  }
  return edits;
}
