import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { agentFiles, findConfig, takeAsWritten } from 'agent-replay/discover';

const load = createRequire(import.meta.url);

type Given = Partial<Parameters<typeof agentFiles>[0]> & { monitor?: { file?: string } };

/** What Jest has to know of a config before it looks for tests. */
export interface ConfiguredPaths {
  /** The agents' modules. */
  agents: string[];
  /** What a run writes, and no edit of the user's: the folder of the store, and the monitor artifact. */
  written: string[];
}

/**
 * Reads the config that holds in a folder without waiting: Jest 29 takes a preset by `require`. One that cannot be
 * loaded so names no agents; what is wrong with it is told when fixtures run.
 */
export function configuredPaths(folder: string): ConfiguredPaths {
  const { file, root } = findConfig(folder);
  const { agents = {}, monitor } = file === null ? {} : asWritten(file);
  const own = join(root, '.agent-replay');
  const artifact = typeof monitor?.file === 'string' ? [resolve(root, monitor.file)] : [];
  return { agents: agentsOf(root, agents), written: [own, ...artifact] };
}

function asWritten(file: string): Given {
  const done = takeAsWritten(file);
  try {
    const module = load(file) as { default?: unknown };
    return (module.default ?? module) as Given;
  } catch {
    return {};
  } finally {
    done();
  }
}

function agentsOf(root: string, agents: NonNullable<Given['agents']>): string[] {
  try {
    return agentFiles({ root, agents });
  } catch {
    return [];
  }
}
