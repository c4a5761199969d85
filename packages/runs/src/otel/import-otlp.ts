import {
  AgentReplayError,
  type Contract,
  isAgentReplayError,
  type Json,
  jsonSha256,
  type RunRecord,
} from '@agent-replay/contracts';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import { type Run, stateOf } from '../run/run.ts';
import { startRun } from '../run/start-run.ts';
import type { Store } from '../store/open-store.ts';
import { exportedArtifacts, hasPassedThere, isExported } from './exported-run.ts';
import { FOREIGN } from './foreign-names.ts';
import { eventsOf } from './imported-events.ts';
import { callsOf, type ImportedCall, saidOf } from './imported-call.ts';
import { failureOf, numberOf, textOf, tracesOf, valueOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';
import { EVENTS, NAMES } from './names.ts';
import { parseOtlp } from './parse-otlp.ts';
import { givenTo } from './given-to.ts';
import { toldTo } from './said-messages.ts';
import { vendorTraces } from './vendor-traces.ts';
import { wireCall } from './wire-call.ts';

export interface ImportOtlpOptions {
  /**
   * What the runs are held against. Without one no imported run passes, and none opens a silent-failure window: a
   * trace that another program wrote claims no task done, and its failures are as old as the trace.
   */
  contract?: Contract;
  /**
   * What runs that `exportOtlp` wrote are held against without a `contract`: what their agent declares, whose name it is
   * given; null for one that is not known here; a trace is skipped whose agent it rejects. A trace of another program holds no artifacts to ask for.
   */
  contractOf?: (agent: string) => Promise<Contract | null>;
  /** The agent that the runs are of. @default what the trace says */
  agent?: string;
  /** The file to name in errors. */
  file?: string;
}

/** What became of the traces of a file. */
export interface ImportedTraces {
  runs: RunRecord[];
  /** Traces that gave no run: it is a replay of ours, a run of their task and attempt is there already, their agent's contract cannot be told, or what they say of the run is no envelope. */
  skipped: { trace_id: string; reason: string }[];
}

/**
 * Makes a run of each trace: its tools and model calls as events, its exceptions, its tokens and times.
 * Reads OTLP/JSON with the names of the semantic conventions, of the Vercel AI SDK, of OpenInference and of
 * OpenLLMetry, and what LangSmith and Langfuse export.
 *
 * @throws {AgentReplayError} `FILE_INVALID` when it is none of these, or holds no spans.
 */
export async function importOtlp(
  store: Store,
  json: unknown,
  options: ImportOtlpOptions = {},
): Promise<ImportedTraces> {
  const runs: RunRecord[] = [];
  const skipped: ImportedTraces['skipped'] = [];
  const file = options.file ?? 'traces';
  const traces = vendorTraces(json) ?? tracesOf(parseOtlp(json, file));
  if (traces.size === 0) throw holdsNothing(file);
  for (const [trace_id, spans] of traces) {
    // As a run it would be a live one, and its failure one of production.
    if (isReplay(spans)) {
      skipped.push({ trace_id, reason: 'it is a replay, which its fixture gives again' });
      continue;
    }
    let contract: Contract | null;
    try {
      contract = await contractFor(spans, options);
    } catch (error) {
      skipped.push({ trace_id, reason: firstLine(error) });
      continue;
    }
    try {
      runs.push(await importTrace(store, trace_id, spans, { ...options, contract }));
    } catch (error) {
      if (!isAgentReplayError(error) || !SKIPS.has(error.code)) throw error;
      const reason =
        error.code === 'RUN_DUPLICATE'
          ? 'a run of its task and attempt is in the store already'
          : firstLine(error);
      skipped.push({ trace_id, reason });
    }
  }
  return { runs, skipped };
}

const SKIPS: ReadonlySet<string> = new Set(['RUN_DUPLICATE', 'OPTION_INVALID']);

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
}

/** Only of an export of ours the agent is asked: a trace of another program holds no artifacts to ask for. */
async function contractFor(
  spans: readonly ImportedSpan[],
  options: ImportOtlpOptions,
): Promise<Contract | null> {
  if (options.contract !== undefined) return options.contract;
  if (options.contractOf === undefined || spans.length === 0 || !isExported(rootOf(spans))) return null;
  return options.contractOf(agentOf(spans, options));
}

function agentOf(spans: readonly ImportedSpan[], { agent }: Pick<ImportOtlpOptions, 'agent'>): string {
  const root = rootOf(spans);
  return agent ?? anywhereIn(spans, FOREIGN.agentName) ?? serviceOf(root.resource) ?? root.name;
}

/** A text of the root, else of the first span that has it. */
function anywhereIn(spans: readonly ImportedSpan[], names: readonly string[]): string | undefined {
  return [rootOf(spans), ...spans]
    .map((span) => textOf(span.values, names))
    .find((text) => text !== undefined);
}

function holdsNothing(file: string): AgentReplayError {
  return new AgentReplayError('FILE_INVALID', `Failed to import "${file}": it holds no spans.`, {
    lines: [['fix', 'see that the exporter was shut down, so that it wrote what it held']],
  });
}

async function importTrace(
  store: Store,
  traceId: string,
  spans: readonly ImportedSpan[],
  options: Omit<ImportOtlpOptions, 'contract'> & { contract: Contract | null },
): Promise<RunRecord> {
  const { contract } = options;
  const root = rootOf(spans);
  const { values, resource } = root;
  const calls = callsOf(spans);
  const payload = payloadOf(root, calls);
  const events = eventsOf(spans, calls, root);
  const run = await startRun(
    store,
    {
      task_id: textOf(values, [NAMES.taskId]) ?? traceId,
      attempt: numberOf(values, [NAMES.attempt]) ?? 1,
      agent_name: agentOf(spans, options),
      code_version: textOf(resource, [NAMES.serviceVersion]) ?? 'unknown',
      model: anywhereIn(spans, FOREIGN.model) ?? 'unknown',
      prompt_version: anywhereIn(spans, FOREIGN.promptVersion) ?? 'unknown',
      tool_allowlist: listOf(values[NAMES.allowlist]) ?? ['*'],
      timeout_seconds: numberOf(values, [NAMES.timeout]) ?? 600,
      input_sha256: textOf(values, [NAMES.inputSha256]) ?? jsonSha256(payload ?? null),
      state_refs: [],
    },
    { details: payload === undefined ? {} : { payload }, now: () => root.started },
  );
  try {
    for (const channel of lostSpans(spans)) stateOf(run).sideChannels.note({ channel });
    for (const event of events) await recordEvent(run, event);
    for (const { kind, span } of calls) if (kind === 'model_call') noteUsage(run, span);
    for (const artifact of exportedArtifacts(root)) await recordArtifact(run, artifact);
    return await closeImported(run, spans, root, { contract, isCut: isPart(root, spans, calls) });
  } finally {
    // The first close wins: this one is for what kept the run from its own.
    await closeRun(run, { ending: 'aborted', claimed: false });
  }
}

function isReplay(spans: readonly ImportedSpan[]): boolean {
  return spans.length > 0 && rootOf(spans).values[NAMES.runType] === 'replay';
}

function rootOf(spans: readonly ImportedSpan[]): ImportedSpan {
  const ids = new Set(spans.map((span) => span.id));
  const root =
    spans.find(({ parent }) => parent === null) ?? spans.find(({ parent }) => !ids.has(parent ?? ''));
  return (root ?? spans[0]) as ImportedSpan;
}

/** Says that spans of the run's own process are missing, which others have for their parent: what they did is not known. */
function lostSpans(spans: readonly ImportedSpan[]): string[] {
  const lost = new Set(orphansOf(spans).map(({ parent }) => parent));
  return lost.size === 0 ? [] : [`spans that the trace has lost (${lost.size} named as a parent)`];
}

/** Spans whose parent is of the same process, and not in the trace. */
function orphansOf(spans: readonly ImportedSpan[]): ImportedSpan[] {
  const ids = new Set(spans.map(({ id }) => id));
  return spans.filter(({ isBelow, parent }) => isBelow && parent !== null && !ids.has(parent));
}

/**
 * Whether what stands for the root is only a part of the run, whose own span was never written: a call, or one of
 * several steps. An agent's span, or one that all others are below, is the run: what was above it was filtered out.
 */
function isPart(root: ImportedSpan, spans: readonly ImportedSpan[], calls: readonly ImportedCall[]): boolean {
  const orphans = orphansOf(spans);
  if (!orphans.includes(root) || root.values[NAMES.operation] === 'invoke_agent') return false;
  return (
    calls.some(({ span }) => span === root) ||
    orphans.some((span) => span !== root && span.parent === root.parent)
  );
}

/** What the run was given; where only its model calls say so, what the first that says it was told; undefined where nothing does. */
function payloadOf({ values }: ImportedSpan, calls: readonly ImportedCall[]): Json | undefined {
  const given = valueOf(values, FOREIGN.payload);
  if (given !== undefined) return givenTo(values, parsed(given));
  return calls
    .filter(({ kind }) => kind === 'model_call')
    .map((call) => saidOf(call, toldTo))
    .find((told) => told !== undefined);
}

async function closeImported(
  run: Run,
  spans: readonly ImportedSpan[],
  root: ImportedSpan,
  { contract, isCut }: { contract: Contract | null; isCut: boolean },
): Promise<RunRecord> {
  const { values } = root;
  // In an export of ours the span's status is the verdict, not how the code ended.
  const exception = failureOf(isExported(root) ? { ...root, isError: false } : root, true);
  const hasThrown = exception !== null || (root.isError && !isExported(root));
  const output = parsed(valueOf(values, FOREIGN.output) ?? null);
  const { record } = await closeRun(run, {
    ending: hasThrown ? 'threw' : isUnended(root) || isCut ? 'abandoned' : 'returned',
    exception,
    now: () => spans.reduce((last, { ended }) => Math.max(last, ended), root.ended),
    ...(output !== null && { output }),
    contract,
    // Of one that passed where its contract was, nothing is known without that.
    claimed: values[NAMES.taskId] !== undefined && !(contract === null && hasPassedThere(root)),
  });
  return record;
}

/** A span without an end is of a run that nobody closed; so is one of ours without its verdict. */
function isUnended(span: ImportedSpan): boolean {
  const { isOpen, id, parent, events } = span;
  return (
    isOpen || parent === id || (isExported(span) && !events.some(({ name }) => name === EVENTS.evaluation))
  );
}

/** The name that a service was given; `unknown_service:node` is what it is called without one. */
function serviceOf(resource: ImportedSpan['resource']): string | undefined {
  const name = textOf(resource, [NAMES.serviceName]);
  return name?.startsWith('unknown_service') === true ? undefined : name;
}

function listOf(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** What an HTTP answer says of its tokens was counted with the event; other spans say it beside. */
function noteUsage(run: Run, { values }: ImportedSpan): void {
  const { facts } = stateOf(run);
  const model = textOf(values, FOREIGN.respondedModel);
  if (model !== undefined && !facts.responded_models.includes(model)) facts.responded_models.push(model);
  const cost = numberOf(values, FOREIGN.cost);
  if (cost !== undefined) facts.cost_usd = (facts.cost_usd ?? 0) + cost;
  const answer = values['output.value'];
  const isCounted = wireCall(values) !== null && typeof answer === 'string' && answer.includes('"usage"');
  const [input, output] = [numberOf(values, FOREIGN.inputTokens), numberOf(values, FOREIGN.outputTokens)];
  if (isCounted || (input === undefined && output === undefined)) return;
  const before = facts.usage ?? { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
  facts.usage = {
    input_tokens: before.input_tokens + (input ?? 0),
    output_tokens: before.output_tokens + (output ?? 0),
    cached_input_tokens: before.cached_input_tokens + (numberOf(values, FOREIGN.cachedTokens) ?? 0),
  };
}
