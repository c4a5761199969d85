import { applyEdits, type Edit, moved, settleEdits } from '../edit.ts';
import { withoutDigests } from '../placeholder.ts';
import { judgeNamed } from '../values/judge.ts';
import { LOG_PROBABILITIES, tokenPieces } from './log-probabilities.ts';
import { type Piece, pieceEdits } from './pieces.ts';
import { type JsonNode, type JsonScalar, readJson } from './read-json.ts';
import type { Scan } from './rule.ts';

/** JSON in base64, as Bedrock sends its events: where it stands, and what it says. */
interface Packed {
  start: number;
  end: number;
  text: string;
  /** Where its text is read, as if it stood behind the whole. */
  base: number;
}

/** The strings of all events, under what they continue. */
export interface Gathered {
  threads: Map<string, Piece[]>;
  packed: Packed[];
  /** Of the whole text. */
  readonly length: number;
  /** The base of the next that is packed. */
  next: number;
  /** What stands for paths that are long, so that what is in many parts deep inside costs no more than its text. */
  readonly paths: Map<string, string>;
  /** The path of the last patch: one that names none continues it, as ChatGPT and DeepSeek send theirs. */
  patched?: string;
}

/** For the events of a text, of which nothing is gathered yet. */
export function gatheredOf({ length }: { readonly length: number }): Gathered {
  return { threads: new Map(), packed: [], length, next: length, paths: new Map() };
}

/** Edits of the strings that continue one another, joined, beside the events' own edits. */
export function threadEdits(gathered: Gathered, own: readonly Edit[], scan: Scan): Edit[] {
  return packedAgain(joined(gathered.threads, own, scan), gathered, scan);
}

/** Collects the strings of an event under what they continue: their path and the indices beside it. */
export function gather(root: JsonNode, offset: number, part: string, gathered: Gathered): void {
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
      todo[0] = [root, `${part}p=${brief(gathered.patched)}`];
  }
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, path] = next;
    if (node.type === 'object') {
      const here = shortened(path, gathered) + discriminator(node.members);
      for (const [key, value] of node.members)
        if (LOG_PROBABILITIES.test(key.value))
          add(`${here}/${brief(key.value)}`, ...tokenPieces(value, offset));
        else if (!CONSTANT.test(key.value)) todo.push([value, `${here}/${brief(key.value)}`]);
    } else if (node.type === 'array') {
      if (node.isMeasured === true) continue;
      const here = shortened(path, gathered);
      node.items.forEach((item, index) =>
        todo.push([item, `${here}/${item.type === 'object' && isIndexed(item.members) ? '' : index}`]),
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

function discriminator(members: readonly [JsonScalar, JsonNode][]): string {
  const named: Named = new Map();
  for (const [{ value: name }, node] of members)
    if (INDEX.test(name) || BESIDE.has(name)) named.set(name, node);
  return [...named]
    .flatMap(([name, node]) =>
      BESIDE.has(name) ||
      node.type === 'object' ||
      node.type === 'array' ||
      (name === 'p' && isPadding(node, named))
        ? []
        : [`${name}=${brief(name === 'item_id' ? itemOf(node, named) : node.value)}`],
    )
    .join(',');
}

/** Members by their names, of several of one name the last, as `JSON.parse` has it. */
type Named = Map<string, JsonNode>;

const BESIDE: ReadonlySet<string> = new Set(['type', 'bytes']);

/** As much of a name or a value as tells it from others. */
const brief = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}~${text.length}` : text);

function shortened(path: string, { paths }: Gathered): string {
  if (path.length <= 200) return path;
  const known = paths.get(path) ?? `~${paths.size}`;
  paths.set(path, known);
  return known;
}

/** Its place and what is told of it tell which item it is: GitHub Copilot gives it another id in each event. */
function itemOf(id: JsonScalar, named: Named): string {
  const type = named.has('output_index') ? named.get('type') : undefined;
  return type?.type === 'string' ? type.value : id.value;
}

/** What Bedrock puts beside an event, so that its length tells nothing; elsewhere `p` is a path. */
const isPadding = (node: JsonScalar, named: Named): boolean =>
  ALPHABET.startsWith(node.value) || named.has('bytes');
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
