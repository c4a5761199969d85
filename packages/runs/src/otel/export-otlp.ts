import { createRequire } from 'node:module';
import {
  AgentReplayError,
  type Interaction,
  laneOf,
  type RunEvent,
  type RunRecord,
  sha256,
} from '@agent-replay/contracts';
import type { RunFacts } from '../store/details.ts';
import { assertStore } from '../store/assert-store.ts';
import type { Store } from '../store/open-store.ts';
import { modelAttributes } from './model-attributes.ts';
import { EVENTS, NAMES, SEMCONV_GENAI } from './names.ts';
import { type OtlpSpan, type OtlpTraces, toAttributes, toNanos } from './otlp.ts';

/**
 * Runs as OpenTelemetry traces in OTLP/JSON: a trace for each run, an `invoke_agent` span with the
 * verdict as an evaluation, and below it an `execute_tool` or `chat` span for each call. The same runs
 * give the same bytes.
 *
 * @throws {AgentReplayError} `RUN_NOT_FOUND`
 */
export async function exportOtlp(store: Store, runIds: readonly string[]): Promise<OtlpTraces> {
  assertStore(store);
  if (!Array.isArray(runIds)) {
    throw new AgentReplayError('OPTION_INVALID', 'Failed to export runs: their ids are no list.', {
      lines: [['fix', 'exportOtlp(store, [run_id])']],
    });
  }
  const resourceSpans = [];
  for (const runId of runIds as readonly string[]) {
    const run = await store.getRun(runId);
    if (run === undefined)
      throw new AgentReplayError('RUN_NOT_FOUND', `Failed to export "${runId}": there is no such run.`, {
        lines: [['fix', 'list the runs with: agent-replay runs']],
      });
    const [events, facts] = [await store.getEvents(runId), await store.getFacts(runId)];
    resourceSpans.push({
      resource: {
        attributes: toAttributes({
          [NAMES.serviceName]: run.agent_name,
          [NAMES.serviceVersion]: known(run.code_version),
        }),
      },
      scopeSpans: [{ scope: scope(), spans: spansOf(run, events, facts) }],
    });
  }
  return { resourceSpans };
}

const SCOPE = '@agent-replay/runs';

/**
 * What writes the spans, which is this package; the convention's own version is on each run's span. In a program that
 * was built with the package in it, the manifest above is none, or another's.
 */
function scope(): { name: string; version?: string } {
  try {
    const manifest = createRequire(import.meta.url)('../../package.json') as {
      name: string;
      version: string;
    };
    return manifest.name === SCOPE ? { name: SCOPE, version: manifest.version } : { name: SCOPE };
  } catch {
    return { name: SCOPE };
  }
}

const INTERNAL = 1;
const CLIENT = 3;
const ERROR = 2;

function spansOf(run: RunRecord, events: readonly RunEvent[], facts: RunFacts | undefined): OtlpSpan[] {
  const traceId = run.run_id.replaceAll('-', '');
  const root = spanId(run.run_id, 0);
  const end = Date.parse(run.closed_at ?? events.at(-1)?.at ?? run.started_at);
  const calls = events.flatMap((event) =>
    'interaction' in event ? [callSpan(event, traceId, root, run)] : [],
  );
  return [
    {
      traceId,
      spanId: root,
      name: `invoke_agent ${run.agent_name}`,
      kind: INTERNAL,
      startTimeUnixNano: toNanos(Date.parse(run.started_at)),
      endTimeUnixNano: toNanos(end),
      attributes: toAttributes(runAttributes(run, facts)),
      events: [
        ...events.filter((event) => !('interaction' in event)).map(pointEvent),
        ...verdictEvent(run, end),
      ],
      status: run.status === 'failed' ? { code: ERROR, message: run.failure_reason ?? '' } : {},
    },
    ...calls,
  ];
}

function runAttributes(run: RunRecord, facts: RunFacts | undefined): Record<string, unknown> {
  const isReplay = run.run_type === 'replay';
  return {
    [NAMES.operation]: 'invoke_agent',
    [NAMES.agentName]: run.agent_name,
    [NAMES.requestModel]: known(run.model),
    [NAMES.responseModel]: facts?.responded_models[0],
    [NAMES.promptVersion]: known(run.prompt_version),
    [NAMES.inputTokens]: facts?.usage?.input_tokens,
    [NAMES.outputTokens]: facts?.usage?.output_tokens,
    [NAMES.errorType]: run.failure_class,
    [NAMES.testCase]: run.fixture_id,
    [NAMES.testResult]:
      isReplay && run.closed_at !== null ? (run.status === 'passed' ? 'pass' : 'fail') : null,
    [NAMES.semconv]: SEMCONV_GENAI,
    [NAMES.runId]: run.run_id,
    [NAMES.runType]: run.run_type,
    [NAMES.taskId]: run.task_id,
    [NAMES.attempt]: run.attempt,
    [NAMES.timeout]: run.timeout_seconds,
    [NAMES.allowlist]: run.tool_allowlist,
    [NAMES.inputSha256]: run.input_sha256,
    [NAMES.stateRefs]: run.state_refs.map((ref) => JSON.stringify(ref)),
    [NAMES.artifactRefs]: run.artifact_refs.map((ref) => JSON.stringify(ref)),
    [NAMES.fingerprint]: run.fingerprint,
  };
}

/** A record has `unknown` where nobody said it; a trace leaves it out. */
function known(value: string): string | null {
  return value === 'unknown' ? null : value;
}

function verdictEvent(run: RunRecord, at: number): NonNullable<OtlpSpan['events']> {
  if (run.closed_at === null) return [];
  const attributes = toAttributes({
    [NAMES.evaluationName]: 'contract',
    [NAMES.evaluationLabel]: run.status,
    [NAMES.evaluationExplanation]: run.failure_reason,
    [NAMES.errorType]: run.failure_class,
  });
  return [{ name: EVENTS.evaluation, timeUnixNano: toNanos(at), attributes }];
}

function pointEvent(event: RunEvent): NonNullable<OtlpSpan['events']>[number] {
  const timeUnixNano = toNanos(Date.parse(event.at));
  if (event.kind === 'exception') {
    const { class: type, message, stack } = event.exception;
    const values = {
      [NAMES.exceptionType]: type,
      [NAMES.exceptionMessage]: message,
      [NAMES.exceptionStack]: stack,
      [NAMES.exceptionHandled]: event.handled,
    };
    return { name: EVENTS.exception, timeUnixNano, attributes: toAttributes(values) };
  }
  const { run_id: _, seq: __, at: ___, kind, ...rest } = event;
  const values = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [`agent_replay.${kind}.${key}`, value]),
  );
  return { name: `agent_replay.${kind}`, timeUnixNano, attributes: toAttributes(values) };
}

function callSpan(
  event: Extract<RunEvent, { interaction: unknown }>,
  traceId: string,
  parentSpanId: string,
  run: RunRecord,
): OtlpSpan {
  const { interaction } = event;
  const end = Date.parse(event.at);
  const attributes = callAttributes(event, run);
  const { [NAMES.operation]: operation, [NAMES.toolName]: tool, [NAMES.requestModel]: model } = attributes;
  const failure = interaction.error?.name;
  return {
    traceId,
    spanId: spanId(run.run_id, event.seq),
    parentSpanId,
    name: [operation, event.kind === 'model_call' ? (model ?? tool) : tool].join(' ').trim(),
    kind: isOfTool(interaction) ? INTERNAL : CLIENT,
    startTimeUnixNano: toNanos(end - (interaction.timing?.duration_ms ?? 0)),
    endTimeUnixNano: toNanos(end),
    attributes: toAttributes({ ...attributes, [NAMES.errorType]: failure }),
    events: [],
    status: failure === undefined ? {} : { code: ERROR, message: interaction.error?.message ?? '' },
  };
}

function callAttributes(
  event: Extract<RunEvent, { interaction: unknown }>,
  run: RunRecord,
): Record<string, unknown> {
  const { kind, interaction } = event;
  const isModel = kind === 'model_call';
  const operation = isModel ? 'chat' : 'execute_tool';
  if (isOfTool(interaction)) {
    const { request, response } = interaction;
    return {
      [NAMES.operation]: operation,
      [NAMES.toolName]: request.name,
      [NAMES.toolArguments]: JSON.stringify(request.arguments),
      [NAMES.toolResult]: response === undefined ? null : JSON.stringify(response.result),
    };
  }
  return {
    [NAMES.operation]: operation,
    ...(isModel
      ? { [NAMES.requestModel]: known(run.model), ...modelAttributes(event) }
      : { [NAMES.toolName]: laneOf(interaction) }),
    [NAMES.url]: interaction.request.url,
    ...(interaction.kind === 'http' && {
      [NAMES.httpMethod]: interaction.request.method,
      [NAMES.httpStatus]: interaction.response?.status,
    }),
  };
}

function isOfTool(interaction: Interaction): interaction is Extract<Interaction, { kind: 'tool' | 'mcp' }> {
  return interaction.kind === 'tool' || interaction.kind === 'mcp';
}

function spanId(runId: string, seq: number): string {
  return sha256(`${runId}/${seq}`).slice(0, 16);
}
