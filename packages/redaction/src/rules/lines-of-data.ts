import { isData } from '../long-data.ts';

/** A line that is all of letters, digits and the signs of base64. */
export interface Line {
  start: number;
  end: number;
}

/**
 * Lines of data that follow one another, by the runs of such signs in a text; only where there are two or more. The
 * last one may be too short for a run.
 *
 * @param mayJoin tells whether what is looked for may go on from the last character of a line to the first of the next
 */
export function linesOfData(
  text: string,
  runs: readonly number[],
  mayJoin: (before: number, behind: number) => boolean,
): Line[][] {
  const blocks: Line[][] = [];
  let lines: Line[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    const end = runs[at + 1] as number;
    const next = nextLine(text, end);
    const isRun = next === runs[at + 2];
    const isJoined =
      next > 0 && (isRun || isData(text, next)) && mayJoin(text.charCodeAt(end - 1), text.charCodeAt(next));
    if (!isJoined && lines.length === 0) continue;
    lines.push({ start: runs[at] as number, end });
    if (isJoined && isRun) continue;
    if (isJoined) lines.push({ start: next, end: endOfData(text, next) });
    if (lines.length > 1) blocks.push(lines);
    lines = [];
  }
  return blocks;
}

const MOST_BEHIND = 8;
const MOST_BEFORE = 40;
/** A longer last line is a run. */
const MOST_LAST = 16;

/** Where the text of the next line begins, or 0 when something else stands before its end. */
function nextLine(text: string, from: number): number {
  let at = spacesEnd(text, from, MOST_BEHIND);
  if (text.charCodeAt(at) === 13) at += 1;
  return text.charCodeAt(at) === 10 ? spacesEnd(text, at + 1, MOST_BEFORE) : 0;
}

function spacesEnd(text: string, from: number, most: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); at - from < most && (code === 32 || code === 9);)
    code = text.charCodeAt((at += 1));
  return at;
}

function endOfData(text: string, from: number): number {
  let at = from;
  while (at - from < MOST_LAST && isData(text, at)) at += 1;
  return at;
}
