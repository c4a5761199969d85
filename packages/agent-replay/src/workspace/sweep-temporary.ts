import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineTime } from '@agent-replay/contracts/machine';

/** A test may have put another clock in its place, by which all is old. */
const { now: machineNow } = machineTime();

/** What this package and the wall make in the temporary folder; what waits in a spool there is none of it. */
const OWN =
  /^agent-replay-(?:(?:child|bridge|ledger|gate|freeze|import|reduce|doctor|demo)-(?:(\d+)-)?\w{6}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
/** No replay takes so long. */
const OLD_MS = 2 * 86_400_000;

let swept: Promise<void> | undefined;

/** `sweepTemporary`, once in a process: nobody has to wait for it, and what cannot be removed stays. */
export function sweepTemporaryOnce(): Promise<void> {
  return (swept ??= sweepTemporary().catch(() => undefined));
}

/**
 * Removes what processes that were killed have left in the temporary folder: folders of this user, of names that this
 * package gives, whose entry has not changed for two days, and whose process is gone where the name tells it. A link is none.
 */
export async function sweepTemporary(folder: string = tmpdir(), now: number = machineNow()): Promise<void> {
  const user = process.getuid?.();
  for (const name of await readdir(folder)) {
    const match = OWN.exec(name);
    if (match === null || (match[1] !== undefined && isAlive(Number(match[1])))) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() !== true || (user !== undefined && found.uid !== user)) continue;
    // The time of its entry's last change, which nobody can set.
    if (now - found.ctimeMs > OLD_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
