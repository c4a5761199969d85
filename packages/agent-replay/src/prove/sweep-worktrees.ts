import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'agent-replay-prove-';
/** Machines that share a temporary folder do not share process ids. */
const HOST = hostname()
  .replaceAll(/[^\w.]/g, '_')
  .slice(0, 40);

/** What the temporary folders of this process's worktrees begin with. */
export const worktreePrefix = (): string => join(tmpdir(), `${PREFIX}${HOST}-${process.pid}-`);

/** Removes the worktrees of processes of this machine that were killed before they could. */
export async function sweepWorktrees(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const left = names.filter((name) => {
    const [, pid] = name.startsWith(`${PREFIX}${HOST}-`) ? (/-(\d+)-\w+$/.exec(name) ?? []) : [];
    return pid !== undefined && !isAlive(Number(pid));
  });
  for (const name of left)
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
