import type { ExceptionInfo, RecordedError, RunEvent } from '@agent-replay/contracts';

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

/** The tool, or the host, whose last call was not answered: what a run waited for that ran out of time. */
export function hangingCall(events: readonly RunEvent[]): string | null {
  for (const event of events.toReversed()) {
    if (event.kind !== 'tool_call' && event.kind !== 'model_call') continue;
    const { request, error } = event.interaction;
    if (error?.by === 'run')
      return 'url' in request ? (URL.parse(request.url)?.hostname ?? null) : request.name;
  }
  return null;
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
