import {
  AgentReplayError,
  type ExceptionInfo,
  formatIssue,
  type Interaction,
  type Issue,
  type RunEvent,
  type RunRecord,
} from '@agent-replay/contracts';
import type { RunDetails, RunFacts, Store } from '@agent-replay/runs';
import { loadConfig } from '../config/load-config.ts';
import { watchdogText } from '../output/watchdog-text.ts';
import { unknownChannelsReason } from '../proof/unknown-channels.ts';
import { createOutput, type Output } from '../output/output.ts';
import { onOneLine } from '../output/printable.ts';
import { table } from '../output/table.ts';
import { usdText } from '../output/usd.ts';
import { namedRun } from '../store/named-run.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';
import { statusText } from './runs.ts';

interface Shown {
  run: RunRecord;
  events: RunEvent[];
  details: RunDetails;
  facts: RunFacts | null;
  /** Events that came after the close. */
  refused_events: number;
}

/** `agent-replay show <run|task>`: every attempt, with all that is known of it. */
export const addShow: AddCommand = (program) => {
  program
    .command('show')
    .description('show a run, or every attempt at a task')
    .argument('<run|task>', 'id of a run, or the beginning of one, or of a task')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await readStore(config, out);
      const attempts = await find(store, id);
      out.document({ attempts });
      for (const attempt of attempts) print(out, attempt);
    });
};

async function find(store: Store, id: string): Promise<Shown[]> {
  const runs = await runsNamed(store, id);
  if (runs.length === 0) {
    throw new AgentReplayError('RUN_NOT_FOUND', `Failed to show "${id}": there is no such run or task.`, {
      lines: [
        ['store', store.url],
        ['fix', 'list what there is with: agent-replay runs'],
      ],
    });
  }
  const shown = runs.map(async (run) => ({
    run,
    events: await store.getEvents(run.run_id),
    details: await store.getDetails(run.run_id),
    facts: (await store.getFacts(run.run_id)) ?? null,
    refused_events: await store.refusedEvents(run.run_id),
  }));
  return (await Promise.all(shown)).toSorted((a, b) => (a.run.started_at < b.run.started_at ? -1 : 1));
}

async function runsNamed(store: Store, id: string): Promise<RunRecord[]> {
  const one = await store.getRun(id);
  if (one !== undefined) return [one];
  const attempts = await store.listRuns({ task_id: id, limit: 1000 });
  if (attempts.length > 0) return attempts;
  const begun = await store.getRun(await namedRun(store, id));
  return begun === undefined ? [] : [begun];
}

function print(out: Output, shown: Shown): void {
  const { run, events, details } = shown;
  out.line(
    onOneLine(
      `${out.style('bold', `${run.task_id} #${run.attempt}`)}  ${statusText(out, run.status)}  ${run.failure_reason ?? ''}`.trimEnd(),
    ),
  );
  const dim = (text: string): string => out.style('dim', text);
  const rows = [
    ['run', `${run.run_id} (${run.run_type}${run.fixture_id === null ? '' : ` of ${run.fixture_id}`})`],
    [
      'agent',
      `${run.agent_name}, code ${run.code_version}, model ${run.model}, prompt ${run.prompt_version}`,
    ],
    ['time', `${run.started_at} – ${run.closed_at ?? 'open'}, limit ${run.timeout_seconds} s`],
    ['input', `${digest(run.input_sha256)} ${inputText(shown)}`],
    ...run.state_refs.map((state) => ['state', `${state.uri} ${digest(state.sha256)}`]),
    ...run.artifact_refs.map(({ kind, uri, bytes, sha256, confirmed }) => [
      'artifact',
      `${kind} ${uri}${bytes === null ? '' : ` ${bytes} bytes`}${sha256 === null ? '' : ` ${digest(sha256)}`} (${confirmed ? out.style('green', 'confirmed') : out.style('red', 'not confirmed')})`,
    ]),
    ...((details.issues ?? []) as unknown as Issue[]).map((issue) => [
      'unmet',
      out.style('red', formatIssue(issue)),
    ]),
    ...(run.fingerprint === null ? [] : [['fingerprint', run.fingerprint]]),
    ...notes(shown).map((note) => ['note', out.style('yellow', note)]),
    ...usage(shown.facts),
  ];
  for (const line of table(rows.map(([label = '', value = '']) => [dim(label), value])))
    out.line(`  ${line}`);
  const eventRows = events.map((event) => [
    dim(String(event.seq).padStart(4)),
    event.at,
    event.kind,
    eventText(event),
  ]);
  for (const line of table(eventRows)) out.line(`  ${line}`);
  out.line();
}

/** A replay's calls and input are those of its fixture; they are kept a second time only where they tell of a failure. */
function inputText({ run, details }: Shown): string {
  if (details.payload !== undefined) return JSON.stringify(details.payload).slice(0, 200);
  return run.fixture_id === null ? 'not captured' : `of the fixture ${run.fixture_id}`;
}

function digest(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

function usage(facts: RunFacts | null): string[][] {
  if (facts === null) return [];
  const { duration_ms: ms, usage: tokens, cost_usd: cost, tool_calls: tools, model_calls: models } = facts;
  const parts = [
    ...(ms === null ? [] : [`${ms} ms`]),
    counted(tools, 'tool call'),
    counted(models, 'model call'),
    ...(tokens === null ? [] : [`${tokens.input_tokens} tokens in, ${tokens.output_tokens} out`]),
    ...(cost === null ? [] : [usdText(cost)]),
  ];
  return [['used', parts.join(', ')]];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What a reader has to know before trusting the rest. */
function notes({ facts, refused_events: refused, run }: Shown): string[] {
  return [
    ...(facts?.too_short === true ? ['it was over sooner than its kind of work can be'] : []),
    ...(facts?.spooled === true
      ? ['part of it went over the spool: the store was locked, full or away']
      : []),
    ...((facts?.lost ?? 0) > 0
      ? [`${facts?.lost} changes were not written: they could not be redacted, or no place took them`]
      : []),
    ...(facts?.code_version_known === false ? ['its code version is not known'] : []),
    ...(refused > 0
      ? [
          `${refused === 1 ? 'an event came after its close, and was' : `${refused} events came after its close, and were`} refused`,
        ]
      : []),
    ...(facts?.capture.denied.length ? [`not captured: ${facts.capture.denied.join(', ')}`] : []),
    ...(facts?.capture.unmatched === undefined
      ? []
      : [`met by no call, of "capture" in the config: ${facts.capture.unmatched.join(', ')}`]),
    ...(facts?.capture.beside === undefined
      ? []
      : [
          `made meanwhile in no run's async context, so that no run has them: ${facts.capture.beside.join(', ')}`,
        ]),
    ...(facts?.capture.unknown.length ? [unknownChannelsReason(facts.capture.unknown)] : []),
    ...(run.status === 'started' && Date.parse(run.deadline_at) < Date.now()
      ? [`past its deadline, ${run.deadline_at}; ${watchdogText(run)}`]
      : []),
  ];
}

function eventText(event: RunEvent): string {
  switch (event.kind) {
    case 'tool_call':
    case 'model_call':
      return callText(event.interaction);
    case 'exception':
      return `${chainText(event.exception)}${event.handled ? ' (handled)' : ''}`;
    case 'retry':
      return `attempt ${event.attempt}, ${event.decision} after ${event.delay_ms} ms: ${event.cause}`;
    case 'timeout':
      return `${event.operation}: ${event.elapsed_ms} of ${event.limit_ms} ms`;
    case 'state_change':
      return `${event.ref}: ${JSON.stringify(event.from)} → ${JSON.stringify(event.to)}`;
    default: {
      const { kind: _kind, run_id: _run, seq: _seq, at: _at, ...rest } = event;
      return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest).slice(0, 200);
    }
  }
}

/** An exception and what caused it, the outermost first. */
function chainText({
  class: name,
  code,
  message,
  cause,
}: Omit<ExceptionInfo, 'cause'> & { cause: unknown }): string {
  const own = `${name}${code === null || message.includes(code) ? '' : ` [${code}]`}: ${message}`;
  return cause === null ? own : `${own}, caused by ${chainText(cause as ExceptionInfo)}`;
}

function callText(call: Interaction): string {
  const end = call.error === undefined ? '' : `: ${call.error.name}: ${call.error.message}`;
  switch (call.kind) {
    case 'http':
      return `${call.request.method} ${call.request.url} ${call.response?.status ?? ''}${end}`;
    case 'websocket':
      return `${call.request.url}${end}`;
    default:
      return `${call.request.name}(${JSON.stringify(call.request.arguments).slice(0, 160)})${end}`;
  }
}
