import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { eventListEdits, isEventList } from './event-lists.ts';
import { nodeEdits } from './json.ts';
import { isWrittenOut, type JsonNode, type JsonScalar, readJsonAt } from './read-json.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * JSON in a log line, in a fence of Markdown, in a part of a form: read by its structure, as a whole text is, and where
 * its end was cut off as far as it is there.
 */
export const embeddedJson: Rule = {
  name: 'embedded-json',
  mayFind: ({ marks, quotes }) => (marks & Mark.ASSIGN) > 0 && quotes >= 3,
  find(text, scan) {
    const edits: Edit[] = [];
    const wasRead = text.includes('[REDACTED:');
    // what a string says as it is written, the text around it says, too
    const alone: Scan = { ...scan, inner: (said) => said };
    // and what is written in another way is decoded, and costs what decoding costs
    const decoded: Scan = { ...scan, ...scan.decoded };
    const scanOf = (node: JsonScalar): Scan => (isWrittenOut(node) ? alone : decoded);
    const streams: JsonNode[][] = [];
    let roots: JsonNode[] = [];
    let before = 0;
    const readRoots = (): void => {
      if (isEventList({ items: roots })) streams.push(roots);
      roots = [];
    };
    for (let at = nextOpening(text, 0); at >= 0;) {
      const { root, end } = readJsonAt(text, at);
      if (roots.length > 0 && !PARTING.test(text.slice(before, Math.min(at, before + MOST_PARTING))))
        readRoots();
      before = end;
      if (root !== undefined) {
        roots.push(root);
        const found = nodeEdits(root, alone, { scanOf });
        for (const edit of found) edits.push(edit);
        if (wasRead) for (const edit of kept(text, root, found)) edits.push(edit);
      }
      at = nextOpening(text, Math.max(at + 1, end));
    }
    readRoots();
    return [...eventListEdits(streams, edits, decoded), ...edits];
  },
};

/**
 * Strings in which something was taken out before, and of which the structure tells that nothing else has to go: they
 * stay, as they did when it was taken out.
 */
function kept(text: string, root: JsonNode, found: readonly Edit[]): Edit[] {
  const gone = new Set(found.map(({ start }) => start));
  const edits: Edit[] = [];
  const todo: JsonNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop())
    if (node.type === 'object') for (const [, member] of node.members) todo.push(member);
    else if (node.type === 'array') for (const item of node.items) todo.push(item);
    else if (node.type === 'string' && node.value.includes('[REDACTED:') && !gone.has(node.start))
      edits.push({ start: node.start, end: node.end, kind: 'kept', text: text.slice(node.start, node.end) });
  return edits;
}

/** What parts JSON that stands one behind the other, as `jq` prints it. */
const PARTING = /^[\s,]*$/;
const MOST_PARTING = 20;
const OPENING = /[{[]\s{0,20}(?:"[^"\n]{1,80}"\s{0,4}:|\{\s{0,20}"[^"\n]{1,80}"\s{0,4}:)/g;

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}
