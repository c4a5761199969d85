import { cue } from '../cues.ts';
import { type Edit, settleEdits } from '../edit.ts';
import { Mark } from '../signals.ts';
import { eventStreamEdits } from './event-stream.ts';
import type { Reader, Rule, Scan } from './rule.ts';

/**
 * Lines within a text that are a text of their own: what a mail or Markdown quotes behind `>`, and events or lines of
 * JSON below a command, in a fence or under a key of YAML. They are read without what stands before each of them.
 */
export const blocks: Rule = {
  name: 'blocks',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & Mark.LINE) > 0 && heard.hasAny([QUOTES, EVENTS]),
  find: (text, scan, { heard }) => [
    ...(heard.has(QUOTES) ? runsOf(text, quoted) : []).flatMap((run) =>
      read(text, run, (block) => scan.edits(block)),
    ),
    ...(heard.has(EVENTS) ? runsOf(text, eventual) : []).flatMap((run) =>
      read(text, run, (block) => eventEdits(block, scan)),
    ),
  ],
};

const QUOTES = cue('\n> |\n>>');
const EVENTS = cue('data: {|data:{|"delta|"content":|"text":|"value":|"params":|contentblockdelta');

/** Whether a line belongs to a block, may stand between two lines that do, or neither. */
type Belongs = 'yes' | 'between' | 'no';

/** Parts of a data stream are joined by `quotedParts`, wherever they are quoted. */
const QUOTED = /[ \t]{0,8}>(?![> \t]{0,12}[0-9a-k]:["[{])/y;
function quoted(text: string, start: number): Belongs {
  QUOTED.lastIndex = start;
  return QUOTED.test(text) ? 'yes' : 'no';
}

const EVENT = /[ \t]{0,20}(?:\|[ \t])?(?:data: ?)?\{"/y;
/** What events have beside their data. */
const BESIDE = /[ \t]{0,20}(?:\|[ \t])?(?:(?:event|id|retry):|data: ?\[DONE\]|\r?(?=\n))/y;
/** What the lines of events begin with; most others are told from them by their first sign. */
const FIRST: ReadonlySet<number> = new Set(Array.from('|d{eir:\r\n', (sign) => sign.charCodeAt(0)));
function eventual(text: string, start: number, end: number): Belongs {
  let first = start;
  for (let code = text.charCodeAt(first); first < end && (code === 32 || code === 9);)
    code = text.charCodeAt((first += 1));
  if (first < end && !FIRST.has(text.charCodeAt(first))) return 'no';
  EVENT.lastIndex = BESIDE.lastIndex = start;
  if (EVENT.test(text)) return text[text[end - 1] === '\r' ? end - 2 : end - 1] === '}' ? 'yes' : 'no';
  return BESIDE.test(text) ? 'between' : 'no';
}

/** What each event says by itself `embeddedJson` finds: only what they say together is read. */
function eventEdits(block: string, scan: Scan): Edit[] {
  const together: Scan = { ...scan, inner: (text) => text, edits: () => [] };
  const edits = eventStreamEdits(block, together);
  return edits === undefined ? scan.edits(block) : settleEdits(block, edits);
}

/** The lines of a block, by their places. */
type Run = readonly (readonly [start: number, end: number])[];

/** Blocks of two lines and more; by hand, as an expression would remember every character of a long one. */
function runsOf(text: string, belongs: (text: string, start: number, end: number) => Belongs): Run[] {
  const runs: Run[] = [];
  let run: (readonly [number, number])[] = [];
  /** Lines of the run up to the last that belongs to it, and how many do. */
  let length = 0;
  let count = 0;
  const close = (): void => {
    if (count > 1) runs.push(run.slice(0, length));
    run = [];
    length = count = 0;
  };
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const found = belongs(text, start, end);
    if (found === 'no') close();
    else if (found === 'yes' || count > 0) {
      run.push([start, end + 1]);
      if (found === 'yes') {
        length = run.length;
        count += 1;
      }
    }
    start = end + 1;
  }
  close();
  return runs;
}

/** What stands before a line: the marks of a quotation, or a margin. */
const MARGIN = /[ \t]{0,20}(?:(?:>[ \t]?){1,6}|\|[ \t])?/y;

function read(text: string, run: Run, editsOf: Reader['edits']): Edit[] {
  const starts: (readonly [inner: number, outer: number])[] = [];
  const lines: string[] = [];
  let length = 0;
  for (const [start, end] of run) {
    MARGIN.lastIndex = start;
    const from = Math.min(end, start + (MARGIN.exec(text)?.[0].length ?? 0));
    starts.push([length, from]);
    lines.push(text.slice(from, end));
    length += end - from;
  }
  const inner = lines.join('');
  // read as a whole already
  if (inner.length === text.length) return [];
  let line = 0;
  const placeOf = (at: number): number => {
    while ((starts[line + 1]?.[0] ?? Infinity) <= at) line += 1;
    const [from = 0, to = 0] = starts[line] ?? [];
    return to + at - from;
  };
  return editsOf(inner).map((edit) => {
    const start = placeOf(edit.start);
    return { ...edit, start, end: placeOf(edit.end - 1) + 1 };
  });
}
