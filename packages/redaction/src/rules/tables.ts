import type { Edit } from '../edit.ts';
import { judgeNamed } from '../values/judge.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/** Columns of CSV, TSV and Markdown tables under a telling head. */
export const tables: Rule = {
  name: 'tables',
  mayFind: ({ marks }) => (marks & Mark.LINE) > 0,
  find(text, scan) {
    const edits: Edit[] = [];
    let columns: (string | undefined)[] = [];
    let separator = '';
    let at = 0;
    while (at < text.length) {
      const next = text.indexOf('\n', at);
      const end = next < 0 ? text.length : next;
      const width = end - at;
      if (width > 20_000) columns = [];
      else if (columns.length === 0) {
        separator = separatorOf(text.slice(at, Math.min(end, at + 2000)));
        if (separator !== '') columns = heads(text.slice(at, end), separator, scan);
      } else {
        const cells = splitRow(text, at, end, separator);
        if (cells.length === columns.length) edits.push(...judgeRow(text, cells, columns, scan));
        else columns = [];
      }
      at = end + 1;
    }
    return edits;
  },
};

const HEAD =
  /^[|\s]*(?:"?[\p{L}_][\p{L}\p{N}_ .()-]{0,60}"?\s*[,;\t|]\s*){1,60}"?[\p{L}_]?[\p{L}\p{N}_ .()-]{0,60}"?[|\s]*$/u;
const TELLING =
  /pass|pwd|secret|token|key|auth|cred|ssn|card|iban|cvv|pin|otp|session|cookie|account|dsn|mail|phone/i;

function separatorOf(line: string): string {
  if (!TELLING.test(line)) return '';
  const found = ['\t', '|', ';', ','].find((mark) => line.includes(mark));
  return found !== undefined && HEAD.test(line) ? found : '';
}

function heads(line: string, separator: string, { names }: Scan): (string | undefined)[] {
  const cells = line.split(separator).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  const columns = cells.map((cell) => (names.strength(cell) === undefined ? undefined : cell));
  return columns.some((column) => column !== undefined) ? columns : [];
}

interface Cell {
  start: number;
  end: number;
}

/** Splits a row, quoted cells as in RFC 4180, into trimmed cells. */
function splitRow(text: string, from: number, to: number, separator: string): Cell[] {
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

function trim(text: string, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && ' "\r\t'.includes(text[start] ?? '')) start += 1;
  while (end > start && ' "\r\t'.includes(text[end - 1] ?? '')) end -= 1;
  return { start, end };
}

function judgeRow(text: string, cells: Cell[], columns: (string | undefined)[], scan: Scan): Edit[] {
  return cells.flatMap(({ start, end }, index) => {
    const name = columns[index];
    const value = text.slice(start, end);
    const kind =
      name === undefined || /^[-:]+$/.test(value) ? undefined : judgeNamed(scan.names, name, value);
    return kind === undefined ? [] : [{ start, end, kind }];
  });
}
