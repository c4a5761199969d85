/** A line that is all of letters, digits and the signs of base64. */
export interface Line {
  start: number;
  end: number;
}

/**
 * Lines of data that follow one another, by the runs of such signs in a text; only where there are two or more. The
 * last one may be too short for a run.
 */
export function linesOfData(text: string, runs: readonly number[]): Line[][] {
  const blocks: Line[][] = [];
  let lines: Line[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    lines.push({ start: runs[at] as number, end: runs[at + 1] as number });
    GAP.lastIndex = runs[at + 1] as number;
    const [found, last = ''] = GAP.exec(text) ?? [];
    if (found !== undefined && GAP.lastIndex - last.length === runs[at + 2]) continue;
    if (last !== '') lines.push({ start: GAP.lastIndex - last.length, end: GAP.lastIndex });
    if (lines.length > 1) blocks.push(lines);
    lines = [];
  }
  return blocks;
}

const GAP = /[ \t]{0,8}\r?\n[ \t]{0,40}([A-Za-z0-9+/_-]{0,16})/y;
