import { type Edit, moved } from '../edit.ts';
import { eventListEdits } from './event-lists.ts';
import { walkArray } from './json-arrays.ts';
import { walkObject } from './json-objects.ts';
import { createWalk } from './json-walk.ts';
import { type JsonNode, type JsonScalar, readJson } from './read-json.ts';
import type { Scan } from './rule.ts';
import { type Act, typedEdits } from './typed-secrets.ts';

/**
 * Edits of a JSON text by its structure: names, pairs of name and value, JWKs, objects that hold
 * credentials, headers in their four shapes; every string goes through all rules too.
 * Undefined when the text is not JSON.
 */
export function jsonEdits(text: string, scan: Scan): Edit[] | undefined {
  if (text.startsWith('"')) return stringEdits(text, scan);
  const root = readJson(text);
  return root === undefined ? undefined : nodeEdits(root, scan);
}

/** A string and nothing else, which may say JSON once more, is read as a list of it. */
function stringEdits(text: string, scan: Scan): Edit[] | undefined {
  const root = text.endsWith('"') && text.includes('\\', 1) ? readJson(`[${text}]`) : undefined;
  if (root?.type !== 'array' || root.items.length > 1) return undefined;
  return nodeEdits(root, scan).map((edit) => moved(edit, -1));
}

interface NodeOptions {
  /** Takes the acts where the text is one of several, for whoever reads them in their order. */
  others?: (acts: Act[]) => void;
  /** How a string is looked at. @default with the scan of the whole text */
  scanOf?: (node: JsonScalar) => Scan;
}

/** Edits of a JSON text that was read. */
export function nodeEdits(
  root: JsonNode,
  scan: Scan,
  { others, scanOf = () => scan }: NodeOptions = {},
): Edit[] {
  const walk = createWalk(root, scan, scanOf);
  for (let next = walk.take(); next !== undefined; next = walk.take()) {
    const [node, place] = next;
    if (node.type === 'object') walkObject(walk, node.members, place);
    else if (node.type === 'array') walkArray(walk, node, place);
  }
  const { acts, edits, results, streams } = walk;
  others?.(acts);
  const continued = eventListEdits(streams, edits, scan);
  const typed = others === undefined && acts.length > 0 ? typedEdits(acts, scan) : [];
  const answered = results.edits(scan);
  return continued.length + typed.length + answered.length === 0
    ? edits
    : [...continued, ...typed, ...answered, ...edits];
}
