import { type Edit, kindWithin } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { type Place, placeUnder } from './json-place.ts';
import { isReadWhole, redactNumber, redactString } from './json-values.ts';
import { type JsonNode, type JsonScalar, stringFor } from './read-json.ts';
import type { Scan } from './rule.ts';
import { type ToolResults, toolResults } from './tool-results.ts';
import type { Act } from './typed-secrets.ts';

/** A way through a JSON text, and what is gathered on it. */
export interface JsonWalk {
  readonly root: JsonNode;
  readonly scan: Scan;
  /** How a string is looked at. */
  readonly scanOf: (node: JsonScalar) => Scan;
  readonly edits: Edit[];
  /** Names that something else in the text gives. */
  readonly named: Map<JsonNode, string>;
  readonly acts: Act[];
  readonly results: ToolResults;
  readonly streams: JsonNode[][];
  readonly inStreams: Set<JsonNode>;
  /** The next object or list, and what is known of its place. */
  take(): [node: JsonNode, place: Place] | undefined;
  visit(node: JsonNode, place: Place): void;
  scalar(node: JsonScalar, place: Place): void;
  replace(node: JsonScalar, after: string): void;
  /** A value whose name is the item before it. */
  follow(name: JsonNode | undefined, item: JsonNode, place: Place): void;
}

export function createWalk(root: JsonNode, scan: Scan, scanOf: JsonWalk['scanOf']): JsonWalk {
  const edits: Edit[] = [];
  const named = new Map<JsonNode, string>();
  const todo: [JsonNode, Place][] = [[root, { name: '', secretFor: 0, as: 'value' }]];
  return {
    root,
    scan,
    scanOf,
    edits,
    named,
    acts: [],
    results: toolResults(),
    streams: [],
    inStreams: new Set(),
    take() {
      const next = todo.pop();
      return next === undefined ? undefined : [next[0], placeOf(...next)];
    },
    visit,
    scalar,
    replace,
    follow,
  };

  function visit(node: JsonNode, place: Place): void {
    if (node.type === 'object' || node.type === 'array') todo.push([node, place]);
    else scalar(node, placeOf(node, place));
  }

  function placeOf(node: JsonNode, found: Place): Place {
    return named.size > 0 && named.has(node) ? { ...found, name: nameOf(node, found.name) } : found;
  }

  /** What its neighbours tell goes before what its own key tells. */
  function nameOf(node: JsonNode, own: string): string {
    const given = named.get(node);
    return given !== undefined && scan.names.strength(own) === undefined ? given : own;
  }

  function follow(name: JsonNode | undefined, item: JsonNode, place: Place): void {
    if (name?.type === 'string')
      visit(item, { ...place, ...placeUnder(name.value.replace(/^-+/, ''), place, scan) });
  }

  function scalar(node: JsonScalar, place: Place): void {
    if (node.type === 'literal' || isPlaceholder(node.value)) return;
    if (node.type === 'string')
      replace(
        node,
        scan.rewrite(
          node.value,
          (value) => redactString(value, place, scanOf(node)),
          isReadWhole(node.value, place),
        ),
      );
    else replace(node, redactNumber(node.value, place, scan));
  }

  function replace(node: JsonScalar, after: string): void {
    if (after === node.value) return;
    edits.push({
      start: node.start,
      end: node.end,
      kind: kindWithin(after, 'json'),
      text: stringFor(node, after),
    });
  }
}
