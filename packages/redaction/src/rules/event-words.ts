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
/** One line of data, which is no JSON, nor more than a piece; a sign with which JSON begins may be a piece. */
const DATA =
  /(?:^|(?<=[\r\n]))data: ?((?![{[][^\r\n]|"[^\r\n]{0,400}"[ \t]{0,8}(?:[\r\n]|$))[^\r\n]{1,400})(?=[\r\n]|$)/g;
const NEWLINE = /\r\n|[\r\n]|$/y;
/** What an event has beside its data, and comments. */
const OTHER = /(?:id|event|retry)?:/y;
const LINE_END = /[\r\n]|$/g;

/** Edits of what reaches from one event into the next, or stands behind its name in the one before. */
export function wordEdits(text: string, scan: Scan): Edit[] {
  const pieces = allMatches(text, DATA)
    .map(({ 0: line, 1: value = '', index }) => ({ start: index + line.length - value.length, value }))
    .filter(({ start, value }) => endsEvent(text, start + value.length));
  if (pieces.length < 2 || 2 * pieces.filter(isOfItsOwn).length > pieces.length) return [];
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

/** JSON that was cut off goes on in no other event; among words it may be one of them. */
const isOfItsOwn = ({ value }: { value: string }): boolean => /^\s?[{[]["{]/.test(value);

/** True where a line ends behind which no more data follows in its event. */
function endsEvent(text: string, lineEnd: number): boolean {
  for (let at = lineEnd; at < text.length;) {
    at = endOf(NEWLINE, text, at) ?? at;
    if (endOf(NEWLINE, text, at) !== undefined) return true;
    if (endOf(OTHER, text, at) === undefined) return false;
    LINE_END.lastIndex = at;
    at = LINE_END.exec(text)?.index ?? text.length;
  }
  return true;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
