import type { Interaction, Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { FOREIGN, MODEL_OPERATIONS } from './foreign-names.ts';
import { exceptionsOf, type ImportedSpan, parsed, textOf, valueOf } from './imported-span.ts';
import { NAMES } from './names.ts';
import { wireCall } from './wire-call.ts';

/** A span that is a call: of a tool, or of a model. */
export interface ImportedCall {
  kind: 'tool_call' | 'model_call';
  span: ImportedSpan;
}

/**
 * The spans of a trace that are calls. Of model calls within one another (a framework's, and the SDK's
 * below it) only the innermost counts: it is the one that left the process.
 */
export function callsOf(spans: readonly ImportedSpan[]): ImportedCall[] {
  const calls = spans.flatMap((span) => {
    const kind = kindOf(span);
    return kind === null ? [] : [{ kind, span }];
  });
  const parents = new Map(spans.map(({ id, parent }) => [id, parent]));
  const outer = new Set<string>();
  for (const { kind, span } of calls) {
    if (kind !== 'model_call') continue;
    for (let at = span.parent; at !== null && !outer.has(at); at = parents.get(at) ?? null) outer.add(at);
  }
  return calls.filter(({ kind, span }) => kind === 'tool_call' || !outer.has(span.id));
}

function kindOf({ name, values }: ImportedSpan): ImportedCall['kind'] | null {
  const operation = textOf(values, [NAMES.operation]);
  const inference = textOf(values, ['openinference.span.kind']);
  if (
    operation === 'execute_tool' ||
    inference === 'TOOL' ||
    name === 'ai.toolCall' ||
    values['traceloop.span.kind'] === 'tool'
  )
    return 'tool_call';
  if (operation !== undefined) return MODEL_OPERATIONS.has(operation) ? 'model_call' : null;
  if (inference === 'LLM' || inference === 'EMBEDDING' || typeof values['llm.request.type'] === 'string')
    return 'model_call';
  return /^ai\.\w+\.do(?:Generate|Stream|Embed)$/.test(name) ? 'model_call' : null;
}

/**
 * A call as an interaction. A model call whose request and answer the span holds whole is the HTTP
 * exchange that it was; any other is a tool's call under the model's name.
 *
 * @param asked arguments that a model asked this tool to be called with, for a span that lost them
 */
export function interactionOf(
  { kind, span }: ImportedCall,
  runStarted: number,
  asked: Json | undefined,
): Interaction {
  const { values } = span;
  const isTool = kind === 'tool_call';
  const exception = exceptionsOf(span, false).at(-1)?.exception ?? null;
  const hasFailed = exception !== null || span.isError;
  const timing = {
    started_ms: Math.max(0, span.started - runStarted),
    duration_ms: span.ended - span.started,
  };
  const common = { id: span.id, timing };
  const wire = isTool || hasFailed ? null : wireCall(values);
  if (wire !== null) return { ...common, ...wire };
  const name = textOf(values, isTool ? FOREIGN.toolName : FOREIGN.model) ?? span.name;
  const given = parsed(valueOf(values, isTool ? FOREIGN.toolArguments : FOREIGN.messages) ?? null);
  const got = parsed(valueOf(values, isTool ? FOREIGN.toolResult : FOREIGN.answer) ?? null);
  const error = { name: exception?.class ?? 'Error', message: exception?.message ?? span.message };
  return {
    ...common,
    lane: `tool:${name}`,
    kind: 'tool',
    effect: isTool ? 'write' : 'read',
    request: { name, arguments: isObject(given) ? given : (asked ?? given) },
    ...(hasFailed ? { error } : { response: { result: isTool ? plainResult(got) : got } }),
  };
}

/** LangChain writes a tool's result as the serialised message that it goes into. */
function plainResult(result: Json): Json {
  const message = isObject(result) && isObject(result['output']) ? result['output'] : result;
  if (!isObject(message) || message['type'] !== 'constructor' || !isObject(message['kwargs'])) return result;
  return parsed(message['kwargs']['content'] ?? null);
}
