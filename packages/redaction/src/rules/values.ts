import type { Edit } from '../edit.ts';
import type { ValueFinder } from '../find-values.ts';
import { groupsOfHex, partsAroundGaps } from './gaps-in-values.ts';
import { type Line, linesOfData } from './lines-of-data.ts';
import type { Rule } from './rule.ts';

/** Registered values, on one line or on several ones. */
export function registeredValues(values: ValueFinder): Rule {
  return {
    name: 'values',
    readsData: true,
    mayFind: () => true,
    find: (text, _scan, { runs, digits }) => [
      ...values.find(text),
      ...over(linesOfData(text, runs, values.mayJoin), text, values),
      ...over(partsAroundGaps(text, values.mayJoin), text, values),
      ...(digits >= LEAST_JOINED ? over(groupsOfHex(text), text, values) : []),
    ],
  };
}

/** Shorter values may come together by chance where lines are joined. */
const LEAST_JOINED = 8;

/** Values that go on from part to part: in base64 that is wrapped, where a terminal cuts, over tags and in groups. */
function over(blocks: readonly Line[][], text: string, { find }: ValueFinder): Edit[] {
  return blocks.flatMap((parts) => {
    const placeOf = placesIn(parts);
    return find(parts.map(({ start, end }) => text.slice(start, end)).join('')).flatMap((edit): Edit[] => {
      const start = placeOf(edit.start);
      const end = placeOf(edit.end - 1) + 1;
      const isOver = end - start > edit.end - edit.start && edit.end - edit.start >= LEAST_JOINED;
      return isOver ? [{ start, end, kind: edit.kind }] : [];
    });
  });
}

/** From growing places in joined lines to those in the text. */
function placesIn(lines: readonly Line[]): (at: number) => number {
  let next = 0;
  let before = 0;
  return (at) => {
    for (
      let line = lines[next];
      line !== undefined && at - before >= line.end - line.start;
      line = lines[next]
    ) {
      before += line.end - line.start;
      next += 1;
    }
    return (lines[next]?.start ?? 0) + at - before;
  };
}
