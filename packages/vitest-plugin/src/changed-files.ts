import { isAbsolute, resolve } from 'node:path';
import type { Vitest } from 'vitest/node';

/**
 * What `--changed` and `vitest related` name, absolute; null without either. Vitest follows imports from
 * a test to what has changed, and nothing imports a fixture's files.
 */
export async function changedFiles(vitest: Vitest): Promise<string[] | null> {
  const { changed, related, root } = vitest.config;
  if (related !== undefined) return related.map((file) => (isAbsolute(file) ? file : resolve(root, file)));
  if (changed === undefined || changed === false) return null;
  // Without the resolver that Vitest 5 adds later this asks Git, as Vitest 4 does.
  const files = await vitest.vcs.findChangedFiles({ root, changedSince: changed } as Parameters<
    typeof vitest.vcs.findChangedFiles
  >[0]);
  return [...new Set(files)];
}
