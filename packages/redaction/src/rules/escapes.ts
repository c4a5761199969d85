import { cue } from '../cues.ts';
import type { Heard } from '../heard.ts';
import type { Edit } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/**
 * Texts in which letters are written as `\u0041`, `\x41` and `\101`, as `&#65;`, or as `=41` (quoted-printable, RFC 2045
 * §6.7), or which colours of a terminal or joints of literals part: read, looked into with all rules, and what is found
 * taken out where it stands.
 */
export const escapes: Rule = {
  name: 'escapes',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(CUE),
  find(text, scan, { heard }) {
    return WRITINGS.filter(({ those }) => heard.has(those)).flatMap((writing) =>
      unescaped(text, writing, scan, heard),
    );
  },
};

interface Writing {
  those: ReturnType<typeof cue>;
  escape: RegExp;
  /** Fewer are not worth it. */
  least: number;
  /** Tells whether what looks like escapes near each other is some; undefined where it always is. */
  isSo?(text: string, near: readonly RegExpExecArray[], heard: Heard): boolean;
  read(match: RegExpExecArray): string;
  write(text: string): string;
}

const codeOf = (digits: string, base: number): string => String.fromCharCode(Number.parseInt(digits, base));
const hexOf = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');
const letters = '2|3|4|5|6|7'.split('|');
const octals = ['\\04', '\\05', '\\06', '\\07', ...Array.from('01234567', (digit) => `\\1${digit}`)];
const ESCAPE = '\u001b';
const UNSEEN = ['\u00ad', '\u200b', '\u2060', '\ufeff'];
/** What begins a sequence for a terminal. */
const CONTROL = `${ESCAPE}[`;
/** What stands between two literals that code puts together, on one line or at the end or the beginning of one. */
const JOINTS = ['"', "'", '`'].flatMap((quote) => [
  ...['+', ' + ', ' . ', ' & '].map((sign) => quote + sign + quote),
  ...[' +\n', ' +\r', ' + \n', '+\n', '+\r', ' .\n', ' &\n'].map((end) => quote + end),
  ...['\n', '\t', '  '].map((start) => `${start}+ ${quote}`),
]);
/** A line break that is written as signs, behind what names what stands below it. */
const BREAKS = [':', '：', '=', ': ', ':*', ':**'].flatMap((sign) => [
  `${sign}\\n`,
  `${sign}\\r`,
  `${sign}\\\\n`,
  `${sign}\\\\r`,
]);
/** Keys whose quotes are doubled. */
const DOUBLED = ['"":""', '"": ""'];
const CUE = cue(
  [
    ...octals,
    ...letters.flatMap((digit) => [`\\u00${digit}`, `\\x${digit}`]),
    '&#',
    '&quot;',
    '&lt;',
    '=\n',
    '=\r\n',
    '=3d',
    CONTROL,
    ...UNSEEN,
    ...JOINTS,
    ...BREAKS,
    ...DOUBLED,
  ].join('|'),
);

const WRITINGS: readonly Writing[] = [
  {
    those: cue(letters.flatMap((digit) => [`\\u00${digit}`, `\\x${digit}`]).join('|')),
    escape: /\\{1,2}(?:u00|x)([2-7][0-9a-f])/gi,
    least: 3,
    read: ([, code = '']) => codeOf(code, 16),
    write: (after) => after.replace(/["'\\]/g, (char) => `\\u00${hexOf(char)}`),
  },
  {
    those: cue(octals.join('|')),
    escape: /\\{1,2}(0[4-7][0-7]|1[0-7]{2})/g,
    // fewer are references to groups
    least: 6,
    read: ([, code = '']) => codeOf(code, 8),
    write: (after) =>
      after.replace(/["'\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
  },
  {
    those: cue('&#|&quot;|&lt;'),
    // one may stand in the secret itself
    escape: /&(?:#(?:x([2-7][0-9a-f])|(\d{2,3}))|(amp|lt|gt|quot|apos));/gi,
    least: 1,
    read: ([, hex, decimal, name = '']) =>
      hex !== undefined
        ? codeOf(hex, 16)
        : decimal !== undefined
          ? codeOf(decimal, 10)
          : (NAMED[name.toLowerCase()] ?? ''),
    write: (after) => after.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`),
  },
  {
    // colours and weights of a terminal (ECMA-48 §8.3.117)
    those: cue(CONTROL),
    escape: new RegExp(String.raw`${ESCAPE}\[[\d;:]{0,24}[mK]`, 'g'),
    least: 1,
    read: () => '',
    write: (after) => after,
  },
  {
    // what has no width, as pages let words break by; scripts and pictures need the joiners
    those: cue(UNSEEN.join('|')),
    escape: /[\u00ad\u200b\u2060\ufeff]+/g,
    least: 1,
    read: () => '',
    write: (after) => after,
  },
  {
    // literals that code puts together
    those: cue(JOINTS.join('|')),
    escape: /(?<!\\)(["'`]) ?(?:\r?\n[ \t]{0,80}\+ |(?:\+|(?<= )[.&](?=\s)) ?(?:\r?\n[ \t]{0,80})?)\1/g,
    least: 1,
    read: () => '',
    write: (after) => after,
  },
  {
    // JSON in a field of a table (RFC 4180 §2.7)
    those: cue(DOUBLED.join('|')),
    escape: /""/g,
    least: 2,
    read: () => '"',
    write: (after) => after.replaceAll('"', '""'),
  },
  {
    those: cue(BREAKS.join('|')),
    escape: /\\{1,4}(?:r\\{1,4}n|[rn])/g,
    least: 1,
    read: () => '\n',
    write: (after) => after.replaceAll('\n', '\\n'),
  },
  {
    those: cue('=3d|quoted-printable'),
    escape: /=(?:([0-9A-F]{2})|[ \t]{0,4}\r?\n)/g,
    least: 1,
    isSo: isQuotedPrintable,
    read: ([, code]) => (code === undefined ? '' : codeOf(code, 16)),
    write: (after) => after.replaceAll('=', '=3D'),
  },
];

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAMED_SO = cue('quoted-printable');
/** What may stand between the name and the first escape: headers that follow, with their signatures. */
const HEADERS = 4096;
/** What is read on each side of an escape. */
const AROUND = 240;
const MARGIN = 80;
const HALF_AT_START = /^\S{1,80}(?=\s)/;
const HALF_AT_END = /(?<=\s)\S{1,80}$/;

function unescaped(text: string, writing: Writing, scan: Scan, heard: Heard): Edit[] {
  const edits: Edit[] = [];
  let near: RegExpExecArray[] = [];
  const look = (): void => {
    if (near.length >= writing.least && (writing.isSo?.(text, near, heard) ?? true))
      for (const edit of editsAround(text, near, writing, scan)) edits.push(edit);
    near = [];
  };
  for (const match of allMatches(text, writing.escape)) {
    if (match.index - (near.at(-1)?.index ?? match.index) > 2 * AROUND) look();
    near.push(match);
  }
  look();
  return edits;
}

/**
 * True where a header says so, where a line goes on behind a soft break, and where of the signs beside escapes at
 * least half begin one: parameters in headers are no part of what is written so.
 */
function isQuotedPrintable(text: string, near: readonly RegExpExecArray[], heard: Heard): boolean {
  const first = near[0]?.index ?? 0;
  const last = near.at(-1)?.index ?? 0;
  if (heard.starts(NAMED_SO).some((at) => at > first - HEADERS && at < last)) return true;
  if (near.some((match) => match[1] === undefined && isInWord(text, match))) return true;
  const before = text.slice(Math.max(0, first - AROUND), first);
  const from =
    first - before.length + Math.max(before.lastIndexOf('\n\n'), before.lastIndexOf('\r\n\r\n'), 0);
  const blank = BLANK.exec(text.slice(last, last + AROUND))?.index ?? AROUND;
  let left = 2 * near.length;
  for (
    let at = text.indexOf('=', from);
    at >= 0 && at < last + blank && left >= 0;
    at = text.indexOf('=', at + 1)
  )
    left -= 1;
  return left >= 0;
}

const BLANK = /\r?\n\r?\n/;

function isInWord(text: string, { 0: found, index }: RegExpExecArray): boolean {
  return /^\S\S$/.test((text[index - 1] ?? '') + (text[index + found.length] ?? ''));
}

function editsAround(
  text: string,
  matches: readonly RegExpExecArray[],
  writing: Writing,
  scan: Scan,
): Edit[] {
  let from = Math.max(0, (matches[0]?.index ?? 0) - AROUND);
  let to = Math.min(text.length, (matches.at(-1)?.index ?? 0) + AROUND);
  // half a word may be what the whole is not
  if (from > 0) from += HALF_AT_START.exec(text.slice(from, from + MARGIN))?.[0].length ?? 0;
  if (to < text.length) {
    const half = HALF_AT_END.exec(text.slice(to - MARGIN, to))?.[0].length;
    // a long one goes on
    if (half === undefined) to = endOfLong(text, to);
    else to -= half;
  }
  let plain = '';
  /** Where the text that is read goes on, and where that stands in the text. */
  const steps: [read: number, stands: number][] = [[0, from]];
  for (const match of matches) {
    plain += text.slice(from, match.index);
    steps.push([plain.length, match.index]);
    plain += writing.read(match);
    from = match.index + match[0].length;
    steps.push([plain.length, from]);
  }
  plain += text.slice(from, to);
  const { startOf, endOf } = placesOf(steps);
  return scan.decoded.edits(plain).flatMap((edit): Edit[] => {
    const start = startOf(edit.start);
    const end = endOf(edit.end);
    if (isPlaceholder(plain.slice(edit.start, edit.end))) return [];
    return [{ ...edit, start, end, ...(edit.text === undefined ? {} : { text: writing.write(edit.text) }) }];
  });
}

function endOfLong(text: string, at: number): number {
  LONG_REST.lastIndex = at;
  return at + (LONG_REST.exec(text)?.[0].length ?? 0);
}

const LONG_REST = new RegExp(String.raw`[^\s"'\x60<>\\&=${ESCAPE}]{0,8000}`, 'y');

type Place = (at: number) => number;

/** From growing places in what was read to those in the text: where something starts, and where it ends. */
function placesOf(steps: readonly (readonly [number, number])[]): { startOf: Place; endOf: Place } {
  let next = 0;
  const placeOf = (at: number, [read = 0, stands = 0]: readonly number[] = []): number => stands + at - read;
  const seek = (past: number): void => {
    if ((steps[next]?.[0] ?? 0) >= past) next = 0;
    while ((steps[next + 1]?.[0] ?? Infinity) < past) next += 1;
  };
  return {
    startOf(at) {
      seek(at + 1);
      return placeOf(at, steps[next]);
    },
    // before what says nothing
    endOf(at) {
      seek(at);
      return placeOf(at, steps[next + 1]?.[0] === at ? steps[next + 1] : steps[next]);
    },
  };
}
