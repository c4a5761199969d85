import type { Config } from '../config/config.ts';

/** Loads a project's config; what it is held against is loaded with the first. */
export async function loadConfig(folder: string): Promise<Config> {
  return (await import('../config/load-config.ts')).loadConfig(folder);
}
