import { saysSemiSpace, SEMI_SPACE_MB } from 'agent-replay/discover';
import type { TestProject } from 'vitest/node';

/** Keeps the workers of a project small, unless it says itself how they are to be started. Threads take no such flag. */
export function boundMemory({ config }: Pick<TestProject, 'config'>, env = process.env): void {
  const isProcess = config.pool === 'forks' || config.pool === 'vmForks';
  if (isProcess && !saysSemiSpace([...config.execArgv, env['NODE_OPTIONS']]))
    config.execArgv = [...config.execArgv, `--max-semi-space-size=${SEMI_SPACE_MB}`];
}
