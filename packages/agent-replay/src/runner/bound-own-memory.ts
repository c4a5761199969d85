import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Megabytes of V8's semi-spaces in a worker. Left to itself Node 24 lets what was just made take 128 MB of each process
 * that makes much, whatever of it lives on; thousands of replays take no more CPU with an eighth of it.
 */
export const SEMI_SPACE_MB = 8;

/**
 * Keeps V8's semi-spaces of this process as large as they are, once they are as large as a worker's may be: it takes
 * the flag only at its start, but asks before it makes them larger by how much.
 *
 * @returns false while they may still grow, unless the user says how
 */
export function boundOwnMemory(said = [...process.execArgv, process.env['NODE_OPTIONS']]): boolean {
  if (saysSemiSpace(said)) return true;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  // Of two halves each.
  if (young === undefined || young.space_size < 2 * SEMI_SPACE_MB * 2 ** 20) return false;
  setFlagsFromString('--semi-space-growth-factor=1');
  return true;
}

/** Whether flags of Node say how V8's semi-spaces are to grow. */
export function saysSemiSpace(flags: readonly (string | undefined)[]): boolean {
  return /semi[-_]space/.test(flags.join(' '));
}
