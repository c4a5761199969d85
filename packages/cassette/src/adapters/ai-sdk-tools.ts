import type { AdapterOptions } from './adapter-options.ts';
import { callTool } from './call-tool.ts';

/**
 * Puts the tools of an AI SDK tool set on the tape. Tools without `execute`, which the provider or the
 * user runs, stay as they are.
 *
 * @example
 * generateText({ model, prompt, tools: aiSdkTools({ weather }, { effects: { weather: 'read' } }) });
 */
export function aiSdkTools<Tools extends Readonly<Record<string, object>>>(
  tools: Tools,
  options: AdapterOptions = {},
): Tools {
  const wrapped = Object.entries(tools).map(([name, tool]) => [name, wrap(name, tool, options)]);
  return Object.fromEntries(wrapped) as Tools;
}

function wrap(name: string, tool: object, options: AdapterOptions): object {
  const execute = 'execute' in tool ? tool.execute : undefined;
  if (typeof execute !== 'function') return tool;
  return {
    ...tool,
    execute: (input: unknown, context: unknown) =>
      callTool(name, input, options, () => Reflect.apply(execute, tool, [input, context]) as unknown),
  };
}
