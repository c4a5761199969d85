import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atSignal } from '../child/at-signal.ts';

/** Work in a folder that is gone afterwards, whether the work ends, fails, or the process is told to stop. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  // a program in it that was told to stop may still write
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // before there is a folder: a signal may come as soon as there is one
  const forget = atSignal(remove);
  try {
    folder = mkdtempSync(join(tmpdir(), `agent-replay-${name}-${process.pid}-`));
    return await work(folder);
  } finally {
    remove();
    forget();
  }
}
