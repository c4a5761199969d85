import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `agent-replay.config.${extension}`);

/** The nearest config file and the folder it belongs to; without one, the nearest package. */
export function findConfig(folder: string): { file: string | null; root: string } {
  for (let at = folder; ; at = dirname(at)) {
    const name = NAMES.find((each) => existsSync(join(at, each)));
    if (name !== undefined) return { file: join(at, name), root: at };
    if (existsSync(join(at, 'package.json'))) return { file: null, root: at };
    if (dirname(at) === at) return { file: null, root: folder };
  }
}
