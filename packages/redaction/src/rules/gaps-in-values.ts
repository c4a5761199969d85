import { allMatches } from '../matches.ts';
import type { Line } from './lines-of-data.ts';

/** Tells whether what is looked for may go on from one character to another. */
type MayJoin = (before: number, behind: number) => boolean;

/**
 * Parts of a text between which nothing stands that is seen: characters without a width, and tags, as word processors
 * and pages cut what is one word. Only where a value may go on over them.
 */
export function partsAroundGaps(text: string, mayJoin: MayJoin): Line[][] {
  const blocks: Line[][] = [];
  let parts: Line[] = [];
  let from = 0;
  const close = (end: number): void => {
    if (parts.length > 0) blocks.push([...parts, { start: from, end }]);
    parts = [];
  };
  for (let at = nextGap(text, 0); at < text.length;) {
    const end = gapEnd(text, at);
    if (end === at) {
      at = nextGap(text, at + 1);
      continue;
    }
    if (at > from && mayJoin(text.charCodeAt(at - 1), text.charCodeAt(end)))
      parts.push({ start: from, end: at });
    else close(at);
    from = end;
    at = nextGap(text, end);
  }
  close(text.length);
  return blocks;
}

const LESS = 60;
const MORE = 62;
const LONGEST_TAG = 300;
const MOST_SPACE = 40;

/** Where the next sign stands that a gap may begin with, or the end. */
function nextGap(text: string, from: number): number {
  GAP.lastIndex = from;
  return GAP.test(text) ? GAP.lastIndex - 1 : text.length;
}

const GAP = /[<\u00ad\u200b-\u200d\u2060\ufeff]/g;

const isUnseen = (code: number): boolean =>
  code > 172 && (code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff);

/** Behind tags and the space between and behind them, or behind characters without a width. */
function gapEnd(text: string, from: number): number {
  let at = from;
  while (isUnseen(text.charCodeAt(at))) at += 1;
  for (let end = tagEnd(text, at); end > at; end = tagEnd(text, at)) {
    at = end;
    while (at - end < MOST_SPACE && isSpace(text.charCodeAt(at))) at += 1;
  }
  return at;
}

/** Where a tag ends that begins at a place; the place itself where none does. */
function tagEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== LESS || !TAG.test(text.slice(from + 1, from + 3))) return from;
  for (let at = from + 2; at < text.length && at - from < LONGEST_TAG; at += 1) {
    const code = text.charCodeAt(at);
    if (code === MORE) return at + 1;
    if (code === LESS) return from;
  }
  return from;
}

const TAG = /^\/?[A-Za-z]/;
const isSpace = (code: number): boolean => code === 32 || (code > 8 && code < 14);

/** Where a group of digits of hex ends and another one may follow: of three characters, which takes a quarter of the time to look for. */
const BOUND = /[\da-f]{2}[ :_\r\n-]/gi;
const BOUND_LENGTH = 3;
/** Digits of hex in groups of two and more, as debuggers and people part them. */
const BLOCK =
  /[\da-f]{2,64}(?:[ :_-]{1,2}|\r?\n[ \t]{0,8})(?:[\da-f]{2,64}(?:[ :_-]{1,2}|\r?\n[ \t]{0,8})){1,20000}[\da-f]{2,64}/iy;
const GROUP = /[\da-f]{2,}/gi;
const LONGEST_GROUP = 64;
/** A shorter value is no secret, written in two digits a character. */
const LEAST_DIGITS = 16;

/** The groups of each such block, as lines of one. */
export function groupsOfHex(text: string): Line[][] {
  const blocks: Line[][] = [];
  BOUND.lastIndex = 0;
  while (BOUND.test(text)) {
    const start = groupStart(text, BOUND.lastIndex - BOUND_LENGTH);
    if (start < 0) continue;
    BLOCK.lastIndex = start;
    const block = BLOCK.exec(text)?.[0];
    if (block === undefined) continue;
    BOUND.lastIndex = start + block.length;
    if (block.length <= LEAST_DIGITS) continue;
    blocks.push(
      allMatches(block, GROUP).map(({ 0: group, index }) => ({
        start: start + index,
        end: start + index + group.length,
      })),
    );
  }
  return blocks;
}

/** Where the group begins that these digits are of; less than 0 within a word or a longer number. */
function groupStart(text: string, at: number): number {
  let start = at;
  while (at - start < LONGEST_GROUP && isHex(text.charCodeAt(start - 1))) start -= 1;
  return isLetterOrDigit(text.charCodeAt(start - 1)) ? -1 : start;
}

const isHex = (code: number): boolean =>
  (code > 47 && code < 58) || (code > 96 && code < 103) || (code > 64 && code < 71);
const isLetterOrDigit = (code: number): boolean =>
  (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58);
