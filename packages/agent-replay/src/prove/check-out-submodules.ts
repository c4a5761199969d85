import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git.ts';

/** The mode of a path at which a commit of another repository stands. */
const GITLINK = /^160000 commit ([0-9a-f]{40,64})\t(.+)$/s;

/** What Git names in submodules, by their folders: where one was only filled, Git finds no repository to ask. */
export type Submodules = ReadonlyMap<string, readonly string[]>;

/**
 * Fills the folders of submodules, which a worktree leaves empty, with the commits that a version names. Those that
 * are not checked out in the working tree stay empty, as they are there.
 *
 * @param repository the working tree that has the submodules, and `place` where that commit of it was put
 * @param scratch a folder for the index of each
 * @returns what Git names in each, by the folder that was filled
 * @throws {AgentReplayError} `OPTION_INVALID` for a commit that the submodule here has not.
 */
export async function checkOutSubmodules(
  repository: string,
  commit: string,
  place: string,
  scratch: string,
): Promise<Submodules> {
  const filled = new Map<string, readonly string[]>();
  const listed = await git(repository, ['ls-tree', '-r', '-z', commit]);
  for (const entry of listed.split('\0')) {
    const [, wanted, path] = GITLINK.exec(entry) ?? [];
    if (wanted === undefined || path === undefined) continue;
    const [from, to] = [join(repository, path), join(place, path)];
    if (!existsSync(join(from, '.git'))) continue;
    // An index of its own: that of the submodule is the user's.
    const env = { GIT_INDEX_FILE: join(scratch, `index-${wanted}`) };
    await git(from, ['read-tree', wanted], { asked: `${path} at ${wanted}`, env });
    await git(from, ['checkout-index', '--all', '--force', `--prefix=${to}/`], { env });
    const named = await git(from, ['ls-files', '-z'], { env });
    filled.set(to, named.split('\0').filter(Boolean));
    for (const [below, names] of await checkOutSubmodules(from, wanted, to, scratch))
      filled.set(below, names);
  }
  return filled;
}
