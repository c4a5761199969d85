import type { Interaction, Ledger, RunEvent, RunEventInput } from '@agent-replay/contracts';
import { isModelCall } from '@agent-replay/runs';

/**
 * Calls that the tape answered and no event tells of: an agent reaches the channel on which they are told, and may
 * listen there before we do.
 */
export function untoldCalls(
  tape: readonly Interaction[] | null,
  ledger: Ledger | null,
  events: readonly RunEvent[],
): RunEventInput[] {
  if (tape === null || ledger === null || ledger.served.length === 0) return [];
  const told = new Set(events.map((event) => ('interaction' in event ? factsOf(event.interaction) : null)));
  const served = new Set(ledger.served);
  return tape
    .filter((interaction) => served.has(interaction.id) && !told.has(factsOf(interaction)))
    .map((interaction) => ({ kind: isModelCall(interaction) ? 'model_call' : 'tool_call', interaction }));
}

/** What a contract asks of a call. */
function factsOf({ kind, effect, request }: Interaction): string {
  const name = 'name' in request ? request.name : '';
  const server = 'server' in request ? (request.server ?? '') : '';
  return JSON.stringify([kind, effect, server, name]);
}
