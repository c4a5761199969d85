import type { Edit } from './edit.ts';

/** A text without the middles of its images, documents and signatures, and the way back to the places in the whole. */
export interface Shortened {
  text: string;
  /** The place in the whole. */
  placeOf(at: number): number;
  /** The edit in the whole; undefined where its own text was made without a middle. */
  whole(edit: Edit): Edit | undefined;
}

/** Shorter data is not worth it. */
const LEAST = 3000;
/** What is kept of each end: names, beginnings and ends of tokens are found in it. */
const KEPT = 512;

/**
 * Leaves the middles of long base64 out, in which only what decodes it can find something.
 * Undefined when there is none.
 */
export function shorten(text: string): Shortened | undefined {
  const gaps = gapsOf(text);
  if (gaps.length === 0) return undefined;
  let short = '';
  let from = 0;
  for (const gap of gaps) {
    short += text.slice(from, gap.start);
    from = gap.end;
  }
  const before = (at: number): number => {
    let missing = 0;
    for (const { start, end } of gaps) {
      if (start >= at + missing) break;
      missing += end - start;
    }
    return missing;
  };
  const placeOf = (at: number): number => at + before(at);
  return {
    text: short + text.slice(from),
    placeOf,
    whole(edit) {
      const start = placeOf(edit.start);
      const end = placeOf(edit.end);
      return edit.text !== undefined && end - start !== edit.end - edit.start
        ? undefined
        : { ...edit, start, end };
    },
  };
}

interface Gap {
  start: number;
  end: number;
}

/** Looks back from places so far from each other that every long run of data has one in it. */
function gapsOf(text: string): Gap[] {
  const gaps: Gap[] = [];
  let from = 0;
  for (let at = LEAST - 1; at < text.length; at = from + LEAST - 1) {
    let start = at + 1;
    while (start > from && isData(text, start - 1)) start -= 1;
    if (start > from) {
      from = start;
      continue;
    }
    OTHER.lastIndex = at + 1;
    const end = OTHER.exec(text)?.index ?? text.length;
    gaps.push({ start: start + KEPT, end: end - KEPT });
    from = end;
  }
  return gaps;
}

/** Finds the end of what may be long several times as fast as a look at each character does. */
const OTHER = /[^A-Za-z0-9+/_-]/g;

/** True for a letter, a digit, or a sign of base64. */
export const isData = (text: string, at: number): boolean => DATA[text.charCodeAt(at)] === 1;

const DATA = new Uint8Array(65_536);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  DATA[char.charCodeAt(0)] = 1;
