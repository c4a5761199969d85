import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';
import { NAMES } from './names.ts';
import { fieldOf, objectField, present, textField, timeField } from './row-fields.ts';
import type { Row } from './row-fields.ts';

/** Observations, and what of them is a call: https://langfuse.com/docs/observability/features/observation-types */
const KINDS: Readonly<Record<string, string>> = {
  GENERATION: 'LLM',
  EMBEDDING: 'EMBEDDING',
  TOOL: 'TOOL',
  RETRIEVER: 'TOOL',
  AGENT: 'AGENT',
  SPAN: 'CHAIN',
  CHAIN: 'CHAIN',
  EVENT: 'CHAIN',
  EVALUATOR: 'EVALUATOR',
  GUARDRAIL: 'GUARDRAIL',
};

/**
 * The spans of Langfuse's traces with their observations, or of observations alone, under the names of its API or of its
 * exports to a bucket; undefined when these are none.
 */
export function langfuseSpans(rows: readonly Row[]): { trace: string; span: ImportedSpan }[] | undefined {
  const traces = rows.filter((row) => !isObservation(row));
  const within = traces.flatMap((trace) => listOf(trace['observations']));
  const observations = [...rows.filter(isObservation), ...within.filter(isObservation)];
  if (observations.length === 0) return undefined;
  const roots = new Map(traces.map((trace) => [textField(trace, 'id') ?? '', trace]));
  const spans = observations.map((row) => {
    const trace = textField(row, 'traceId', 'trace_id') ?? traceAround(traces, row) ?? 'trace';
    return { trace, span: spanOf(row, roots.has(trace) ? `trace:${trace}` : null) };
  });
  const used = new Set(spans.map(({ trace }) => trace));
  const around = [...roots].flatMap(([id, trace]) =>
    used.has(id)
      ? [
          {
            trace: id,
            span: rootOf(
              id,
              trace,
              spans.filter((each) => each.trace === id),
            ),
          },
        ]
      : [],
  );
  return [...around, ...spans];
}

function isObservation(row: Row): boolean {
  return kindOf(row) !== undefined && timeField(row, 'startTime', 'start_time') !== undefined;
}

function kindOf(row: Row): string | undefined {
  const type = (textField(row, 'type') ?? '').toUpperCase();
  return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}

function listOf(value: Json | undefined): Row[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function traceAround(traces: readonly Row[], observation: Row): string | undefined {
  const found = traces.find((trace) => listOf(trace['observations']).includes(observation));
  return found && textField(found, 'id');
}

/** The trace itself, which holds what its agent was given and gave. */
function rootOf(id: string, trace: Row, spans: readonly { span: ImportedSpan }[]): ImportedSpan {
  const started = Math.min(...spans.map(({ span }) => span.started));
  return {
    id: `trace:${id}`,
    parent: null,
    isBelow: false,
    isOpen: false,
    name: textField(trace, 'name') ?? 'trace',
    started: Math.min(timeField(trace, 'timestamp') ?? started, started),
    ended: Math.max(...spans.map(({ span }) => span.ended)),
    values: present({ ...contentOf(trace), 'agent.name': textField(trace, 'name') }),
    resource: present({ [NAMES.serviceVersion]: textField(trace, 'release', 'version') }),
    events: [],
    isError: false,
    message: '',
  };
}

function spanOf(row: Row, root: string | null): ImportedSpan {
  const kind = kindOf(row) ?? 'CHAIN';
  const name = textField(row, 'name') ?? 'observation';
  const isModel = kind === 'LLM' || kind === 'EMBEDDING';
  const usage = objectField(row, 'usageDetails', 'usage_details', 'usage');
  const started = timeField(row, 'startTime', 'start_time') ?? 0;
  const ended = Math.max(started, timeField(row, 'endTime', 'end_time') ?? started);
  const isError = row['level'] === 'ERROR';
  const message = textField(row, 'statusMessage', 'status_message') ?? (isError ? 'it failed' : '');
  const promptVersion = fieldOf(row, 'promptVersion', 'prompt_version');
  return {
    id: textField(row, 'id') ?? name,
    parent: textField(row, 'parentObservationId', 'parent_observation_id') ?? root,
    isBelow: false,
    isOpen: false,
    name,
    started,
    ended,
    values: present({
      ...contentOf(row),
      'openinference.span.kind': kind,
      'tool.name': kind === 'TOOL' ? name : undefined,
      'agent.name': kind === 'AGENT' ? name : undefined,
      'llm.model_name': isModel
        ? (textField(row, 'model', 'providedModelName', 'provided_model_name') ?? name)
        : undefined,
      'llm.token_count.prompt': isModel ? fieldOf(usage, 'input', 'promptTokens') : undefined,
      'llm.token_count.completion': isModel ? fieldOf(usage, 'output', 'completionTokens') : undefined,
      'llm.cost.total': isModel ? fieldOf(row, 'calculatedTotalCost', 'totalCost', 'total_cost') : undefined,
      [NAMES.promptVersion]: typeof promptVersion === 'number' ? String(promptVersion) : promptVersion,
    }),
    resource: {},
    events: isError ? [{ name: 'exception', at: ended, values: { [NAMES.exceptionMessage]: message } }] : [],
    isError,
    message,
  };
}

/** Its newer API and its exports write JSON as text. */
function contentOf(row: Row): Record<string, Json | undefined> {
  const [input, output] = [fieldOf(row, 'input'), fieldOf(row, 'output')];
  return {
    'input.value': input === undefined ? undefined : parsed(input),
    'output.value': output === undefined ? undefined : parsed(output),
  };
}
