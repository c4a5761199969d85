import type { Effect, Json } from '@agent-replay/contracts';
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
  const name = call.server === undefined ? call.name : `${call.server}/${call.name}`;
  const compared = ignoreFields(call.arguments, match.ignore ?? []) as Json;
  return {
    kind: call.kind,
    lane: `${call.kind}:${name}`,
    effect: () => call.effect,
    label: `${name}(${show(call.arguments)})`,
    content: { target: `${call.kind}:${name}`, body: stripDigests(compared), headers: {} },
    sent: () => call.arguments,
  };
}
