import type { Interaction, Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { FOREIGN, KINDS, MODEL_OPERATIONS, SUMMED_UP, TOOL_OPERATIONS } from './foreign-names.ts';
import { givenTo } from './given-to.ts';
import { errorType, exceptionsOf, textOf, valueOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';
import { aroundEach, innermost } from './innermost.ts';
import { NAMES } from './names.ts';
import { withoutTwins } from './same-call.ts';
import { answerOf, isSilent, toldTo } from './said-messages.ts';
import { wireCall } from './wire-call.ts';

/** A span that is a call: of a tool, or of a model. */
export interface ImportedCall {
  kind: 'tool_call' | 'model_call';
  span: ImportedSpan;
  /** Spans of the same model call that are around it, the nearest first: they may say what this one keeps to itself. */
  around: readonly ImportedSpan[];
}

/** The spans of a trace that are calls; of model calls within one another only the innermost, of twins one. */
export function callsOf(spans: readonly ImportedSpan[]): ImportedCall[] {
  const calls = spans.flatMap((span) => {
    const kind = kindOf(span);
    return kind === null ? [] : [{ kind, span }];
  });
  const spansOf = (of: ImportedCall['kind']) =>
    calls.flatMap(({ kind, span }) => (kind === of ? [span] : []));
  const models = withoutTwins(spansOf('model_call'), isTelling);
  const left = innermost(models, spans, isTelling);
  const around = aroundEach(left, { models, tools: spansOf('tool_call'), spans });
  return calls.flatMap(({ kind, span }) =>
    kind === 'tool_call' || left.has(span.id) ? [{ kind, span, around: around.get(span.id) ?? [] }] : [],
  );
}

function isTelling(span: ImportedSpan): boolean {
  return (
    (span.isError && span.message !== '') ||
    exceptionsOf(span, false).length > 0 ||
    answerOf(span.values) !== undefined
  );
}

/** What a call's own span says, else the nearest one around it. */
export function saidOf<T>(
  { span, around }: ImportedCall,
  read: (values: ImportedSpan['values']) => T | undefined,
): T | undefined {
  for (const { values } of [span, ...around]) {
    const said = read(values);
    if (said !== undefined) return said;
  }
  return undefined;
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
  if (textOf(values, [NAMES.toolName]) === SUMMED_UP) return null;
  if (TOOL_OPERATIONS.has(operation ?? '') || is('tools') || step === 'ai.toolCall') return 'tool_call';
  if (MODEL_OPERATIONS.has(operation ?? '') || is('models')) return 'model_call';
  if (operation !== undefined) return null;
  if (typeof values['llm.request.type'] === 'string') return 'model_call';
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
export function interactionOf(call: ImportedCall, runStarted: number, asked: Json | undefined): Interaction {
  const { kind, span, around } = call;
  const { values } = span;
  const isTool = kind === 'tool_call';
  const exception = exceptionsOf(span, false).at(-1)?.exception ?? null;
  const hasFailed = exception !== null || span.isError || (!isTool && hasEndedInError(values));
  const timing = {
    started_ms: Math.max(0, span.started - runStarted),
    duration_ms: span.ended - span.started,
  };
  const common = { id: span.id, timing };
  const wire = isTool || hasFailed ? null : wireCall(values);
  if (wire !== null) return { ...common, ...wire };
  const got = isTool ? parsed(valueOf(values, FOREIGN.toolResult) ?? null) : answerIn(call);
  const message = isTool ? langChainMessage(got ?? null) : null;
  const name =
    textOf(message ?? {}, ['name']) ?? textOf(values, isTool ? FOREIGN.toolName : FOREIGN.model) ?? span.name;
  const given = isTool
    ? givenTo(values, parsed(valueOf(values, FOREIGN.toolArguments) ?? null))
    : (saidOf(call, toldTo) ?? null);
  // A tool that returned nothing says so by its arguments alone; of one that says neither, nothing was captured.
  const isCaptured = isTool ? got !== null || given !== null : got !== undefined;
  const result = message === null ? (got ?? null) : parsed(message['content'] ?? null);
  const error = {
    name: exception?.class ?? errorType(values) ?? 'Error',
    message: exception?.message ?? [span, ...around].find(({ message: text }) => text !== '')?.message ?? '',
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

/** A span around may know of the tools that a model asked for, where its own knows of text only. */
function answerIn(call: ImportedCall): Json | undefined {
  const answers = [call.span, ...call.around]
    .map(({ values }) => answerOf(values))
    .filter((answer) => answer !== undefined);
  return answers.find((answer) => !isSilent(answer)) ?? answers[0];
}

/** Whether all that was generated ended in an error, though the span does not (semconv `FinishReason`). */
function hasEndedInError(values: ImportedSpan['values']): boolean {
  const reasons = parsed(values['gen_ai.response.finish_reasons'] ?? null);
  return Array.isArray(reasons) && reasons.length > 0 && reasons.every((reason) => reason === 'error');
}
