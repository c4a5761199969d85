import type { Edit } from './edit.ts';
import { lineBlockAt } from './line-blocks.ts';

/** A text without the middles of its images, documents and signatures, and the way back to the places in the whole. */
export interface Shortened {
  text: string;
  /** Runs of its characters as runs in the whole, with those of the lines that were left out. */
  runsOf(runs: readonly number[]): number[];
  /** The edit in the whole; undefined where its own text was made without a middle. */
  whole(edit: Edit): Edit | undefined;
}

/** Shorter data is not worth it. */
const LEAST = 3000;
/** What is kept of each end: names, beginnings and ends of tokens are found in it. */
const KEPT = 512;

/**
 * Leaves the middles of long base64, of many lines of it, and of many lines of measured numbers out, in which only what
 * decodes them can find something.
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
  // what ends where a middle was, ends before it
  const placeOf = (at: number, isStart = false): number => {
    let missing = 0;
    for (const { start, end } of gaps) {
      if (isStart ? start > at + missing : start >= at + missing) break;
      missing += end - start;
    }
    return at + missing;
  };
  return {
    text: short + text.slice(from),
    runsOf: (runs) => {
      const own = gaps.flatMap((gap) => gap.runs ?? []);
      if (own.length === 0) return runs.map((at) => placeOf(at));
      const all: number[] = [];
      let next = 0;
      for (let at = 0; at < runs.length; at += 2) {
        const start = placeOf(runs[at] as number, true);
        for (; (own[next] ?? Infinity) < start; next += 2)
          all.push(own[next] as number, own[next + 1] as number);
        all.push(start, placeOf(runs[at + 1] as number));
      }
      return [...all, ...own.slice(next)];
    },
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
  /** Of lines that were left out. */
  runs?: number[];
}

/** Looks back from places so far from each other that every long run of data has one in it. */
function gapsOf(text: string): Gap[] {
  const gaps: Gap[] = [];
  let from = 0;
  for (let at = LEAST - 1; at < text.length; at = from + LEAST - 1) {
    let start = at + 1;
    while (start > from && isData(text, start - 1)) start -= 1;
    if (start > from) {
      const block = lineBlockAt(text, at, from, LEAST);
      if (block?.isData === true) gaps.push(block);
      from = block?.end ?? start;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isData(text, end)) end += 1;
    gaps.push({ start: start + KEPT, end: end - KEPT });
    from = end;
  }
  return gaps;
}

/** True for a letter, a digit, or a sign of base64. */
export const isData = (text: string, at: number): boolean => DATA[text.charCodeAt(at)] === 1;

const DATA = new Uint8Array(65_536);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  DATA[char.charCodeAt(0)] = 1;
