import type { ExceptionInfo, Interaction, RecordedError, RunEvent } from '@agent-replay/contracts';

/** An exception as a replay meets it, and the tool that it came out of. */
export interface ToolFailure {
  exception: ExceptionInfo | null;
  tool: string | null;
}

const MAX_CAUSES = 8;

/**
 * Tells of an exception what a replay can tell, too: where a link of its chain of causes came out of a
 * tool, that tool, and of the error what the tape keeps. A replayed tool has no frames of its own.
 */
export function toolFailure(exception: ExceptionInfo | null, events: readonly RunEvent[]): ToolFailure {
  const chain: ExceptionInfo[] = [];
  for (let link = exception; link !== null && chain.length < MAX_CAUSES; link = link.cause) {
    const call = failedCall(link, events);
    if (call === undefined) {
      chain.push(link);
      continue;
    }
    return { exception: onto(chain, asRecorded(call.error)), tool: call.name };
  }
  return { exception, tool: null };
}

/** The last call of a tool that failed with this error. */
function failedCall(
  { message }: ExceptionInfo,
  events: readonly RunEvent[],
): { name: string; error: RecordedError } | undefined {
  for (const event of events.toReversed()) {
    if (event.kind !== 'tool_call') continue;
    const { interaction } = event;
    if (interaction.kind !== 'tool' && interaction.kind !== 'mcp') continue;
    if (interaction.error?.message !== message) continue;
    return { name: interaction.request.name, error: interaction.error };
  }
  return undefined;
}

/**
 * What a run waited for that ran out of time: the tool that it called last of those that did not answer, else the
 * host. What does nothing to the world, as a report or an open stream of events, is not waited for.
 */
export function hangingCall(events: readonly RunEvent[]): string | null {
  const open = events
    .flatMap((event) =>
      event.kind === 'tool_call' || event.kind === 'model_call' ? [event.interaction] : [],
    )
    .filter(({ error, effect }) => error?.by === 'run' && effect !== 'none')
    .toSorted((a, b) => begin(a) - begin(b));
  const call = open.findLast(({ request }) => 'name' in request) ?? open.at(-1);
  if (call === undefined) return null;
  return 'name' in call.request ? call.request.name : (URL.parse(call.request.url)?.hostname ?? null);
}

function begin({ timing }: Interaction): number {
  return timing?.started_ms ?? 0;
}

function asRecorded({ name, message, code, cause }: RecordedError): ExceptionInfo {
  return {
    class: name,
    message,
    code: code ?? null,
    stack: null,
    stack_sha256: null,
    cause: cause === undefined ? null : asRecorded(cause),
  };
}

function onto(outer: readonly ExceptionInfo[], inner: ExceptionInfo): ExceptionInfo {
  return outer.reduceRight((cause, link) => ({ ...link, cause }), inner);
}
