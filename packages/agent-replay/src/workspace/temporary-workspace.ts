import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AgentReplayError, type FixtureInput } from '@agent-replay/contracts';
import { pathWithin } from './workspace-path.ts';

export interface Workspace {
  /** Absolute, with links resolved. */
  folder: string;
  /** A file beside it, for the guard's own notes. */
  ledger: string;
  remove: () => Promise<void>;
}

const FILE = 'file:';

/** Makes a temporary folder that holds the state whose refs are `file:<path>`. */
export async function temporaryWorkspace(state: FixtureInput['state']): Promise<Workspace> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'agent-replay-')));
  const folder = join(base, 'workspace');
  const remove = (): Promise<void> => rm(base, { recursive: true, force: true, maxRetries: 3 });
  try {
    await mkdir(folder);
    for (const { ref, content } of state) {
      if (ref.startsWith(FILE)) await writeState(folder, ref.slice(FILE.length), content);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, ledger: join(base, 'guard.jsonl'), remove };
}

async function writeState(folder: string, name: string, content: unknown): Promise<void> {
  const path = pathWithin(folder, name);
  if (path === null) {
    throw new AgentReplayError(
      'FILE_INVALID',
      `Failed to place the state "file:${name}": it leads out of the workspace.`,
      {
        lines: [['fix', 'use a path relative to the workspace']],
      },
    );
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
}
