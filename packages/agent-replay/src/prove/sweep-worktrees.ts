import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';

const PREFIX = 'agent-replay-prove-';
/** Machines that share a temporary folder do not share process ids. */
const HOST = hostname()
  .replaceAll(/[^\w.]/g, '_')
  .slice(0, 40);

/** What the temporary folders of this process's worktrees begin with. */
export const worktreePrefix = (): string => join(tmpdir(), `${PREFIX}${HOST}-${process.pid}-`);

/**
 * Removes the worktrees of processes of this machine that were killed before they could, each from its own
 * repository: to prune this one would forget a user's worktree on a disk that is not mounted.
 */
export async function sweepWorktrees(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const left = names.filter((name) => {
    const [, pid] = name.startsWith(`${PREFIX}${HOST}-`) ? (/-(\d+)-\w+$/.exec(name) ?? []) : [];
    return pid !== undefined && !isAlive(Number(pid));
  });
  for (const name of left) {
    const base = join(tmpdir(), name);
    for (const tree of await readdir(base).catch(() => []))
      await git(join(base, tree), ['worktree', 'remove', '--force', '.']).catch(() => undefined);
    await rm(base, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
