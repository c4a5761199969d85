import { normalize } from '@agent-replay/contracts';
import { callThroughTape } from '../tool.ts';
import { type AdapterOptions, effectOf } from './adapter-options.ts';

/** Calls a tool of an agent library through the tape; a tool that yields results answers with its last. */
export function callTool(
  name: string,
  input: unknown,
  options: AdapterOptions,
  run: () => unknown,
): Promise<unknown> {
  const call = { kind: 'tool' as const, name, arguments: normalize(input), effect: effectOf(name, options) };
  return callThroughTape(call, async () => lastOf(await run()));
}

async function lastOf(result: unknown): Promise<unknown> {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
  let last: unknown;
  for await (const value of result as AsyncIterable<unknown>) last = value;
  return last;
}
