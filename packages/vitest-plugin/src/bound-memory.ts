import type { TestProject } from 'vitest/node';

/**
 * Megabytes of V8's semi-spaces in a worker. Left to itself Node 24 lets what was just made take 128 MB of each process
 * that makes much, whatever of it lives on; thousands of replays take no more CPU with an eighth of it.
 */
const SEMI_SPACE_MB = 8;

/** Keeps the workers of a project small, unless it says itself how they are to be started. Threads take no such flag. */
export function boundMemory({ config }: Pick<TestProject, 'config'>, env = process.env): void {
  const isProcess = config.pool === 'forks' || config.pool === 'vmForks';
  const said = [...config.execArgv, env['NODE_OPTIONS'] ?? ''].join(' ');
  if (isProcess && !/semi[-_]space/.test(said))
    config.execArgv.push(`--max-semi-space-size=${SEMI_SPACE_MB}`);
}
