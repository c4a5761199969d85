import type { Edit } from '../edit.ts';
import { gather, gatheredOf, threadEdits } from './event-threads.ts';
import type { JsonArray, JsonNode, JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';

/**
 * True for a list of events whose strings continue one another: what Gemini answers without server-sent events, and
 * what clients keep of a stream.
 */
export function isEventList({ items, isMeasured }: Pick<JsonArray, 'items' | 'isMeasured'>): boolean {
  if (isMeasured === true || items.length < 2) return false;
  let events = 0;
  for (const item of sampleOf(items)) {
    if (item.type !== 'object') return false;
    if (isEvent(item.members)) events += 1;
  }
  return events > 1;
}

/** The first ones, behind which there is a piece of something in most streams, and some of all others. */
const sampleOf = (items: readonly JsonNode[]): readonly JsonNode[] =>
  items.length <= FIRST + SPREAD
    ? items
    : [
        ...items.slice(0, FIRST),
        ...Array.from(
          { length: SPREAD },
          (_, at) => items[FIRST + Math.floor((at * (items.length - FIRST)) / SPREAD)],
        ),
      ].filter((item) => item !== undefined);
const FIRST = 8;
const SPREAD = 24;

/** Edits of the strings that continue one another in each of such lists, beside the edits of their events. */
export function eventListEdits(
  lists: readonly (readonly JsonNode[])[],
  own: readonly Edit[],
  scan: Scan,
): Edit[] {
  const gathered = gatheredOf(BEHIND);
  for (const [index, items] of lists.entries()) {
    // a patch continues none of another list
    delete gathered.patched;
    for (const item of items) gather(item, 0, `${index}~`, gathered);
  }
  return lists.length === 0 ? [] : threadEdits(gathered, own, scan);
}

/** The lists within others: what is in them is read with what is around them, and not once more. */
export function listsWithin(items: readonly JsonNode[]): JsonArray[] {
  const lists: JsonArray[] = [];
  const todo = [...items];
  for (let node = todo.pop(); node !== undefined; node = todo.pop())
    if (node.type === 'object') for (const [, member] of node.members) todo.push(member);
    else if (node.type === 'array' && node.isMeasured !== true) {
      lists.push(node);
      for (const item of node.items) todo.push(item);
    }
  return lists;
}

/** What is packed in events is read as if it stood here: behind any text. */
const BEHIND = { length: 2 ** 40 };

const isEvent = (members: readonly [JsonScalar, JsonNode][]): boolean =>
  members.some(
    ([{ value: name }, node]) =>
      (DELTA.test(name) && isOfEvent(name, node)) ||
      (name === 'type' && node.type === 'string' && OF_DELTA.test(node.value)) ||
      (name === 'done' && node.type === 'literal' && members.some(([other]) => SAYING.test(other.value))) ||
      (name === 'choices' && node.type === 'array' && node.items.some(holdsDelta)),
  );

const holdsDelta = (node: JsonNode): boolean =>
  node.type === 'object' && node.members.some(([{ value: name }]) => DELTA.test(name));

/** Records of people have candidates, too, and those of documents and measures a number of a chunk, or by how much it differs. */
const isOfEvent = (name: string, { type }: JsonNode): boolean =>
  name === 'candidates' ? type === 'array' : type === 'object' || type === 'string';

/** What Ollama says beside whether it is done, as a list of tasks says, too. */
const SAYING = /^(?:message|response)$/;
const DELTA = /^(?:\w{0,20}[dD]elta|candidates|chunk|partial_json)$/;
const OF_DELTA = /(?:^|[._-])delta$|Chunk$/;

/** Quick, and never wrong when it says that JSON holds no such list. */
export const mayHoldEvents = (bytes: Buffer): boolean =>
  WRITTEN.some((names) =>
    names.every((name) => {
      const first = bytes.indexOf(name);
      return first >= 0 && bytes.indexOf(name, first + name.length) >= 0;
    }),
  );

/** With the quote behind them, in which names and types of events end. */
const WRITTEN = [
  ['elta"'],
  ['"candidates"'],
  ['"chunk"'],
  ['"partial_json"'],
  ['"done"', '"message"'],
  ['"done"', '"response"'],
  ['Chunk"'],
];
