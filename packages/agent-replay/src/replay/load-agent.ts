import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { AgentReplayError, thrownText } from '@agent-replay/contracts';
import type { Agent } from '../agent/agent.ts';
import { CANARY_AGENT } from '../canary/canaries.ts';
import { isAgent, isReplayable } from '../agent/is-agent.ts';
import type { Config } from '../config/config.ts';
import { placeInStack, placeLines } from '../config/syntax-place.ts';
import { type NamedModule, namedModule } from '../config/named-module.ts';

export type ImportModule = (file: string) => Promise<unknown>;

/**
 * Finds an agent by its name in the config and loads it.
 *
 * @throws {AgentReplayError} `AGENT_NOT_FOUND` or `AGENT_LOAD_FAILED`
 */
export async function loadAgent(name: string, config: Config, importModule?: ImportModule): Promise<Agent> {
  const source = Object.hasOwn(config.agents, name) ? config.agents[name] : undefined;
  if (source === undefined && name === CANARY_AGENT)
    return (await import('../canary/canary-agent.ts')).canaryAgent();
  if (source === undefined) throw notFound(name, config);
  if (typeof source !== 'string') {
    if (isAgent(source)) return replayable(source as Agent, name, config.file ?? config.root);
    const { execAgent } = await import('../exec/exec-agent.ts');
    return execAgent(name, source as Exclude<typeof source, Agent>, config.root);
  }
  const known = loadedAgent(name, config);
  if (known !== undefined) return known;
  const found = namedModule(source, config.root);
  const { file, exportName } = found;
  if (file === null) throw notInstalled(name, source, found, config);
  const agent = pick(await importAgent(name, file, importModule), { file, exportName, name });
  const agents = loaded.get(config) ?? new Map<string, Agent>();
  loaded.set(config, agents.set(name, agent));
  return agent;
}

/** An agent whose module was loaded for this config; undefined before that, and for one that has no module. */
export function loadedAgent(name: string, config: Config): Agent | undefined {
  return loaded.get(config)?.get(name);
}

/** A config that was read again, as after an edit, has its agents imported again. */
const loaded = new WeakMap<Config, Map<string, Agent>>();

function notFound(name: string, config: Config): AgentReplayError {
  const known = Object.keys(config.agents);
  return new AgentReplayError(
    'AGENT_NOT_FOUND',
    `Failed to find the agent "${name}": the config does not name it.`,
    {
      lines: [
        ['config', config.file ?? `none in ${config.root}`],
        ['agents', known.length === 0 ? 'none' : known.join(', ')],
        ['fix', `add it to agents: { '${name}': './src/agent.ts#agent' }`],
      ],
      details: { name, known },
    },
  );
}

/** What the config names is neither a file beside it nor a package that Node finds from there. */
function notInstalled(
  name: string,
  source: string,
  { cause }: NamedModule,
  { file, root }: Config,
): AgentReplayError {
  return new AgentReplayError(
    'AGENT_LOAD_FAILED',
    `Failed to load the agent "${name}": "${source}" is neither a file nor a package.`,
    {
      lines: [
        ['config', file ?? root],
        ['cause', thrownText(cause)],
        ['fix', `install the package, name what it exports, or begin the path of a file with "./"`],
      ],
      details: { source },
    },
  );
}

/** The first sentence is in the verdict, which is the same whatever loads the module; how it fails is not. */
async function importAgent(
  name: string,
  file: string,
  importModule: ImportModule | undefined,
): Promise<Record<string, unknown>> {
  try {
    const module = await (importModule === undefined ? import(pathToFileURL(file).href) : importModule(file));
    return module as Record<string, unknown>;
  } catch (error) {
    throw new AgentReplayError(
      'AGENT_LOAD_FAILED',
      `Failed to load the agent "${name}": its module cannot be imported.`,
      {
        lines: [
          ['module', file],
          // Compilers colour what they say whether or not anybody sees it in a terminal.
          ['cause', stripVTControlCharacters(thrownText(error)).trim()],
          ...placeLines(placeInStack(error)),
          ['fix', importModule === undefined ? fixFor(file) : 'correct what the cause names'],
        ],
        details: { file },
        cause: error,
      },
    );
  }
}

/** TypeScript may need more than Node strips: path aliases, enums, imports without an extension. */
function fixFor(file: string): string {
  const start = `make "node ${file}" start without an error`;
  return /\.[cm]?tsx?$/.test(file)
    ? `${start}, or have tsx load it: npm install tsx, and set NODE_OPTIONS="--import tsx"`
    : start;
}

function pick(
  module: Record<string, unknown>,
  { file, exportName, name }: { file: string; exportName: string | null; name: string },
): Agent {
  const candidates =
    exportName === null ? [module['default'], ...Object.values(module)] : [module[exportName]];
  const found = candidates.flatMap((value) => [value, inner(value, exportName)]).find(isAgent);
  if (found !== undefined) return replayable(found as Agent, name, file);
  const what = exportName === null ? 'no agent' : `no agent "${exportName}"`;
  const sentence = `Failed to load the agent "${name}": its module exports ${what}.`;
  throw new AgentReplayError('AGENT_LOAD_FAILED', sentence, {
    lines: [
      ['module', file],
      ['exports', Object.keys(module).join(', ') || 'nothing'],
      [
        'fix',
        `export const agent = defineAgent({ name: '${name}', … }) and name it "${file.split('/').at(-1)}#agent"`,
      ],
    ],
    details: { file, exportName },
  });
}

/** What can be replayed: made by this version of the package, and known to itself by the name that it has here. */
function replayable(agent: Agent, name: string, file: string): Agent {
  if (!isReplayable(agent)) throw foreign(name, file);
  if (agent.name !== name) throw misnamed(agent.name, name, file);
  return agent;
}

/** One that another version of the package made would run as in production. */
function foreign(name: string, file: string): AgentReplayError {
  return new AgentReplayError(
    'AGENT_LOAD_FAILED',
    `Failed to load the agent "${name}": another version of agent-replay made it.`,
    {
      lines: [
        ['module', file],
        [
          'fix',
          'install one version of agent-replay, or build the agent again; "npm ls agent-replay" lists them',
        ],
      ],
      details: { file },
    },
  );
}

/** Its runs would be frozen into fixtures that ask for an agent which the config does not name. */
function misnamed(own: string, name: string, file: string): AgentReplayError {
  return new AgentReplayError(
    'AGENT_LOAD_FAILED',
    `Failed to load the agent "${name}": it calls itself "${own}".`,
    {
      lines: [
        ['module', file],
        [
          'fix',
          `give it one name: agents: { '${own}': … } in the config, or defineAgent({ name: '${name}', … })`,
        ],
      ],
      details: { file, own },
    },
  );
}

/** CommonJS modules arrive with their exports below `default`. */
function inner(value: unknown, exportName: string | null): unknown {
  if (typeof value !== 'object' || value === null || isAgent(value)) return undefined;
  return (value as Record<string, unknown>)[exportName ?? 'default'];
}
