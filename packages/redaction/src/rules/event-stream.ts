import { applyEdits, type Edit, settleEdits } from '../edit.ts';
import { withoutDigests } from '../placeholder.ts';
import { wordEdits } from './event-words.ts';
import { nodeEdits } from './json.ts';
import { LOG_PROBABILITIES, tokenPieces } from './log-probabilities.ts';
import { type Piece, pieceEdits } from './pieces.ts';
import { isWrittenOut, type JsonNode, type JsonScalar, readJson } from './read-json.ts';
import type { Scan } from './rule.ts';
import { type Act, typedEdits } from './typed-secrets.ts';
import { allMatches } from '../matches.ts';
import { judgeNamed } from '../values/judge.ts';

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
  const gathered: Gathered = { threads: new Map(), packed: [], length: text.length, next: text.length };
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
    ...packedAgain(joined(gathered.threads, edits, scan), gathered, scan),
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
  const gathered: Gathered = { threads: new Map(), packed: [], length: text.length, next: text.length };
  for (const { start, payload, part } of payloads(text)) {
    const root = read(payload);
    if (root !== undefined) gather(root, isString(payload) ? start - 1 : start, part, gathered);
  }
  return [...gathered.threads.values()]
    .map((pieces) => pieces.filter(({ start }) => start < text.length))
    .filter((pieces) => pieces.length > 1);
}

/** Not the URL of data, as in `data:image/png;base64,…`. */
const START =
  /^\uFEFF?\s*(?:(?!data:\w{1,20}\/[\w.+-]{1,80}[;,])(?:data|event|id|retry):|:|\{[^\n]*\}\r?\n\s*\{|[0-9a-k]:["[{])/;
/** Begins like a part of a data stream, as a line of YAML may, too. */
const PART = /^\uFEFF?\s*[0-9a-k]:["[{]/;
/** Data of one event on several lines. */
const CONTINUED = /^data:.{0,4000}(?:\r\n?|\n)data:/m;
/** A field of events, or what AI SDK's data streams call a part by: `0:"…"`. */
const LINE = /^(?:data: ?|([0-9a-k]):(?=["[{]))?(.+)$/gm;

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

/** JSON in base64, as Bedrock sends its events: where it stands, and what it says. */
interface Packed {
  start: number;
  end: number;
  text: string;
  /** Where its text is read, as if it stood behind the whole. */
  base: number;
}

/** The strings of all events, under what they continue. */
interface Gathered {
  threads: Map<string, Piece[]>;
  packed: Packed[];
  /** Of the whole text. */
  readonly length: number;
  /** The base of the next that is packed. */
  next: number;
  /** The path of the last patch: one that names none continues it, as ChatGPT and DeepSeek send theirs. */
  patched?: string;
}

/** Collects the strings of an event under what they continue: their path and the indices beside it. */
function gather(root: JsonNode, offset: number, part: string, gathered: Gathered): void {
  const { threads, packed } = gathered;
  const add = (path: string, ...pieces: Piece[]): void => {
    const before = threads.get(path);
    if (before === undefined) threads.set(path, pieces);
    else for (const piece of pieces) before.push(piece);
  };
  const todo: [JsonNode, string][] = [[root, part]];
  if (root.type === 'object') {
    const path = root.members.find(([key]) => key.value === 'p')?.[1];
    if (path?.type === 'string') gathered.patched = path.value;
    else if (gathered.patched !== undefined && isPatch(root.members))
      todo[0] = [root, `${part}p=${gathered.patched}`];
  }
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, path] = next;
    if (node.type === 'object') {
      const here = path + discriminator(node.members);
      for (const [key, value] of node.members)
        if (LOG_PROBABILITIES.test(key.value)) add(`${here}/${key.value}`, ...tokenPieces(value, offset));
        else if (!CONSTANT.test(key.value)) todo.push([value, `${here}/${key.value}`]);
    } else if (node.type === 'array') {
      if (node.isMeasured === true) continue;
      node.items.forEach((item, index) =>
        todo.push([item, `${path}/${item.type === 'object' && isIndexed(item.members) ? '' : index}`]),
      );
    } else if (node.type === 'string' && node.value !== '' && !TIME.test(node.value)) {
      const place = { start: offset + node.start, end: offset + node.end };
      const text =
        offset < gathered.length && OBJECT.test(node.value)
          ? Buffer.from(node.value, 'base64').toString()
          : '';
      const inner = text === '' ? undefined : readJson(text);
      if (inner === undefined) add(path, { ...place, value: node.value });
      else {
        packed.push({ ...place, text, base: gathered.next });
        gathered.next += text.length;
        gather(inner, gathered.next - text.length, `${part}${path}`, gathered);
      }
    }
  }
}

/** A patch without a path: what is to be put there, and how. */
const isPatch = (members: readonly [JsonScalar, JsonNode][]): boolean =>
  members.length <= 3 && members.every(([key]) => /^[voc]$/.test(key.value));

/** A time, which is told as a whole. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** An object of JSON in base64. */
const OBJECT = /^ey[A-Za-z0-9+/]{20,100000}={0,2}$/;

/** Edits of what was packed as edits of the base64 that it stood in; what is within what is packed there stays. */
function packedAgain(edits: readonly Edit[], { packed, length: end }: Gathered, scan: Scan): Edit[] {
  const inside = edits.filter((edit) => edit.start >= end).toSorted((a, b) => a.start - b.start);
  let next = 0;
  const changed = packed.flatMap(({ start, end: to, text, base }): Edit[] => {
    const own: Edit[] = [];
    for (
      let edit = inside[next];
      edit !== undefined && edit.start < base + text.length;
      edit = inside[(next += 1)]
    )
      own.push(moved(edit, -base));
    if (own.length === 0) return [];
    // this takes the place of what the event's own edits put there
    const after = withoutDigests(
      scan.decoded.inner(applyEdits(text, settleEdits(text, own), scan.placeholder)),
    );
    return [{ start, end: to, kind: 'delta', text: JSON.stringify(Buffer.from(after).toString('base64')) }];
  });
  return [...edits.filter((edit) => edit.start < end), ...changed];
}

/** Members that repeat from event to event and continue nothing. */
const CONSTANT =
  /^(?:id|type|object|model|role|created\w*|name|index|\w+_id|\w+Id|event|status|system_fingerprint|finish_reason|stop_reason|service_tier|obfuscation|provider|native_finish_reason|usage|timestamp)$/;
const INDEX =
  /^(?:index|output_index|content_index|item_id|summary_index|toolCallId|contentBlockIndex|jsonPath|p|part|channel|stream)$/;

function discriminator(members: [JsonScalar, JsonNode][]): string {
  return members
    .flatMap(([key, node]) =>
      INDEX.test(key.value) &&
      node.type !== 'object' &&
      node.type !== 'array' &&
      !isPadding(key, node, members)
        ? [`${key.value}=${key.value === 'item_id' ? itemOf(node, members) : node.value}`]
        : [],
    )
    .join(',');
}

/** Its place and what is told of it tell which item it is: GitHub Copilot gives it another id in each event. */
function itemOf(id: JsonScalar, members: readonly [JsonScalar, JsonNode][]): string {
  const valueOf = (name: string): JsonNode | undefined => members.find(([key]) => key.value === name)?.[1];
  const type = valueOf('output_index') === undefined ? undefined : valueOf('type');
  return type?.type === 'string' ? type.value : id.value;
}

/** What Bedrock puts beside an event, so that its length tells nothing; elsewhere `p` is a path. */
const isPadding = (key: JsonScalar, node: JsonScalar, members: readonly [JsonScalar, JsonNode][]): boolean =>
  key.value === 'p' &&
  (ALPHABET.startsWith(node.value) || members.some(([other]) => other.value === 'bytes'));
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const isIndexed = (members: [JsonScalar, JsonNode][]): boolean =>
  members.some(([key]) => key.value === 'index');

/** Edits of the joined strings, spread over their pieces. */
function joined(threads: Map<string, Piece[]>, own: readonly Edit[], scan: Scan): Edit[] {
  const alone = new Map(own.map((edit) => [edit.start, edit.text ?? '']));
  return [...threads]
    .filter(([, pieces]) => pieces.length > 1)
    .flatMap(([path, pieces]) => argumentEdits(path, pieces, scan) ?? pieceEdits(pieces, alone, scan));
}

/** The pieces of one argument under the name that stands beside them, as Gemini sends what a function is called with. */
function argumentEdits(path: string, pieces: readonly Piece[], scan: Scan): Edit[] | undefined {
  const name = ARGUMENT.exec(path)?.[1];
  if (name === undefined) return undefined;
  const value = pieces.map((piece) => piece.value).join('');
  const kind = judgeNamed(scan.names, name, value);
  if (kind === undefined) return undefined;
  return pieces.map(({ start, end }, index) => ({
    start,
    end,
    kind,
    // the first piece says it all
    text: JSON.stringify(index === 0 ? scan.placeholder(kind, value) : ''),
  }));
}

const ARGUMENT = /jsonPath=\$?([\w.[\]-]{1,100})[^/]*\/stringValue$/;

function moved(edit: Edit, by: number): Edit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}
