import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { valueOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';
import { toolCallParts } from './said-messages.ts';

/** Tool calls that models asked for, in order; each is taken once. */
export interface AskedCalls {
  take(tool: string): Json | undefined;
}

/** Reads what the models of a trace asked for: some instrumentations lose a tool's arguments on its own span. */
export function askedCalls(spans: readonly ImportedSpan[]): AskedCalls {
  const asked = spans.flatMap(({ values }) => callsIn(values));
  return {
    take(tool) {
      const at = asked.findIndex(({ name }) => name === tool);
      return at < 0 ? undefined : asked.splice(at, 1)[0]?.args;
    },
  };
}

// `llm.output_messages.0.message.tool_calls.0.tool_call.function.name` (OpenInference) and
// `gen_ai.completion.0.tool_calls.0.name` (OpenLLMetry), with `.arguments` beside them.
const NAME = /^((?:llm\.output_messages|gen_ai\.completion)\.\d{1,4}\.[a-z_.\d]{1,80}?)\.name$/;

function callsIn(values: ImportedSpan['values']): { name: string; args: Json }[] {
  const parts = toolCallParts(parsed(valueOf(values, ['gen_ai.output.messages']) ?? null));
  if (parts.length > 0) return parts;
  return Object.entries(values).flatMap(([key, name]) => {
    const prefix = NAME.exec(key)?.[1];
    if (prefix === undefined || typeof name !== 'string') return [];
    const args = parsed(values[`${prefix}.arguments`] ?? null);
    return isObject(args) ? [{ name, args }] : [];
  });
}
