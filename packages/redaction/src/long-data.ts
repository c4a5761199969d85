import type { Edit } from './edit.ts';

/** A text without the middles of its images, documents and signatures, and the way back to the places in the whole. */
export interface Shortened {
  text: string;
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
 *
 * @param runs starts and ends in turn of the runs of characters that tokens are made of
 */
export function shorten(text: string, runs: readonly number[]): Shortened | undefined {
  const gaps: Gap[] = [];
  for (let at = 0; at < runs.length; at += 2)
    if ((runs[at + 1] ?? 0) - (runs[at] ?? 0) >= LEAST) gapsIn(text, runs[at] ?? 0, runs[at + 1] ?? 0, gaps);
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
  return {
    text: short + text.slice(from),
    whole(edit) {
      const start = edit.start + before(edit.start);
      const end = edit.end + before(edit.end);
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

function gapsIn(text: string, from: number, to: number, gaps: Gap[]): void {
  let start = from;
  for (let at = from; at <= to; at += 1) {
    if (at < to && DATA[text.charCodeAt(at)] === 1) continue;
    if (at - start >= LEAST) gaps.push({ start: start + KEPT, end: at - KEPT });
    start = at + 1;
  }
}

const DATA = new Uint8Array(65_536);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  DATA[char.charCodeAt(0)] = 1;
