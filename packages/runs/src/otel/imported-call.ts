import type { Interaction, Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { FOREIGN, KINDS, MODEL_OPERATIONS } from './foreign-names.ts';
import { givenTo } from './given-to.ts';
import { exceptionsOf, type ImportedSpan, textOf, valueOf } from './imported-span.ts';
import { parsed } from './parsed.ts';
import { innermost } from './innermost.ts';
import { NAMES } from './names.ts';
import { answerOf, toldTo } from './said-messages.ts';
import { wireCall } from './wire-call.ts';

/** A span that is a call: of a tool, or of a model. */
export interface ImportedCall {
  kind: 'tool_call' | 'model_call';
  span: ImportedSpan;
}

/** The spans of a trace that are calls; of model calls within one another only the innermost. */
export function callsOf(spans: readonly ImportedSpan[]): ImportedCall[] {
  const calls = spans.flatMap((span) => {
    const kind = kindOf(span);
    return kind === null ? [] : [{ kind, span }];
  });
  const models = calls.flatMap(({ kind, span }) => (kind === 'model_call' ? [span] : []));
  const left = innermost(models, spans, isTelling);
  return calls.filter(({ kind, span }) => kind === 'tool_call' || left.has(span.id));
}

function isTelling(span: ImportedSpan): boolean {
  return span.isError || exceptionsOf(span, false).length > 0 || answerOf(span.values) !== undefined;
}

function kindOf({ name, values }: ImportedSpan): ImportedCall['kind'] | null {
  const operation = textOf(values, [NAMES.operation]);
  // An exporter may have named the span anew.
  const step = textOf(values, ['ai.operationId']) ?? name;
  const told = KINDS.map((kind) => ({ ...kind, value: textOf(values, [kind.name]) }));
  const is = (of: 'tools' | 'models'): boolean =>
    told.some(
      ({ [of]: names, value }) => value !== undefined && names.some((each) => each === parsed(value)),
    );
  if (operation === 'execute_tool' || is('tools') || step === 'ai.toolCall') return 'tool_call';
  if (operation !== undefined) return MODEL_OPERATIONS.has(operation) ? 'model_call' : null;
  if (is('models') || typeof values['llm.request.type'] === 'string') return 'model_call';
  if (/^ai\.\w+\.do(?:Generate|Stream|Embed)$/.test(step)) return 'model_call';
  if (values['gcp.vertex.agent.llm_request'] !== undefined) return 'model_call';
  const isTool = textOf(values, [NAMES.toolName]) !== undefined;
  return isTool && valueOf(values, TOOL_PARTS) !== undefined ? 'tool_call' : null;
}

const TOOL_PARTS = [...FOREIGN.toolArguments, ...FOREIGN.toolResult];

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
  const got = isTool ? parsed(valueOf(values, FOREIGN.toolResult) ?? null) : answerOf(values);
  const message = isTool ? langChainMessage(got ?? null) : null;
  const name =
    textOf(message ?? {}, ['name']) ?? textOf(values, isTool ? FOREIGN.toolName : FOREIGN.model) ?? span.name;
  const given = isTool
    ? givenTo(values, parsed(valueOf(values, FOREIGN.toolArguments) ?? null))
    : (toldTo(values) ?? null);
  // A tool that returned nothing says so by its arguments alone; of one that says neither, nothing was captured.
  const isCaptured = isTool ? got !== null || given !== null : got !== undefined;
  const result = message === null ? (got ?? null) : parsed(message['content'] ?? null);
  const error = {
    name: exception?.class ?? errorType(values) ?? 'Error',
    message: exception?.message ?? span.message,
  };
  return {
    ...common,
    lane: `tool:${name}`,
    kind: 'tool',
    effect: isTool ? 'write' : 'read',
    request: { name, arguments: isObject(given) ? given : (asked ?? given) },
    ...(hasFailed ? { error } : isCaptured && { response: { result } }),
  };
}

/** LangChain writes a tool's result as the serialised message that it goes into: what that is made of. */
function langChainMessage(result: Json): Record<string, Json> | null {
  const message = isObject(result) && isObject(result['output']) ? result['output'] : result;
  if (!isObject(message) || message['type'] !== 'constructor') return null;
  return isObject(message['kwargs']) ? message['kwargs'] : null;
}

/** The class of an error that no event tells of; `_OTHER` is the convention's word for none (semconv `error.type`). */
function errorType(values: ImportedSpan['values']): string | undefined {
  const type = textOf(values, [NAMES.errorType]);
  return type === '_OTHER' ? undefined : type;
}
