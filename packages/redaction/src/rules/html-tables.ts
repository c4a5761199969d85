import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { allMatches } from '../matches.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { judgeNamed } from '../values/judge.ts';
import type { Rule, Scan } from './rule.ts';

/** Columns of tables of HTML under a telling head: `<tr><th>Password</th></tr><tr><td>…</td></tr>`. */
export const htmlTables: Rule = {
  name: 'html tables',
  mayFind: ({ heard }) => heard.has(ROWS),
  find(text, scan, { heard }) {
    if (!heard.has(ROWS)) return [];
    const edits: Edit[] = [];
    let heads: Heads | undefined;
    let cells: Cell[] = [];
    let open: Cell | undefined;
    const closeCell = (at: number): void => {
      if (open !== undefined) cells.push({ ...open, end: at });
      open = undefined;
    };
    const closeRow = (): void => {
      if (cells.length === 0) return;
      if (heads === undefined) heads = headsOf(text, cells, scan);
      else if (cells.length === heads.names.length) edits.push(...rowEdits(text, cells, heads, scan));
      cells = [];
    };
    for (const { 0: tag, 1: slash = '', 2: given = '', index } of allMatches(text, TAG)) {
      const name = given.toLowerCase();
      closeCell(index);
      if (name === 'td' || name === 'th') {
        if (slash === '' && cells.length < MOST_CELLS)
          open = { start: index + tag.length, end: 0, isHead: name === 'th' };
        continue;
      }
      closeRow();
      if (name === 'table') heads = undefined;
    }
    closeCell(text.length);
    closeRow();
    return edits;
  },
};

const ROWS = cue('<tr');
const TAG = /<(\/?)(table|tr|td|th)(?:\s[^<>]{0,300})?>/gi;
const MOST_CELLS = 200;

interface Cell {
  start: number;
  end: number;
  isHead: boolean;
}

interface Heads {
  names: (string | undefined)[];
  /** False where a row of plain cells is taken for one: then it may as well be a label and its value. */
  isTold: boolean;
}

function headsOf(text: string, cells: readonly Cell[], { names }: Scan): Heads {
  const labels = cells.map(({ start, end }) => label(text, start, end));
  const isTold = cells.every(({ isHead }) => isHead);
  const isRow = isTold || (cells.length > 1 && labels.every((each) => each !== undefined));
  return {
    names: labels.map((each) =>
      isRow && each !== undefined && names.strength(each) !== undefined ? each : undefined,
    ),
    isTold,
  };
}

function label(text: string, start: number, end: number): string | undefined {
  const given = end - start > LONGEST_LABEL ? '' : text.slice(start, end).trim();
  return LABEL.test(given) ? given : undefined;
}

const LONGEST_LABEL = 60;
const LABEL = /^[\p{L}_][\p{L}\p{N}_ .()-]{1,40}$/u;

function rowEdits(text: string, cells: readonly Cell[], { names, isTold }: Heads, scan: Scan): Edit[] {
  return cells.flatMap(({ start, end }, index) => {
    const name = names[index];
    if (name === undefined || end - start > LONGEST_CELL) return [];
    const found = VALUE.exec(text.slice(start, end));
    const value = found?.[2] ?? '';
    const isPersonal = scan.names.strength(name) === 'personal';
    if (value === '' || (!isPersonal && /\s/.test(value))) return [];
    if (!isTold && !isPersonal && !isPasswordLike(value) && !isOpaque(value, 8)) return [];
    const kind = judgeNamed(scan.names, name, value);
    const from = start + (found?.[1] ?? '').length;
    return kind === undefined ? [] : [{ start: from, end: from + value.length, kind }];
  });
}

const LONGEST_CELL = 4000;
/** What a cell holds, in an element of its own or not. */
const VALUE = /^((?:\s|<[a-z]{1,6}(?:\s[^<>]{0,200})?>){0,20})([^<>\s](?:[^<>]*[^<>\s])?)/i;
