import {
  AgentReplayError,
  checkJson,
  formatIssue,
  type Interaction,
  normalize,
  RunEvent,
  type RunEventInput,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { applyCapture, type Capture, noteCapture } from '../capture/capture-policy.ts';
import { noteCall } from '../capture/call-facts.ts';
import { redactInteraction } from '../capture/redact-interaction.ts';
import type { Entry } from '../store/entry.ts';
import { storable } from './redact-row.ts';
import { type Run, stateOf } from './run.ts';
import { time } from './run-record-of.ts';

/**
 * Records what happened, and returns at once: redaction and writing follow. A `checkpoint` is the
 * exception: it outlives the process from the moment that this returns. A `heartbeat` gives the run
 * its whole timeout once more.
 *
 * @returns false when the run was closed already: the event is refused and counted
 * @throws {AgentReplayError} `OPTION_INVALID` when the event is not one
 */
export async function recordEvent(run: Run, event: RunEventInput): Promise<boolean> {
  return keepEvent(run, event);
}

/** `recordEvent` for callers that cannot wait for a promise. */
export function keepEvent(run: Run, event: RunEventInput): boolean {
  const state = stateOf(run);
  if (run.isClosed) {
    state.refused += 1;
    const { refused: count, row } = state;
    run.store.journal.push(() => ({ op: 'refused', run_id: row.run_id, count }));
    return false;
  }
  const kept = parseEvent({ ...event, ...placeOf(run, event.at) });
  run.events.push(kept);
  if (kept.kind === 'state_change') run.state.set(kept.ref, kept.to);
  write(run, kept);
  return true;
}

/**
 * Keeps a completed call as this process's own tape observed it: it is of the right shape, nobody else
 * holds it, and the agent waits meanwhile.
 */
export function keepCall(run: Run, kind: 'tool_call' | 'model_call', interaction: Interaction): void {
  if (run.isClosed) {
    keepEvent(run, { kind, interaction });
    return;
  }
  const kept: RunEvent = { kind, interaction, ...placeOf(run) };
  run.events.push(kept);
  write(run, kept);
}

function placeOf(run: Run, at?: string): Pick<RunEvent, 'run_id' | 'seq' | 'at'> {
  const { row, now } = stateOf(run);
  return {
    run_id: row.run_id,
    seq: run.events.length + 1,
    at: at ?? time(Math.max(now(), row.last_event_at ?? row.started_at)),
  };
}

function parseEvent(event: unknown): RunEvent {
  // What JSON has no word for, or cannot be read, is written the way every payload is.
  const parsed = tryParse(event) ?? tryParse(normalize(event));
  if (parsed !== undefined) return parsed;
  const issues = checkJson(normalize(event), RunEvent);
  const kind = String((event as { kind?: unknown }).kind);
  throw new AgentReplayError('OPTION_INVALID', `Failed to record "${kind}": it is not a valid event.`, {
    lines: [
      ...issues.slice(0, 5).map((issue) => ['problem', formatIssue(issue)] as const),
      ['fix', 'see RunEvent for the fields of each kind'],
    ],
    issues,
  });
}

/** A getter or a proxy among the data may throw. */
function tryParse(event: unknown): RunEvent | undefined {
  try {
    return RunEvent.safeParse(event).data;
  } catch {
    return undefined;
  }
}

function write(run: Run, event: RunEvent): void {
  const state = stateOf(run);
  const { row, facts, capture } = state;
  const { journal, redactor } = run.store;
  const at = Date.parse(event.at);
  row.last_event_at = Math.max(at, row.last_event_at ?? 0);
  facts.events += 1;
  if ('interaction' in event) noteCapture(facts.capture, capture, event.interaction);
  const draft = (): Entry => {
    // A model's answer is read when the agent has gone on.
    noteCall(facts, event);
    const body = redactor.text(JSON.stringify(storedForm(event, capture, redactor)));
    const entry = {
      op: 'event' as const,
      event: { run_id: row.run_id, seq: event.seq, at, kind: storable(event.kind), body },
    };
    if (event.kind === 'heartbeat')
      return { ...entry, touch: true, deadline_at: at + Math.round(row.timeout_seconds * 1000) };
    return event.kind === 'checkpoint' ? { ...entry, touch: true } : entry;
  };
  if (event.kind === 'checkpoint') journal.pushNow(draft);
  else journal.push(draft);
}

function storedForm(event: RunEvent, capture: Capture, redactor: Redactor): unknown {
  if (!('interaction' in event)) return event;
  const clean = redactInteraction(event.interaction, redactor);
  const interaction = capture === 'full' ? clean : applyCapture(capture, redactPayloads(clean, redactor));
  return { ...event, interaction };
}

/** Digests and summaries are made of what may be seen: else a digest gives a short secret away. */
function redactPayloads(interaction: Interaction, redactor: Redactor): Interaction {
  if (interaction.kind !== 'tool' && interaction.kind !== 'mcp') return interaction;
  const { request, response } = interaction;
  return {
    ...interaction,
    request: { ...request, arguments: redactor.json(request.arguments) },
    ...(response !== undefined && { response: { result: redactor.json(response.result) } }),
  };
}
