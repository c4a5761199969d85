import { createRequire } from 'node:module';
import { agentFiles, findConfig, takeAsWritten } from 'agent-replay/discover';

const load = createRequire(import.meta.url);

/**
 * The agents' modules by the config that holds in a folder, without waiting: Jest 29 takes a preset by
 * `require`. None for a config that cannot be loaded so; what is wrong with it is told when fixtures run.
 */
export function configuredAgents(folder: string): string[] {
  const { file, root } = findConfig(folder);
  if (file === null) return [];
  const done = takeAsWritten(file);
  try {
    const module = load(file) as { default?: unknown };
    const { agents = {} } = (module.default ?? module) as Partial<Parameters<typeof agentFiles>[0]>;
    return agentFiles({ root, agents });
  } catch {
    return [];
  } finally {
    done();
  }
}
