import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { FOREIGN } from './foreign-names.ts';
import { valueOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';

/** What a model was told, as its span says it; undefined for one that keeps it to itself. */
export function toldTo(values: ImportedSpan['values']): Json | undefined {
  return valueAt(values, FOREIGN.messages, ['gen_ai.prompt', 'llm.input_messages', 'llm.prompts']);
}

/** What a model answered. */
export function answerOf(values: ImportedSpan['values']): Json | undefined {
  const answer = valueAt(values, FOREIGN.answer, ['gen_ai.completion', 'llm.output_messages']);
  const isText = typeof answer === 'string' && values['output.value'] === answer;
  return isText && ASKS_FOR_TOOLS.some((key) => values[key] !== undefined)
    ? unflattened(values, 'llm.output_messages')
    : answer;
}

/** Of a stream OpenInference has the text alone in `output.value`, and the tools that were asked for beside it. */
const ASKS_FOR_TOOLS = [
  'llm.output_messages.0.message.tool_calls.0.tool_call.function.name',
  'llm.output_messages.0.message.tool_calls.0.tool_call.id',
] as const;

/** Whether an answer is messages that hold nothing but empty text: what a model asked for, it does not tell. */
export function isSilent(answer: Json): boolean {
  return (
    Array.isArray(answer) &&
    answer.every(
      (message) =>
        isObject(message) &&
        Array.isArray(message['parts']) &&
        message['parts'].every((part) => isObject(part) && part['type'] === 'text' && part['content'] === ''),
    )
  );
}

/** Lists of the AI SDK, each of whose items is JSON as text. */
const LISTS: ReadonlySet<string | undefined> = new Set(['ai.values', 'ai.embeddings']);

/** Under one name, else in attributes of their own: `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`. */
function valueAt(
  values: ImportedSpan['values'],
  names: readonly string[],
  prefixes: readonly string[],
): Json | undefined {
  const name = names.find((each) => valueOf(values, [each]) !== undefined);
  const value = name === undefined ? undefined : (values[name] as Json);
  if (value !== undefined) return Array.isArray(value) && LISTS.has(name) ? value.map(parsed) : parsed(value);
  return prefixes.map((prefix) => unflattened(values, prefix)).find((found) => found !== undefined);
}

const SEGMENT = /^(?:\d{1,4}|[a-z][a-z0-9_-]{0,80})$/i;
const DEEPEST = 12;

/** The value that attributes `prefix.<segment>.<segment>…` spell out; segments that are numbers make lists. */
function unflattened(values: ImportedSpan['values'], prefix: string): Json | undefined {
  const root: Tree = new Map();
  for (const [key, value] of Object.entries(values)) {
    if (!key.startsWith(`${prefix}.`)) continue;
    const path = key.slice(prefix.length + 1).split('.');
    if (path.length <= DEEPEST && path.every((segment) => SEGMENT.test(segment))) put(root, path, value);
  }
  return root.size === 0 ? undefined : grown(root);
}

type Tree = Map<string, Tree | { leaf: Json }>;

function put(tree: Tree, [segment = '', ...rest]: readonly string[], value: Json): void {
  const known = tree.get(segment);
  if (rest.length === 0) {
    if (known === undefined) tree.set(segment, { leaf: parsed(value) });
    return;
  }
  const branch = known instanceof Map ? known : (new Map() as Tree);
  tree.set(segment, branch);
  put(branch, rest, value);
}

function grown(tree: Tree): Json {
  const entries = [...tree].map(([segment, value]): [string, Json] => [
    segment,
    value instanceof Map ? grown(value) : value.leaf,
  ]);
  if (entries.every(([segment]) => /^\d+$/.test(segment)))
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  return Object.fromEntries(entries);
}

/** The tool calls that messages of the semantic conventions hold as parts. */
export function toolCallParts(messages: Json | undefined): { name: string; args: Json }[] {
  if (!Array.isArray(messages)) return [];
  return messages
    .flatMap((message) => (isObject(message) && Array.isArray(message['parts']) ? message['parts'] : []))
    .flatMap((part) => {
      if (!isObject(part) || part['type'] !== 'tool_call' || typeof part['name'] !== 'string') return [];
      const args = parsed(part['arguments'] ?? null);
      return isObject(args) ? [{ name: part['name'], args }] : [];
    });
}
