import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { allMatches } from '../matches.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * Lines within a text that are a text of their own: what a mail or Markdown quotes behind `>`, and events or lines of
 * JSON below a command, in a fence or under a key of YAML. They are read without what stands before each of them.
 */
export const blocks: Rule = {
  name: 'blocks',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & Mark.LINE) > 0 && heard.hasAny([QUOTES, EVENTS]),
  find: (text, scan, { heard }) => [
    ...(heard.has(QUOTES) ? allMatches(text, QUOTED).flatMap((found) => read(found, scan)) : []),
    ...(heard.has(EVENTS) ? allMatches(text, STREAM).flatMap((found) => read(found, scan)) : []),
  ],
};

const QUOTES = cue('\n> |\n>>');
const QUOTED = /(?:^[ \t]{0,8}(?:>[ \t]?){1,6}[^\n]*(?:\n|$)){2,}/gm;
const EVENTS = cue('data: {|data:{|"delta|"content":|"text":|"value":|"params":|contentblockdelta');
/** Two lines of JSON or more behind the same margin, with nothing between them but what events have beside their data. */
const STREAM =
  /^([ \t]{0,20}(?:\|[ \t])?)(?:data: ?)?\{"[^\n]*\}[ \t]*\r?\n(?:(?:[ \t]*|\1(?:event|id|retry):[^\n]*|\1(?:data: ?)?(?:\{"[^\n]*\}|\[DONE\])[ \t]*)(?:\r?\n|$))+/gm;
/** What stands before a line: the marks of a quotation, or a margin. */
const MARGIN = /^[ \t]{0,20}(?:(?:>[ \t]?){1,6}|\|[ \t])?/;

function read({ 0: block, index, input }: RegExpExecArray, scan: Scan): Edit[] {
  // read as a whole already
  if (block.length === input.length && !/^[ \t>|]/.test(block)) return [];
  const starts: (readonly [inner: number, outer: number])[] = [];
  let inner = '';
  for (let at = 0; at < block.length;) {
    const next = block.indexOf('\n', at) + 1 || block.length;
    const line = block.slice(at, next);
    const margin = MARGIN.exec(line)?.[0].length ?? 0;
    starts.push([inner.length, index + at + margin]);
    inner += line.slice(margin);
    at = next;
  }
  let line = 0;
  const placeOf = (at: number): number => {
    while ((starts[line + 1]?.[0] ?? Infinity) <= at) line += 1;
    const [from = 0, to = 0] = starts[line] ?? [];
    return to + at - from;
  };
  return scan.edits(inner).map((edit) => {
    const start = placeOf(edit.start);
    return { ...edit, start, end: placeOf(edit.end - 1) + 1 };
  });
}
