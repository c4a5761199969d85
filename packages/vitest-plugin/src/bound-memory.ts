import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import type { TestProject } from 'vitest/node';

/**
 * Megabytes of V8's semi-spaces in a worker. Left to itself Node 24 lets what was just made take 128 MB of each process
 * that makes much, whatever of it lives on; thousands of replays take no more CPU with an eighth of it.
 */
const SEMI_SPACE_MB = 8;

/** Keeps the workers of a project small, unless it says itself how they are to be started. Threads take no such flag. */
export function boundMemory({ config }: Pick<TestProject, 'config'>, env = process.env): void {
  const isProcess = config.pool === 'forks' || config.pool === 'vmForks';
  if (isProcess && !saysItself([...config.execArgv, env['NODE_OPTIONS']]))
    config.execArgv.push(`--max-semi-space-size=${SEMI_SPACE_MB}`);
}

/**
 * Keeps V8's semi-spaces of this process as large as they are, once they are as large as a worker's may be: it takes
 * the flag only at its start, but asks before it makes them larger by how much.
 *
 * @returns false while they may still grow, unless the user says how
 */
export function boundOwnMemory(said = [...process.execArgv, process.env['NODE_OPTIONS']]): boolean {
  if (saysItself(said)) return true;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  // Of two halves each.
  if (young === undefined || young.space_size < 2 * SEMI_SPACE_MB * 2 ** 20) return false;
  setFlagsFromString('--semi-space-growth-factor=1');
  return true;
}

function saysItself(said: readonly (string | undefined)[]): boolean {
  return /semi[-_]space/.test(said.join(' '));
}
