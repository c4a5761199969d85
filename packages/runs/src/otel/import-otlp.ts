import {
  AgentReplayError,
  type Contract,
  type ExceptionInfo,
  formatIssue,
  type Interaction,
  type Json,
  jsonSha256,
  type RunEventInput,
  type RunRecord,
  toPointer,
} from '@agent-replay/contracts';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { time } from '../run/run-record-of.ts';
import { startRun } from '../run/start-run.ts';
import type { Store } from '../store/open-store.ts';
import { NAMES } from './names.ts';
import { fromAttributes, fromNanos, type OtlpSpan, OtlpTraces } from './otlp.ts';

export interface ImportOtlpOptions {
  /** What the runs are held against. Without one no imported run passes. */
  contract?: Contract;
  /** The file to name in errors. */
  file?: string;
}

/**
 * Makes a run of each trace: its tools and model calls as events, its exceptions, its times. Reads the
 * names of the semantic conventions, of the Vercel AI SDK and of OpenInference.
 *
 * @throws {AgentReplayError} `FILE_INVALID` when it is not OTLP/JSON; `RUN_DUPLICATE` when a trace was
 * imported before.
 */
export async function importOtlp(
  store: Store,
  json: unknown,
  options: ImportOtlpOptions = {},
): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const spans of tracesOf(parse(json, options.file ?? 'traces')))
    records.push(await importTrace(store, spans, options));
  return records;
}

function parse(json: unknown, file: string): OtlpTraces {
  const checked = OtlpTraces.safeParse(json);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => ({
    code: 'schema_mismatch',
    path: toPointer(path),
    expected: 'OTLP/JSON',
    received: message,
    file,
  }));
  throw new AgentReplayError('FILE_INVALID', `Failed to import "${file}": it is not OTLP/JSON.`, {
    lines: [
      ...issues.slice(0, 5).map((issue) => ['problem', formatIssue(issue)] as const),
      ['fix', 'export traces with an OTLP/JSON file exporter'],
    ],
    issues,
  });
}

/** Spans by trace, in the order in which they began. */
function tracesOf({ resourceSpans }: OtlpTraces): OtlpSpan[][] {
  const traces = new Map<string, OtlpSpan[]>();
  for (const span of resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans ?? []),
  )) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  const begin = (span: OtlpSpan): bigint => BigInt(span.startTimeUnixNano);
  return [...traces.values()].map((spans) => spans.toSorted((a, b) => (begin(a) < begin(b) ? -1 : 1)));
}

async function importTrace(
  store: Store,
  spans: readonly OtlpSpan[],
  options: ImportOtlpOptions,
): Promise<RunRecord> {
  const ids = new Set(spans.map((span) => span.spanId));
  const root = (spans.find((span) => !ids.has(span.parentSpanId ?? '')) ?? spans[0]) as OtlpSpan;
  const values = fromAttributes(root.attributes);
  const all = spans.map((span) => fromAttributes(span.attributes));
  const named = (...keys: readonly string[]): string | undefined => {
    const found = [values, ...all].flatMap((each) => keys.map((key) => each[key])).find(isText);
    return found;
  };
  const payload = parsed(
    values['input.value'] ?? values['ai.prompt'] ?? values['gen_ai.input.messages'] ?? null,
  );
  const started = fromNanos(root.startTimeUnixNano);
  const run = await startRun(
    store,
    {
      task_id: text(values[NAMES.taskId]) ?? root.traceId,
      attempt: Number(values[NAMES.attempt] ?? 1),
      agent_name:
        named(NAMES.agentName, 'ai.telemetry.functionId', 'resource.name', 'agent.name') ?? root.name,
      code_version: text(values[NAMES.serviceVersion]) ?? 'unknown',
      model: named(NAMES.requestModel, 'ai.model.id', 'llm.model_name') ?? 'unknown',
      prompt_version: named(NAMES.promptVersion, 'llm.prompt_template.version') ?? 'unknown',
      tool_allowlist: ['*'],
      timeout_seconds: Number(values[NAMES.timeout] ?? 600),
      input_sha256: text(values[NAMES.inputSha256]) ?? jsonSha256(payload),
      state_refs: [],
    },
    { details: { payload }, now: () => started },
  );
  const timed = spans.flatMap((span) => eventsOf(span, started)).toSorted((a, b) => a.at - b.at);
  for (const { event, at } of timed) await recordEvent(run, { ...event, at: time(at) });
  const ended = Math.max(...spans.map((span) => fromNanos(span.endTimeUnixNano ?? span.startTimeUnixNano)));
  const exception = exceptionOf(root);
  const output = parsed(
    values['output.value'] ?? values['ai.response.text'] ?? values['gen_ai.output.messages'] ?? null,
  );
  const { record } = await closeRun(run, {
    ending: exception === null && !isError(root) ? 'returned' : 'threw',
    exception,
    now: () => ended,
    ...(output !== null && { output }),
    ...(options.contract !== undefined && { contract: options.contract }),
  });
  return record;
}

interface Timed {
  event: RunEventInput;
  at: number;
}

function eventsOf(span: OtlpSpan, runStarted: number): Timed[] {
  const ended = fromNanos(span.endTimeUnixNano ?? span.startTimeUnixNano);
  const call = callOf(span, runStarted);
  const exception = exceptionOf(span);
  return [
    ...(call === null ? [] : [{ event: call, at: ended }]),
    ...(exception === null
      ? []
      : [
          {
            event: { kind: 'exception', exception, handled: span.parentSpanId !== undefined } as const,
            at: ended,
          },
        ]),
  ];
}

function callOf(span: OtlpSpan, runStarted: number): RunEventInput | null {
  const values = fromAttributes(span.attributes);
  const kind = kindOf(span, values);
  if (kind === null) return null;
  const isTool = kind === 'tool_call';
  const name = isTool
    ? (text(values[NAMES.toolName]) ??
      text(values['ai.toolCall.name']) ??
      text(values['tool.name']) ??
      span.name)
    : (text(values[NAMES.requestModel]) ??
      text(values['ai.model.id']) ??
      text(values['llm.model_name']) ??
      span.name);
  const [given, got] = isTool
    ? [
        values[NAMES.toolArguments] ?? values['ai.toolCall.args'] ?? values['input.value'],
        values[NAMES.toolResult] ?? values['ai.toolCall.result'] ?? values['output.value'],
      ]
    : [
        values['gen_ai.input.messages'] ?? values['ai.prompt.messages'] ?? values['input.value'],
        values['gen_ai.output.messages'] ??
          values['ai.response.text'] ??
          values['ai.response.toolCalls'] ??
          values['output.value'],
      ];
  const exception = exceptionOf(span);
  const started = fromNanos(span.startTimeUnixNano);
  const interaction: Interaction = {
    id: span.spanId,
    lane: `tool:${name}`,
    kind: 'tool',
    effect: isTool ? 'write' : 'read',
    request: { name, arguments: parsed(given ?? null) },
    ...(exception === null && !isError(span)
      ? { response: { result: parsed(got ?? null) } }
      : {
          error: {
            name: exception?.class ?? 'Error',
            message: exception?.message ?? span.status?.message ?? '',
          },
        }),
    timing: {
      started_ms: Math.max(0, started - runStarted),
      duration_ms: fromNanos(span.endTimeUnixNano ?? span.startTimeUnixNano) - started,
    },
  };
  return { kind, interaction };
}

const MODEL_OPERATIONS = new Set(['chat', 'generate_content', 'text_completion', 'embeddings']);

/** Only the innermost span of a model call counts: `ai.generateText` holds a `ai.generateText.doGenerate`. */
function kindOf(span: OtlpSpan, values: Record<string, Json>): 'tool_call' | 'model_call' | null {
  const operation = text(values[NAMES.operation]);
  const inference = text(values['openinference.span.kind']);
  if (operation === 'execute_tool' || inference === 'TOOL' || span.name === 'ai.toolCall') return 'tool_call';
  if ((operation !== undefined && MODEL_OPERATIONS.has(operation)) || inference === 'LLM')
    return 'model_call';
  return /^ai\.\w+\.do(?:Generate|Stream|Embed)$/.test(span.name) ? 'model_call' : null;
}

function exceptionOf(span: OtlpSpan): ExceptionInfo | null {
  const event = span.events?.find((each) => each.name === 'exception');
  if (event === undefined) return null;
  const values = fromAttributes(event.attributes);
  return {
    class: text(values[NAMES.exceptionType]) ?? 'Error',
    message: text(values[NAMES.exceptionMessage]) ?? '',
    code: null,
    stack: text(values[NAMES.exceptionStack]) ?? null,
    stack_sha256: null,
    cause: null,
  };
}

function isError(span: OtlpSpan): boolean {
  return span.status?.code === 2 || span.status?.code === 'STATUS_CODE_ERROR';
}

function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function text(value: Json | undefined): string | undefined {
  return isText(value) ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
