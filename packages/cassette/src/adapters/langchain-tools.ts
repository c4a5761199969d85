import type { AdapterOptions } from './adapter-options.ts';
import { callTool } from './call-tool.ts';

/**
 * Puts LangChain tools on the tape: what `tool()` makes, and subclasses of `StructuredTool` and `Tool`.
 * Their input is validated as before, and the call that is kept is the validated one.
 *
 * @example
 * createAgent({ model, tools: langchainTools([weather], { effects: { weather: 'read' } }) });
 */
export function langchainTools<Tool extends object>(
  tools: readonly Tool[],
  options: AdapterOptions = {},
): Tool[] {
  return tools.map((tool) => wrap(tool, options));
}

function wrap<Tool extends object>(tool: Tool, options: AdapterOptions): Tool {
  const { name, _call: call } = tool as { name?: unknown; _call?: unknown };
  if (typeof name !== 'string' || typeof call !== 'function') return tool;
  // The class's own methods go on to work, and find the tool's state through the prototype.
  return Object.create(tool, {
    _call: {
      value: (input: unknown, ...rest: unknown[]) =>
        callTool(name, input, options, () => Reflect.apply(call, tool, [input, ...rest]) as unknown),
    },
  }) as Tool;
}
