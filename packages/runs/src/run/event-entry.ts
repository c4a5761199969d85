import type { Interaction, RunEvent, RunEventInput } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { applyCapture, type Capture } from '../capture/capture-policy.ts';
import { redactInteraction } from '../capture/redact-interaction.ts';
import type { Entry } from '../store/entry.ts';
import { isTooLarge } from './most-kept.ts';
import { storable } from './redact-row.ts';
import { type Run, stateOf } from './run.ts';

/** Of such a call none is kept: see `MOST_REPLAYED`. */
export function isTooLargeToKeep(event: RunEventInput): boolean {
  return 'interaction' in event && isTooLarge(event.interaction);
}

/** What the store keeps of an event, redacted. */
export function entryOf(
  run: Run,
  event: RunEvent,
  isLarge: boolean = isTooLargeToKeep(event),
  at: number = Date.parse(event.at),
): Entry {
  const { row, capture, redactor } = stateOf(run);
  const body = bodyOf(event, isLarge, capture, redactor);
  const entry = {
    op: 'event' as const,
    event: { run_id: row.run_id, seq: event.seq, at, kind: storable(event.kind), body },
  };
  if (event.kind === 'heartbeat')
    return { ...entry, touch: true, deadline_at: at + Math.round(row.timeout_seconds * 1000) };
  return event.kind === 'checkpoint' ? { ...entry, touch: true } : entry;
}

/** What this package gave an event itself is no secret, and is not looked at. */
function bodyOf(event: RunEvent, isLarge: boolean, capture: Capture, redactor: Redactor): string {
  const { run_id, seq, at, ...said } = event;
  const given = `,"run_id":"${run_id}","seq":${seq},"at":"${at}"}`;
  const text = redactor.text(JSON.stringify(storedForm(said, isLarge, capture, redactor)));
  return `${text.slice(0, -1)}${given}`;
}

function storedForm(event: RunEventInput, isLarge: boolean, capture: Capture, redactor: Redactor): unknown {
  if (!('interaction' in event)) return event;
  if (isLarge)
    return { ...event, interaction: redactInteraction(applyCapture('deny', event.interaction), redactor) };
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
