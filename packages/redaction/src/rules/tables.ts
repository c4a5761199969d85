import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { normalName } from '../names/normal-name.ts';
import { kindOf } from '../values/kind-of.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { judgeNamed } from '../values/judge.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Columns of CSV, TSV, Markdown and drawn tables, and of text set in columns, under a telling head. */
export const tables: Rule = {
  name: 'tables',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & Mark.LINE) > 0 && heard.has(TELLING_WORDS),
  find(text, scan, { heard }) {
    const edits: Edit[] = [];
    let columns: (string | undefined)[] = [];
    let separator = '';
    const starts = heard.starts(TELLING_WORDS);
    let telling = 0;
    let at = 0;
    while (at < text.length) {
      if (columns.length === 0) {
        // only a line with a telling word can be a head
        while ((starts[telling] ?? Infinity) < at) telling += 1;
        const start = starts[telling];
        if (start === undefined) break;
        at = text.lastIndexOf('\n', start) + 1;
      }
      const next = text.indexOf('\n', at);
      const end = next < 0 ? text.length : next;
      const width = end - at;
      if (width > 20_000) columns = [];
      else if (isRuler(text, at, end)) {
        // a line under or over the head ends nothing
      } else if (columns.length === 0) {
        const line = text.slice(at, end);
        const copied = COPY.exec(line)?.[1];
        separator = copied === undefined ? separatorOf(line.slice(0, 2000)) : '\t';
        if (copied !== undefined) columns = heads(copied, ',', scan);
        else if (separator === '') edits.push(...alone(text, at, end, scan));
        else if (!isAmongRows(text, at, end, separator)) columns = heads(line, separator, scan);
      } else {
        const cells = splitRow(text, at, end, separator);
        // rows of a data frame begin with their number
        if (separator === GAP && cells.length === columns.length + 1) cells.shift();
        if (cells.length === columns.length)
          for (const edit of judgeRow(text, cells, columns, scan)) edits.push(edit);
        else columns = [];
      }
      at = end + 1;
    }
    return edits;
  },
};

/** `---+---`, `|:--|--:|`, `┌──┬──┐`; a row of no values. */
function isRuler(text: string, from: number, to: number): boolean {
  let dashes = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 45 || code === 61 || (code > 0x24ff && code < 0x2580)) dashes += 1;
    else if (!' \t\r|+:'.includes(text[at] ?? '')) return false;
  }
  return dashes > 1;
}

// every string is read in one way: what ends a cell is no space, and what parts two is behind all spaces
const LETTERS = String.raw`\p{L}\p{N}_.()-`;
const CELL = String.raw`(?:[ ${LETTERS}]{0,59}[${LETTERS}])?(?: {0,60}["'])?`;
const HEAD = new RegExp(
  String.raw`^[|│┃║\s]*(?:["']?[\p{L}_(]${CELL}(?=\s*[,;|│┃║]|[^\S\t]*\t)\s*(?:[,;|│┃║]\s*)?){1,60}(?:["']?[${LETTERS}]${CELL})?[|│┃║\s]*$`,
  'u',
);
/** Rows of tabs follow, as in a dump of PostgreSQL. */
const COPY = /^COPY [\w."]{1,128} \(([^()]{1,2000})\) FROM stdin;/;
const TELLING_WORDS = cue(
  'pass|pwd|pw"|secret|token|key|auth|cred|ssn|card|iban|cvv|pin|otp|session|cookie|account|dsn|mail|phone|value|name|birth|dob|addr|street|copy |kennwort|contrase|clave|senha|wachtwoord|heslo|hasł|parola|парол|密码|密碼|パスワード|비밀번호',
);
const TELLING =
  /pass|pwd|\bpw\b|secret|token|key|auth|cred|ssn|card|iban|cvv|pin|otp|session|cookie|account|dsn|mail|phone|\bvalue\b|name|birth|dob|addr|street|kennwort|contrase|clave|senha|wachtwoord|heslo|hasł|parola|парол|密码|密碼|パスワード|비밀번호/i;

/** Two spaces part columns that are set by them alone, as `kubectl get` and `vault kv get` do. */
const GAP = '  ';
const SEPARATORS = ['\t', '|', '│', '┃', '║', ';', ',', GAP];
const COLUMNS =
  /^ {0,20}(?:[\p{L}_][\p{L}\p{N}_.()-]{0,40}(?: [\p{L}\p{N}_.()-]{1,40}){0,3} {2,40}){1,20}[\p{L}_][\p{L}\p{N}_.() -]{0,60}$/u;

function separatorOf(line: string): string {
  const found = SEPARATORS.find((mark) => line.includes(mark));
  // most lines with a gap are indented, and have no other
  if (found === undefined || (found === GAP && !line.trimStart().includes(GAP)) || !TELLING.test(line))
    return '';
  if (line.includes("'") && !SINGLE_QUOTED.test(line)) return '';
  return (found === GAP ? COLUMNS : HEAD).test(line) ? found : '';
}

/** As databases export it; in code a space follows the comma. */
const SINGLE_QUOTED = /^'[^']{1,60}'(?:[,;\t]'[^']{1,60}'){1,60}\s*$/;

/** Under a row of as many cells, or under the ruler of such a head, a line is one more row. */
function isAmongRows(text: string, at: number, end: number, separator: string): boolean {
  const isRulerAt = (line: Cell | undefined): boolean =>
    line !== undefined && isRuler(text, line.start, line.end);
  if (isRulerAt(lineAfter(text, end))) return false;
  const above = lineBefore(text, at);
  const row = above !== undefined && isRulerAt(above) ? lineBefore(text, above.start) : above;
  if (row === undefined || row.end - row.start > 2000 || isRulerAt(row)) return false;
  return splitRow(text, row.start, row.end, separator).length === splitRow(text, at, end, separator).length;
}

const lineBefore = (text: string, at: number): Cell | undefined =>
  at === 0 ? undefined : { start: text.lastIndexOf('\n', at - 2) + 1, end: at - 1 };

function lineAfter(text: string, end: number): Cell | undefined {
  if (end >= text.length) return undefined;
  const next = text.indexOf('\n', end + 1);
  return { start: end + 1, end: next < 0 ? text.length : next };
}

function heads(line: string, separator: string, { names }: Scan): (string | undefined)[] {
  const cells = splitRow(line, 0, line.length, separator).map(({ start, end }) => line.slice(start, end));
  // a list or a statement in code
  if (separator === '\t' && cells.filter((cell) => cell !== '').length < 2) return [];
  if (separator === '|' && line.includes('||')) return [];
  if ((separator === ',' || separator === ';') && cells.at(-1) === '' && cells.length < 4) return [];
  if (cells.some((cell) => NAME_COLUMN.test(cell)) && cells.some((cell) => VALUE_COLUMN.test(cell)))
    return cells.map((cell) => cell.toLowerCase());
  const isOfPeople = cells.some(
    (cell) => OF_A_PERSON.test(kindOf(normalName(cell))) || names.strength(cell) === 'personal',
  );
  const columns = cells.map((cell) =>
    isOfPeople && PERSON_COLUMN.test(cell)
      ? 'person_name'
      : names.strength(cell) === undefined
        ? undefined
        : cell,
  );
  return columns.some((column) => column !== undefined) ? columns : [];
}

const OF_A_PERSON = /^(?:personal|phone)$/;
const PERSON_COLUMN = /^(?:name|nombre|nome|nom|naam|名前|姓名|氏名)$/i;
/** Columns in which each row names its own value: of cookies, variables, settings. */
const NAME_COLUMN = /^(?:name|key|variable|setting|parameter)$/i;
const VALUE_COLUMN = /^value$/i;

/** A head alone, and the values below it: over a ruler, as `psql` and `sqlcmd` print one column, or as a list of nothing else. */
function alone(text: string, at: number, end: number, { names }: Scan): Edit[] {
  const edits: Edit[] = [];
  if (end - at > LONGEST_ALONE) return edits;
  const name = text.slice(at, end).trim().replace(/:$/, '');
  let line = HEAD_ALONE.test(name) && names.strength(name) !== undefined ? lineAfter(text, end) : undefined;
  if (line === undefined) return edits;
  if (!RULER_ALONE.test(text.slice(line.start, Math.min(line.end, line.start + 200))))
    return listed(text, { start: at, end }, name, names);
  for (line = lineAfter(text, line.end); line !== undefined; line = lineAfter(text, line.end)) {
    const { start, end: stop } = trim(text, line.start, Math.min(line.end, line.start + 20_000));
    const value = text.slice(start, stop);
    if (value === '' || /\s/.test(value) || !(isOpaque(value, 8) || isPasswordLike(value))) break;
    const kind = judgeNamed(names, name, value);
    if (kind !== undefined) edits.push({ start, end: stop, kind });
  }
  return edits;
}

/** Values alone in a paragraph, all of which are secrets of one name. */
function listed(text: string, head: Cell, name: string, names: Scan['names']): Edit[] {
  const above = lineBefore(text, head.start);
  if (
    names.strength(name) !== 'secret' ||
    (above !== undefined && text.slice(above.start, above.end).trim() !== '')
  )
    return [];
  const edits: Edit[] = [];
  for (let line = lineAfter(text, head.end); line !== undefined; line = lineAfter(text, line.end)) {
    const { start, end } = trim(text, line.start, Math.min(line.end, line.start + LONGEST_ALONE));
    const value = text.slice(start, end);
    if (value === '') break;
    const isSecret = !/\s/.test(value) && (isOpaque(value, 8) || isPasswordLike(value));
    const kind = isSecret && edits.length < MOST_LISTED ? judgeNamed(names, name, value) : undefined;
    if (kind === undefined) return [];
    edits.push({ start, end, kind });
  }
  return edits.length > 1 ? edits : [];
}

const MOST_LISTED = 1000;
const LONGEST_ALONE = 200;
const HEAD_ALONE = /^[\p{L}_][\p{L}\p{N}_ .-]{1,40}$/u;
const RULER_ALONE = /^\s{0,20}(?:-{3,200}|={3,200})\s{0,100}$/;

interface Cell {
  start: number;
  end: number;
}

/** Splits a row, quoted cells as in RFC 4180, into trimmed cells. */
function splitRow(text: string, from: number, to: number, separator: string): Cell[] {
  if (separator === GAP) return splitColumns(text, from, to);
  const cells: Cell[] = [];
  let start = from;
  let quoted = false;
  for (let at = from; at <= to; at += 1) {
    const char = text[at];
    if (at < to && char === '"') quoted = !quoted;
    if (at === to || (char === separator && !quoted)) {
      cells.push(trim(text, start, at));
      start = at + 1;
    }
  }
  return cells;
}

function splitColumns(text: string, from: number, to: number): Cell[] {
  return allMatches(text.slice(from, to), /\S+(?: \S+)*/g).map(({ 0: cell, index }) => ({
    start: from + index,
    end: from + index + cell.length,
  }));
}

function trim(text: string, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && ' "\'\r\t'.includes(text[start] ?? '')) start += 1;
  while (end > start && ' "\'\r\t'.includes(text[end - 1] ?? '')) end -= 1;
  return { start, end };
}

function judgeRow(text: string, cells: Cell[], columns: (string | undefined)[], scan: Scan): Edit[] {
  const own = columns.findIndex((column) => NAME_COLUMN.test(column ?? ''));
  const label = own < 0 ? undefined : text.slice(cells[own]?.start, cells[own]?.end);
  return cells.flatMap(({ start, end }, index) => {
    const column = columns[index];
    const name = label !== undefined && VALUE_COLUMN.test(column ?? '') ? label : column;
    const value = text.slice(start, end);
    const kind =
      name === undefined || /^[-:]+$/.test(value) ? undefined : judgeNamed(scan.names, name, value);
    return kind === undefined ? [] : [{ start, end, kind }];
  });
}
