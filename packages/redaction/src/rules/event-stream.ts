import { type Edit, kindWithin } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { nodeEdits } from './json.ts';
import { lookAgain } from './look-again.ts';
import { redactJoined } from './redact-joined.ts';
import { type JsonNode, type JsonScalar, readJson } from './read-json.ts';
import type { Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** A string inside an event: where it is in the whole text, and what it says. */
interface Piece {
  start: number;
  end: number;
  value: string;
}

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
  if (!lines.some(({ payload }) => read(payload) !== undefined)) return undefined;
  const edits: Edit[] = [];
  const threads = new Map<string, Piece[]>();
  for (const { start, payload, part } of lines) {
    const root = read(payload);
    const found = root === undefined ? scan.edits(payload) : nodeEdits(root, scan);
    const offset = root !== undefined && isString(payload) ? start - 1 : start;
    for (const edit of found) edits.push(moved(edit, offset));
    if (root !== undefined) gather(root, offset, threads, part);
  }
  return [...joined(threads, edits, scan), ...edits];
}

/** Not the URL of data, as in `data:image/png;base64,…`. */
const START =
  /^\uFEFF?\s*(?:(?!data:\w{1,20}\/[\w.+-]{1,80}[;,])(?:data|event|id|retry):|:|\{[^\n]*\}\r?\n\s*\{|[0-9a-k]:["[{])/;
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
}

function payloads(text: string): Line[] {
  return allMatches(text, LINE).map(({ 0: line, 1: part = '', 2: rest = '', index }) => ({
    start: index + line.length - rest.length,
    payload: rest.trimEnd(),
    part,
  }));
}

/** Collects the strings of an event under what they continue: their path and the indices beside it. */
function gather(root: JsonNode, offset: number, threads: Map<string, Piece[]>, part: string): void {
  const todo: [JsonNode, string][] = [[root, part]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, path] = next;
    if (node.type === 'object') {
      const here = path + discriminator(node.members);
      for (const [key, value] of node.members)
        if (!CONSTANT.test(key.value)) todo.push([value, `${here}/${key.value}`]);
    } else if (node.type === 'array') {
      if (node.isMeasured === true) continue;
      node.items.forEach((item, index) =>
        todo.push([item, `${path}/${item.type === 'object' && isIndexed(item.members) ? '' : index}`]),
      );
    } else if (node.type === 'string' && node.value !== '') {
      const pieces = threads.get(path);
      const piece = { start: offset + node.start, end: offset + node.end, value: node.value };
      if (pieces === undefined) threads.set(path, [piece]);
      else pieces.push(piece);
    }
  }
}

/** Members that repeat from event to event and continue nothing. */
const CONSTANT =
  /^(?:id|type|object|model|role|created\w*|name|index|\w+_id|\w+Id|event|status|system_fingerprint|finish_reason|stop_reason|service_tier|obfuscation|provider|native_finish_reason|usage|logprobs|timestamp)$/;
const INDEX =
  /^(?:index|output_index|content_index|item_id|summary_index|toolCallId|contentBlockIndex|p|part|channel|stream)$/;

function discriminator(members: [JsonScalar, JsonNode][]): string {
  return members
    .flatMap(([key, node]) =>
      INDEX.test(key.value) && node.type !== 'object' && node.type !== 'array'
        ? [`${key.value}=${node.value}`]
        : [],
    )
    .join(',');
}

const isIndexed = (members: [JsonScalar, JsonNode][]): boolean =>
  members.some(([key]) => key.value === 'index');

/** Edits of the joined strings, spread over their pieces. */
function joined(threads: Map<string, Piece[]>, own: readonly Edit[], scan: Scan): Edit[] {
  const alone = new Map(own.map((edit) => [edit.start, edit.text ?? '']));
  return [...threads.values()]
    .filter((pieces) => pieces.length > 1)
    .flatMap((pieces) => joinedEdits(pieces, alone, scan));
}

function joinedEdits(pieces: readonly Piece[], alone: ReadonlyMap<number, string>, scan: Scan): Edit[] {
  const after = redactJoined(
    pieces.map(({ value }) => value),
    { ...scan.decoded, placeholder: scan.placeholder },
  );
  return pieces.flatMap(({ start, end, value }, index) => {
    const text = after[index] ?? '';
    if (text === value) return [];
    const isGone = text === '' || isPlaceholder(text);
    const own = alone.get(start) ?? '';
    // by itself it told the same, or more
    if (!isGone && (isPlaceholder(own) || own === JSON.stringify(text))) return [];
    return [
      {
        start,
        end,
        kind: kindWithin(text, 'delta'),
        text: JSON.stringify(isGone ? text : lookAgain(text, scan, scan.placeholder)),
      },
    ];
  });
}

function moved(edit: Edit, by: number): Edit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}
