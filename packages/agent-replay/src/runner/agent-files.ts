import type { Config } from '../config/config.ts';
import { namedModule } from '../config/named-module.ts';

/** The modules that a config names as agents, absolute: what the fixtures depend on. */
export function agentFiles(config: Pick<Config, 'root' | 'agents'>): string[] {
  return [...agentModules(config).keys()];
}

/** By file, what a module of the config's folder imports it as: a package by its name, any other by its path. */
export function agentModules({ root, agents }: Pick<Config, 'root' | 'agents'>): Map<string, string> {
  const named = Object.values(agents).flatMap((source) =>
    typeof source === 'string' ? [namedModule(source, root)] : [],
  );
  return new Map(
    named.flatMap(({ file, package: from }) => (file === null ? [] : [[file, from?.specifier ?? file]])),
  );
}

/**
 * The module of one agent; undefined for a command, for an agent that the config itself imports, and for a package that
 * is not installed, of which its replay tells.
 */
export function agentFile(root: string, source: Config['agents'][string] | undefined): string | undefined {
  return typeof source === 'string' ? (namedModule(source, root).file ?? undefined) : undefined;
}
