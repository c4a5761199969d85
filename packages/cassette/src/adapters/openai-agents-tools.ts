import type { AdapterOptions } from './adapter-options.ts';
import { callTool } from './call-tool.ts';

/**
 * Puts the function tools of the OpenAI Agents SDK on the tape. Hosted tools, which the provider runs,
 * stay as they are.
 *
 * @example
 * new Agent({ name: 'Weather', tools: openaiAgentsTools([weather], { effects: { weather: 'read' } }) });
 */
export function openaiAgentsTools<Tool extends object>(
  tools: readonly Tool[],
  options: AdapterOptions = {},
): Tool[] {
  return tools.map((tool) => wrap(tool, options));
}

function wrap<Tool extends object>(tool: Tool, options: AdapterOptions): Tool {
  const { name, invoke } = tool as { name?: unknown; invoke?: unknown };
  if (typeof name !== 'string' || typeof invoke !== 'function') return tool;
  return {
    ...tool,
    invoke: (context: unknown, input: string, details: unknown) =>
      callTool(
        name,
        parse(input),
        options,
        () => Reflect.apply(invoke, tool, [context, input, details]) as unknown,
      ),
  };
}

/** The model's arguments, which may not be the JSON that they should be. */
function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
