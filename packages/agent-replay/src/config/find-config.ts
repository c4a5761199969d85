import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts/error';

const NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (extension) => `agent-replay.config.${extension}`,
);

/**
 * The nearest config file and the folder it belongs to; without one, the nearest package.
 *
 * @throws {AgentReplayError} `CONFIG_INVALID` when a folder has two: which one holds is not guessed.
 */
export function findConfig(folder: string): { file: string | null; root: string } {
  for (let at = folder; ; at = dirname(at)) {
    const [name, other] = NAMES.filter((each) => existsSync(join(at, each)));
    if (other !== undefined) throw tooMany(at, `${name}`, other);
    if (name !== undefined) return { file: join(at, name), root: at };
    if (existsSync(join(at, 'package.json'))) return { file: null, root: at };
    if (dirname(at) === at) return { file: null, root: folder };
  }
}

/** The folder whose config holds for a fixture: its own one's, as in a monorepo, or else that of the caller. */
export function configFolder(dir: string, otherwise: string): string {
  return findConfig(resolve(dir)).file === null ? otherwise : dir;
}

function tooMany(folder: string, one: string, other: string): AgentReplayError {
  return new AgentReplayError('CONFIG_INVALID', `Failed to choose a config in "${folder}": there are two.`, {
    lines: [
      ['found', `${one} and ${other}`],
      ['fix', 'keep the one that holds, and remove the other'],
    ],
  });
}
