import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { type Piece, pieceEdits } from './pieces.ts';
import { readJson } from './read-json.ts';
import type { Rule } from './rule.ts';

/**
 * Lines of AI SDK's data streams (version 1) that something else quotes, as a log, an issue or a fence of Markdown
 * does: `0:"…"`. What they say is joined, as in a stream by itself.
 */
export const quotedParts: Rule = {
  name: 'quoted-parts',
  needsWords: true,
  mayFind: ({ quotes, heard }) => quotes >= 4 && heard.has(PARTS),
  find(text, scan, { heard }) {
    const edits: Edit[] = [];
    let run: Piece[] = [];
    const readRun = (): void => {
      if (run.length > 1) edits.push(...pieceEdits(run, ALONE, scan));
      run = [];
    };
    for (const { 0: whole, 1: said = '', index } of heard.matches(PARTS, PART)) {
      const last = run.at(-1);
      if (last !== undefined && !isBetween(text.slice(last.end, index))) readRun();
      const root = readJson(`[${said}]`);
      const string = root?.type === 'array' ? root.items[0] : undefined;
      const end = index + whole.length;
      if (string?.type === 'string') run.push({ start: end - said.length, end, value: string.value });
    }
    readRun();
    return edits;
  },
};

const PARTS = cue('0:"|g:"', 'whole');
const PART = /[0g]:("(?:[^"\\\n]|\\.){0,4000}")/y;
const ALONE: ReadonlyMap<number, string> = new Map();

/** What stands between two parts of one stream: marks of a quotation, and parts of other kinds. */
const isBetween = (gap: string): boolean =>
  gap.length <= LONGEST_GAP && /^[\s`,>|*-]*$/.test(gap.replaceAll(OTHER_PART, ''));
const OTHER_PART = /^[>| \t]{0,6}[0-9a-k]:[[{"].*$/gm;
const LONGEST_GAP = 4000;
