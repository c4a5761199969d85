import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atSignal } from '../child/at-signal.ts';

/** Work in a folder that is gone afterwards, whether the work ends, fails, or the process is told to stop. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `agent-replay-${name}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const forget = atSignal(remove);
  try {
    return await work(folder);
  } finally {
    remove();
    forget();
  }
}
