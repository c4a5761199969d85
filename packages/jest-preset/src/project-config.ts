import './permit-within.ts';
import type { Config } from 'agent-replay';
import { findConfig, loadConfig } from 'agent-replay/discover';

/** What the config that holds in a folder says of fixtures and agents. */
export type ProjectConfig = Pick<Config, 'root' | 'file' | 'fixtures' | 'agents'>;

/** Reads it; without a config file the defaults hold, and nothing has to be loaded to know them. */
export async function projectConfig(folder: string): Promise<ProjectConfig> {
  const { file, root } = findConfig(folder);
  if (file === null) return { root, file, fixtures: ['fixtures'], agents: {} };
  return loadConfig(folder);
}
