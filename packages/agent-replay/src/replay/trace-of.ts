import { stripVTControlCharacters } from 'node:util';
import { isAgentReplayError, toExceptionInfo } from '@agent-replay/contracts';
import { isOwnFrame } from './own-frames.ts';

/** What was thrown, and the way to it: of our own refusals the way to their cause, which may be of another realm. */
export function traceOf(error: unknown): string {
  if (!isAgentReplayError(error)) return stackOf(error);
  if (error.cause === undefined) return error.message;
  // The tools that load a module colour what they say of it.
  const stack = stripVTControlCharacters(stackOf(error.cause));
  const told = stripVTControlCharacters(toExceptionInfo(error.cause).message).trim();
  const way = error.message.includes(told) ? stack.split('\n').filter(isOwnFrame) : [stack];
  return [error.message, ...(way.length > 0 ? [way.join('\n')] : [])].join('\n\n');
}

/** The stack of anything that was thrown, or its text where it has none. */
export function stackOf(value: unknown): string {
  const { stack, message } = toExceptionInfo(value);
  return stack ?? message;
}
