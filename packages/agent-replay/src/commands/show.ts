import { AgentReplayError, type Interaction, type RunEvent, type RunRecord } from '@agent-replay/contracts';
import type { RunDetails, Store } from '@agent-replay/runs';
import { loadConfig } from '../config/load-config.ts';
import { createOutput, type Output } from '../output/output.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { AddCommand } from './commands.ts';
import { statusText } from './runs.ts';

interface Shown {
  run: RunRecord;
  events: RunEvent[];
  details: RunDetails;
}

/** `agent-replay show <run|task>`: every attempt, with all that is known of it. */
export const addShow: AddCommand = (program) => {
  program
    .command('show')
    .description('show a run, or every attempt at a task')
    .argument('<run|task>', 'id of a run or of a task')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await sharedStore(config.store, config);
      const attempts = await find(store, id);
      out.document({ attempts });
      for (const attempt of attempts) print(out, attempt);
    });
};

async function find(store: Store, id: string): Promise<Shown[]> {
  const one = await store.getRun(id);
  const runs = one === undefined ? await store.listRuns({ task_id: id, limit: 1000 }) : [one];
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
  }));
  return (await Promise.all(shown)).toSorted((a, b) => (a.run.started_at < b.run.started_at ? -1 : 1));
}

function print(out: Output, { run, events, details }: Shown): void {
  out.line(
    `${out.style('bold', `${run.task_id} #${run.attempt}`)}  ${statusText(out, run.status)}  ${run.failure_reason ?? ''}`,
  );
  const facts: [string, string][] = [
    ['run', `${run.run_id} (${run.run_type}${run.fixture_id === null ? '' : ` of ${run.fixture_id}`})`],
    [
      'agent',
      `${run.agent_name}, code ${run.code_version}, model ${run.model}, prompt ${run.prompt_version}`,
    ],
    ['time', `${run.started_at} – ${run.closed_at ?? 'open'}, limit ${run.timeout_seconds} s`],
    [
      'input',
      `${run.input_sha256.slice(0, 12)}… ${JSON.stringify(details.payload ?? 'not captured').slice(0, 200)}`,
    ],
    ...run.state_refs.map((state): [string, string] => [
      'state',
      `${state.uri} ${state.sha256.slice(0, 12)}…`,
    ]),
    ...run.artifact_refs.map((artifact): [string, string] => [
      'artifact',
      `${artifact.kind} ${artifact.uri} (${artifact.confirmed ? 'confirmed' : 'not confirmed'})`,
    ]),
    ...(run.fingerprint === null ? [] : [['fingerprint', run.fingerprint] as [string, string]]),
  ];
  for (const [label, value] of facts) out.line(`  ${label.padEnd(11)}  ${value}`);
  for (const event of events)
    out.line(`  ${out.style('dim', String(event.seq).padStart(4))}  ${event.at}  ${eventText(event)}`);
  out.line();
}

function eventText(event: RunEvent): string {
  switch (event.kind) {
    case 'tool_call':
    case 'model_call':
      return `${event.kind}  ${callText(event.interaction)}`;
    case 'exception':
      return `exception  ${event.exception.class}: ${event.exception.message}${event.handled ? ' (handled)' : ''}`;
    case 'retry':
      return `retry  attempt ${event.attempt}, ${event.decision} after ${event.delay_ms} ms: ${event.cause}`;
    case 'timeout':
      return `timeout  ${event.operation}: ${event.elapsed_ms} of ${event.limit_ms} ms`;
    case 'state_change':
      return `state  ${event.ref}: ${JSON.stringify(event.from)} → ${JSON.stringify(event.to)}`;
    default: {
      const { kind, run_id: _run, seq: _seq, at: _at, ...rest } = event;
      return `${kind}  ${Object.keys(rest).length === 0 ? '' : JSON.stringify(rest).slice(0, 200)}`;
    }
  }
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
