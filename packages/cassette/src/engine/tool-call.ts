import { type Effect, type Json, toolLane } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import type { Call } from './call.ts';
import { show } from './differences.ts';
import { ignoreFields } from './ignore-fields.ts';
import type { MatchOptions } from './match-options.ts';

/** Brings a tool's or an MCP server's call into the form in which calls are compared. */
export function toolCall(
  call: { kind: 'tool' | 'mcp'; name: string; server?: string | undefined; arguments: Json; effect: Effect },
  match: MatchOptions,
): Call {
  const lane = toolLane(call.kind, call);
  const compared = ignoreFields(call.arguments, match.ignore ?? []) as Json;
  return {
    kind: call.kind,
    lane,
    effect: () => call.effect,
    label: `${lane.slice(lane.indexOf(':') + 1)}(${show(call.arguments)})`,
    content: { target: lane, body: stripDigests(compared), headers: {} },
    sent: () => ({ received: call.arguments }),
  };
}
