import type { Evidence } from '../evidence.ts';
import type { Interaction } from '../fixture/interaction.ts';
import { compileNameGlob } from './glob.ts';
import type { Rule } from './rule.ts';

/**
 * Tools that were called but are not on the run's allow-list. An entry is a tool's name, `server/name`
 * for one server of MCP only, or a glob over either; an empty list allows none.
 */
export const checkAllowlist: Rule = (_, { events, tool_allowlist: allowed }) => {
  if (!events.some(({ kind }) => kind === 'tool_call')) return [];
  const globs = allowed.filter((entry) => entry.includes('*')).map(compileNameGlob);
  const isAllowed = (name: string): boolean => allowed.includes(name) || globs.some((glob) => glob(name));
  // What another agent calls that this one calls is held to a list of its own, in a run of its own.
  const own = events.filter((event) => !('agent' in event) || event.agent === undefined);
  return [...calledTools(own)]
    .filter(([, names]) => !names.some(isAllowed))
    .map(([called]) => ({
      code: 'tool_not_allowed',
      path: '',
      expected: allowed.length === 0 ? 'no tool calls' : `one of ${allowed.join(', ')}`,
      received: called,
      message: `tool ${called} was called, but is not on the allow-list`,
    }));
};

/**
 * The tools that were called, each once, with every name that a list may call it by.
 *
 * @param listed names: what a client of MCP asks by itself counts where one of them is its own
 */
export function calledTools(
  events: Evidence['events'],
  listed: readonly string[] = [],
): Map<string, readonly string[]> {
  const tools = new Map<string, readonly string[]>();
  for (const event of events) {
    if (event.kind !== 'tool_call') continue;
    const { interaction } = event;
    if (interaction.kind !== 'tool' && interaction.kind !== 'mcp') continue;
    const { name, server } = interaction.request;
    const names = server === undefined ? [name] : [name, `${server}/${name}`];
    // `ping` may be a tool of the server's; a method of MCP that has a slash is nothing else.
    const isListed = name.includes('/') && names.some((each) => listed.includes(each));
    if (interaction.kind === 'mcp' && isHousekeeping(interaction) && !isListed) continue;
    tools.set(names.at(-1) as string, names);
  }
  return tools;
}

/** What each client of MCP asks its server for by itself, before a tool is called and beside it. */
const HOUSEKEEPING: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
]);

/** A tool may have such a name; what it answers is a text, or has content. */
function isHousekeeping({ request, response }: Extract<Interaction, { kind: 'mcp' }>): boolean {
  const result = response?.result;
  const isAnswer = typeof result === 'object' && result !== null && !('content' in result);
  return HOUSEKEEPING.has(request.name) && isAnswer;
}
