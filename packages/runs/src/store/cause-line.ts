import { isAgentReplayError } from '@agent-replay/contracts';

/** What a folder or a disk said, as a line of an error: of several that are each other's cause the first one. */
export function causeLine(cause: unknown): [label: string, text: string][] {
  let first = cause;
  while (isAgentReplayError(first) && first.cause !== undefined) first = first.cause;
  return first instanceof Error && !isAgentReplayError(first) ? [['cause', first.message]] : [];
}
