import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';

/** The modules that a config names as agents, absolute: what the fixtures depend on. */
export function agentFiles({ root, agents }: Pick<Config, 'root' | 'agents'>): string[] {
  return [...new Set(Object.values(agents).flatMap((source) => agentFile(root, source) ?? []))];
}

/** The module of one agent; undefined for a command, and for an agent that the config itself imports. */
export function agentFile(root: string, source: Config['agents'][string] | undefined): string | undefined {
  return typeof source === 'string' ? resolve(root, source.split('#', 1)[0] as string) : undefined;
}
