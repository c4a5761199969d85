import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { allMatches } from '../matches.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * What `xxd`, `hexdump -C`, `od -t x1` and `tcpdump -X` print: offsets, bytes in hex, and what they say. A row of which
 * something goes keeps its offset and nothing else.
 */
export const hexDumps: Rule = {
  name: 'hex-dumps',
  needsWords: true,
  mayFind: ({ heard, digits }) => digits >= LEAST_DIGITS && heard.has(OFFSET),
  find(text, scan) {
    const edits: Edit[] = [];
    let block: Row[] = [];
    for (const row of rowsIn(text)) {
      const before = block.at(-1);
      if (before !== undefined && text.slice(before.end, row.lineStart).trim() !== '') {
        for (const edit of blockEdits(text, block, scan)) edits.push(edit);
        block = [];
      }
      block.push(row);
    }
    return [...edits, ...blockEdits(text, block, scan)];
  },
};

/** Such an offset has a row of the first megabyte, of what `tcpdump` prints of the first four kilobytes. */
const OFFSET = cue('000|0x0');
const LEAST_DIGITS = 12;
const HEAD = /^[ \t]{0,8}(?:0x)?[0-9a-f]{4,16}(?::|(?=[ \t]))[ \t]{1,4}(?=[0-9a-f]{2})[^\n]{2,400}$/gim;
const OFFSET_PART = /^[ \t]{0,8}(?:0x)?[0-9a-f]{4,16}:?[ \t]{1,4}/i;
/** Up to eight bytes without a gap, and the gap behind them. */
const GROUP = /((?:[0-9a-f]{2}){1,8})([ \t]{1,2}|$)/iy;
/** Of a row that is longer a wider gap ends the bytes, and is none in the middle of them. */
const BYTES = 16;

interface Row {
  lineStart: number;
  /** Where the bytes begin. */
  start: number;
  end: number;
  bytes: number[];
}

function rowsIn(text: string): Row[] {
  return allMatches(text, HEAD).map(({ 0: found, index }) => {
    const line = found.endsWith('\r') ? found.slice(0, -1) : found;
    const offset = OFFSET_PART.exec(line)?.[0].length ?? 0;
    return {
      lineStart: index,
      start: index + offset,
      end: index + line.length,
      bytes: bytesOf(line.slice(offset)),
    };
  });
}

function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  GROUP.lastIndex = 0;
  for (let group = GROUP.exec(text); group !== null; group = GROUP.exec(text)) {
    const [, together = '', gap] = group;
    bytes.push(...Buffer.from(together, 'hex'));
    if (bytes.length >= BYTES && gap?.length !== 1) break;
  }
  return bytes;
}

function blockEdits(text: string, rows: readonly Row[], scan: Scan): Edit[] {
  if (rows.length === 0) return [];
  // one character a byte: so each stands where its byte does
  const said = Buffer.from(rows.flatMap(({ bytes }) => bytes)).toString('latin1');
  const found = scan.decoded.edits(said);
  if (found.length === 0) return [];
  const edits: Edit[] = [];
  let from = 0;
  let next = 0;
  let last: Edit | undefined;
  for (const { start, end, bytes } of rows) {
    const to = from + bytes.length;
    while ((found[next]?.end ?? Infinity) <= from) next += 1;
    let after = '';
    let isTold = false;
    for (let at = next; (found[at]?.start ?? Infinity) < to; at += 1) {
      const edit = found[at] as Edit;
      isTold = true;
      // the first row says it all
      if (edit !== last && edit.start >= from)
        after += scan.placeholder(edit.kind, said.slice(edit.start, edit.end));
      last = edit;
    }
    if (isTold) edits.push({ start, end, kind: last?.kind ?? 'encoded', text: after });
    from = to;
  }
  return edits;
}
