import { type Edit, moved } from '../edit.ts';
import { gather, gatheredOf, threadEdits } from './event-threads.ts';
import { wordEdits } from './event-words.ts';
import { nodeEdits } from './json.ts';
import type { Piece } from './pieces.ts';
import { isWrittenOut, type JsonNode, readJson } from './read-json.ts';
import type { Scan } from './rule.ts';
import { type Act, typedEdits } from './typed-secrets.ts';
import { allMatches } from '../matches.ts';

/**
 * Edits of server-sent events (WHATWG HTML §9.2) and of JSON lines: each event by itself, and the
 * strings that continue one another from event to event joined, so that a secret cut into deltas is
 * found. Its placeholder takes the place of the first piece; the rest becomes empty.
 * Undefined when the text is neither.
 */
export function eventStreamEdits(text: string, scan: Scan): Edit[] | undefined {
  if (!START.test(text)) return undefined;
  const lines = payloads(text);
  // without any event it is looked at as a whole, and not line by line before
  if ((!lines.some(isRead) && !CONTINUED.test(text)) || (PART.test(text) && !lines.every(isPart)))
    return undefined;
  const edits: Edit[] = [];
  // what is written in another way costs what decoding costs
  const decoded: Scan = { ...scan, ...scan.decoded };
  const gathered = gatheredOf(text);
  const found = (more: readonly Edit[], by: number): void => {
    for (const edit of more) edits.push(moved(edit, by));
  };
  // lines that are no JSON are read together: those of no event as they stand, those of one without their fields
  let plain: Line[] = [];
  // events that are no JSON
  let words = 0;
  const acts: Act[] = [];
  const readPlain = (): void => {
    const [first, last] = [plain[0], plain.at(-1)];
    if (first?.isWhole === false) {
      edits.push(...dataEdits(text, plain, scan));
      words += 1;
    } else if (first !== undefined && last !== undefined)
      found(scan.edits(text.slice(first.start, last.start + last.payload.length)), first.start);
    plain = [];
  };
  for (const line of lines) {
    const { start, payload, part } = line;
    const root = read(payload);
    if (root === undefined) {
      const before = plain.at(-1);
      if (before !== undefined && !isContinued(text, before, line)) readPlain();
      plain.push(line);
    } else {
      readPlain();
      const offset = isString(payload) ? start - 1 : start;
      found(
        nodeEdits(root, scan, {
          others: (own) => acts.push(...own.map((act) => ({ ...act, by: offset }))),
          scanOf: (node) => (isWrittenOut(node) ? scan : decoded),
        }),
        offset,
      );
      gather(root, offset, part, gathered);
    }
  }
  readPlain();
  return [
    ...threadEdits(gathered, edits, scan),
    ...(words > 1 ? wordEdits(text, scan) : []),
    ...typedEdits(acts, scan),
    ...edits,
  ];
}

/**
 * The strings of JSON that continue one another from event to event of such a text, or from line to line: where each
 * stands with its quotes, and what it says. Undefined when the text is neither.
 */
export function continuedStrings(text: string): Piece[][] | undefined {
  if (!START.test(text)) return undefined;
  const gathered = gatheredOf(text);
  for (const { start, payload, part } of payloads(text)) {
    const root = read(payload);
    if (root !== undefined) gather(root, isString(payload) ? start - 1 : start, part, gathered);
  }
  return [...gathered.threads.values()]
    .map((pieces) => pieces.filter(({ start }) => start < text.length))
    .filter((pieces) => pieces.length > 1);
}

/** With which a record of JSON begins in a sequence (RFC 7464 §2.2). */
const RECORD = '\u001e';
/** Not the URL of data, as in `data:image/png;base64,…`. */
const START = new RegExp(
  String.raw`^\uFEFF?\s*(?:(?!data:\w{1,20}\/[\w.+-]{1,80}[;,])(?:data|event|id|retry):|:|${RECORD}\{|\{[^\n]*\}\r?\n\s*\{|[0-9a-k]:["[{])`,
);
/** Begins like a part of a data stream, as a line of YAML may, too. */
const PART = /^\uFEFF?\s*[0-9a-k]:["[{]/;
/** Data of one event on several lines. */
const CONTINUED = /^data:.{0,4000}(?:\r\n?|\n)data:/m;
/** A field of events, a record, or what AI SDK's data streams call a part by: `0:"…"`. */
const LINE = new RegExp(String.raw`^(?:data: ?|${RECORD}|([0-9a-k]):(?=["[{]))?(.+)$`, 'gm');

/** A string and nothing else is read as a list of it. */
const read = (payload: string): JsonNode | undefined =>
  readJson(isString(payload) ? `[${payload}]` : payload);

const isString = (payload: string): boolean => payload.startsWith('"') && payload.endsWith('"');

interface Line {
  start: number;
  payload: string;
  /** What its part is called. */
  part: string;
  /** True where nothing stands before its payload. */
  isWhole: boolean;
}

const isRead = ({ payload }: Line): boolean => read(payload) !== undefined;

/** The last of what was recorded may be cut off. */
const isPart = (line: Line, index: number, { length }: readonly Line[]): boolean =>
  line.payload === '' ||
  (line.part !== '' && isRead(line)) ||
  (index === length - 1 && (line.part !== '' || /^[0-9a-k]:?$/.test(line.payload)));

function payloads(text: string): Line[] {
  return allMatches(text, LINE).map(({ 0: line, 1: part = '', 2: rest = '', index }) => ({
    start: index + line.length - rest.length,
    payload: rest.trimEnd(),
    part,
    isWhole: rest.length === line.length,
  }));
}

/** True for lines of no event, and for the next field of the same one. */
const isContinued = (text: string, before: Line, { start, isWhole }: Line): boolean =>
  before.isWhole === isWhole &&
  (isWhole || NEXT_FIELD.test(text.slice(before.start + before.payload.length, start)));
const NEXT_FIELD = /^[ \t]{0,20}((?:\r\n?|\n)data: ?)$/;

/** Edits of the data of one event, whose lines its fields part (WHATWG HTML §9.2.6); what goes leaves the fields. */
function dataEdits(text: string, lines: readonly Line[], scan: Scan): Edit[] {
  const data = lines.map(({ payload }) => payload).join('\n');
  const field = fieldBetween(text, lines);
  const found = scan.edits(data);
  const told = new Set<Edit>();
  const edits: Edit[] = [];
  let from = 0;
  let next = 0;
  for (const { start, payload } of lines) {
    const to = from + payload.length;
    while ((found[next]?.end ?? Infinity) <= from) next += 1;
    for (let at = next; (found[at]?.start ?? Infinity) < to; at += 1) {
      const edit = found[at] as Edit;
      const piece = { ...edit, start: Math.max(edit.start, from), end: Math.min(edit.end, to) };
      if (piece.end <= piece.start) continue;
      // the first piece says it all
      const after = told.has(edit)
        ? ''
        : (edit.text ?? scan.placeholder(edit.kind, data.slice(edit.start, edit.end)));
      told.add(edit);
      edits.push({ ...moved(piece, start - from), text: after.replaceAll('\n', field) });
    }
    from = to + 1;
  }
  return edits;
}

/** What parts the lines of data, in the line breaks that the stream has. */
function fieldBetween(text: string, [first, second]: readonly Line[]): string {
  if (first === undefined || second === undefined) return '\ndata: ';
  return NEXT_FIELD.exec(text.slice(first.start + first.payload.length, second.start))?.[1] ?? '\ndata: ';
}
