import { realpathSync } from 'node:fs';
import type { Config } from 'agent-replay';
import type { TestProject } from 'vitest/node';

/** By agent, the files that Vite has in place of those that the digest of the agent's code is of. */
export type Replaced = Readonly<Record<string, readonly { by: string; file: string }[]>>;

/**
 * Tells where aliases and plugins resolve a path in the code of an agent to another file than Node does, so that a replay
 * would run other code than the one that its digest is of. Without either Vite completes names in an order of its own: it
 * takes what was compiled for what it was compiled from. What plugins make of the text of a file is not looked at.
 */
export async function replacedModules(config: Config, project: TestProject): Promise<Replaced> {
  const { codeNames } = await import('agent-replay/report');
  const all = await Promise.all(
    Object.keys(config.agents).map(
      async (agent) => [agent, await replacedIn(codeNames(agent, config), project)] as const,
    ),
  );
  return Object.fromEntries(all.filter(([, replaced]) => replaced.length > 0));
}

async function replacedIn(
  names: readonly { importer: string | undefined; name: string; file: string }[],
  { vite }: TestProject,
): Promise<Replaced[string]> {
  const { pluginContainer } = vite.environments.ssr;
  const found = await Promise.all(
    names.map(async ({ importer, name, file }) => {
      const id = (await pluginContainer.resolveId(name, importer))?.id ?? file;
      return isSame(id.split(/[?#]/, 1)[0] ?? id, file) ? [] : [{ by: id, file }];
    }),
  );
  return found.flat();
}

function isSame(path: string, file: string): boolean {
  return path === file || real(path) === real(file);
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
