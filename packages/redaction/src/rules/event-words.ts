import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { allMatches } from '../matches.ts';
import type { Rule, Scan } from './rule.ts';

/** Plain text that goes on from event to event (WHATWG HTML §9.2), of which no event alone tells what the secret is. */
export const eventWords: Rule = {
  name: 'event-words',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(FIELD),
  find: wordEdits,
};

const FIELD = cue('data:');
/** An event of one line, which is no JSON, nor more than a piece. */
const EVENT = /(?:^|(?<=[\r\n]))data: ?((?![{["])[^\r\n]{1,400})(?=\r?\n(?:\r?\n|$)|\r\r|$)/g;

/** Edits of what reaches from one event into the next, or stands behind its name in the one before. */
export function wordEdits(text: string, scan: Scan): Edit[] {
  const pieces = allMatches(text, EVENT).map(({ 0: line, 1: value = '', index }) => ({
    start: index + line.length - value.length,
    value,
  }));
  if (pieces.length < 2) return [];
  const whole = pieces.map(({ value }) => value).join('');
  const edits: Edit[] = [];
  let piece = 0;
  let from = 0;
  for (const edit of scan.decoded.edits(whole)) {
    const lengthOf = (at: number): number => pieces[at]?.value.length ?? Infinity;
    while (from + lengthOf(piece) <= edit.start) {
      from += lengthOf(piece);
      piece += 1;
    }
    if (edit.start > from && edit.end <= from + lengthOf(piece)) continue;
    let after = edit.text ?? scan.placeholder(edit.kind, whole.slice(edit.start, edit.end));
    let next = from;
    for (let at = piece; next < edit.end && at < pieces.length; at += 1) {
      const end = Math.min(edit.end, next + lengthOf(at));
      const by = (pieces[at]?.start ?? 0) - next;
      // the first piece says it all
      edits.push({ start: Math.max(edit.start, next) + by, end: end + by, kind: edit.kind, text: after });
      after = '';
      next += lengthOf(at);
    }
  }
  return edits;
}
