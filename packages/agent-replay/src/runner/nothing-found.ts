import { resolve } from 'node:path';
import { formatLines } from '@agent-replay/contracts/error';
import type { Config } from '../config/config.ts';

/** What a runner says when a project has no fixtures: a failure, since nothing run proves nothing. */
export function nothingFound({ root, fixtures }: Pick<Config, 'root' | 'fixtures'>): string {
  return formatLines(`Failed to find fixtures in "${root}": no folder holds one.`, [
    ['looked in', fixtures.map((pattern) => resolve(root, pattern)).join(', ')],
    ['fix', 'make one with agent-replay freeze <run_id>, or set "fixtures" in agent-replay.config.ts'],
  ]);
}
