import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { mayHoldText } from './looks-like-text.ts';
import { formWords, percent } from './percent.ts';
import { redactToken } from './redact-token.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Texts inside percent, base64 and hex encoding, compressed or not: taken out, redacted, and put back in the same encoding. */
export const encoded: Rule = {
  name: 'encoded',
  readsData: true,
  mayFind: ({ marks, runs }) =>
    runs.length > 0 || (marks & Mark.PERCENT) > 0 || (marks & FORM_WORDS) === FORM_WORDS,
  find(text, scan, { marks, runs }) {
    return [
      ...wrapped(text, runs, scan),
      ...percent(text, scan),
      ...((marks & FORM_WORDS) === FORM_WORDS ? formWords(text, scan) : []),
      ...tokens(text, runs, scan),
    ];
  },
};

const FORM_WORDS = Mark.PLUS | Mark.ASSIGN;

/** Base64 on several lines of one length (RFC 2045 §6.8), as mail and files of keys have it. */
function wrapped(text: string, runs: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < runs.length;) {
    const start = runs[at] ?? 0;
    const width = (runs[at + 1] ?? 0) - start;
    let end = at + 2;
    if (width >= LEAST_LINE && width <= MOST_LINE && width % 4 === 0) {
      while (end < runs.length && isNextLine(text, runs, end, width)) end += 2;
    }
    // a last line may be too short for a run
    const stop = end > at + 2 || width <= MOST_LINE ? lastLine(text, runs[end - 1] ?? 0, width) : start;
    const lines = text.slice(start, stop);
    if (stop > start + width && mayHoldText(text, start, start + width, stop - start)) {
      const found = redactToken(lines.replace(/\s+/g, ''), scan);
      const gap = /\s+/.exec(lines)?.[0] ?? '';
      if (found !== undefined)
        edits.push({
          start,
          end: stop,
          kind: found.kind,
          text: found.text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${gap}`),
        });
    }
    at = end;
  }
  return edits;
}

const LEAST_LINE = 32;
const MOST_LINE = 76;
const GAP = /[ \t]{0,8}\r?\n[ \t]{0,40}/y;

/** True when a run stands on the line after another and is no longer. */
function isNextLine(text: string, runs: readonly number[], at: number, width: number): boolean {
  GAP.lastIndex = runs[at - 1] ?? 0;
  return GAP.test(text) && GAP.lastIndex === runs[at] && (runs[at + 1] ?? 0) - (runs[at] ?? 0) <= width;
}

const LAST = /[ \t]{0,8}\r?\n[ \t]{0,40}[A-Za-z0-9+/]{1,15}={0,2}(?![\w+/=:])/y;

function lastLine(text: string, end: number, width: number): number {
  if (width < LEAST_LINE || width % 4 > 0) return end;
  LAST.lastIndex = end;
  return LAST.test(text) ? LAST.lastIndex : end;
}

/** Base64 in both alphabets (RFC 4648 §4, §5), and hex. */
function tokens(text: string, runs: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  const look = (from: number, end: number): void => {
    const start = from + markOfHex(text, from);
    const found = mayHoldText(text, start, end) ? redactToken(text.slice(start, end), scan) : undefined;
    if (found !== undefined) edits.push({ start, end, ...found });
  };
  for (let at = 0; at < runs.length; at += 2) tokensIn(text, runs[at] ?? 0, runs[at + 1] ?? 0, look);
  return edits;
}

/** How much of a token says that it is hex: `0x…`, and `\x…` as PostgreSQL writes bytes. */
function markOfHex(text: string, at: number): number {
  MARKED_HEX.lastIndex = at;
  return MARKED_HEX.exec(text)?.[1]?.length ?? 0;
}

const MARKED_HEX = /(0x|(?<=\\)x)(?:[\da-f]{24}|[\dA-F]{24})/y;

/** Shorter ones are not looked into. */
const LEAST_TOKEN = 16;
/** A multiple of four, so that the rest of a longer text is whole characters too. */
const MOST_TOKEN = 4_000_000;
/** Where both alphabets are used, the text is parted between them. */
const TOKEN = /(?:[A-Za-z0-9+/]{16,4000000}|[A-Za-z0-9_-]{16,4000000})={0,2}/g;

function tokensIn(text: string, from: number, to: number, look: (start: number, end: number) => void): void {
  for (let start = from; start + LEAST_TOKEN <= to;) {
    let end = start;
    let alphabets = 0;
    const limit = Math.min(to, start + MOST_TOKEN);
    for (; end < limit; end += 1) {
      const alphabet = ALPHABETS[text.charCodeAt(end)] as number;
      if (alphabet === 0) break;
      alphabets |= alphabet;
    }
    if (end - start < LEAST_TOKEN) {
      start = end + 1;
      continue;
    }
    for (let signs = 0; signs < 2 && text[end] === '='; signs += 1) end += 1;
    if ((alphabets & LETTER) === 0) {
      // a number
    } else if ((alphabets & BOTH) < BOTH) look(start, end);
    else
      for (const { 0: token, index } of allMatches(text.slice(start, end), TOKEN))
        look(start + index, start + index + token.length);
    start = end;
  }
}

const BOTH = 7;
const LETTER = 8;
/** 1 for a letter or a digit, 2 and 4 for the signs of the two alphabets, 8 for a letter. */
const ALPHABETS = new Uint8Array(65_536);
for (const [alphabet, chars] of [
  [1 | LETTER, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  [1, '0123456789'],
  [2, '+/'],
  [4, '_-'],
] as const)
  for (const char of chars) ALPHABETS[char.charCodeAt(0)] = alphabet;
