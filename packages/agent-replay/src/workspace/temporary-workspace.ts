import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AgentReplayError, type FixtureInput } from '@agent-replay/contracts';
import { pathWithin } from './workspace-path.ts';

export interface Workspace {
  /** Absolute, with links resolved. */
  folder: string;
  /** A file beside it, for the guard's own notes. */
  ledger: string;
  remove: () => void;
}

const FILE = 'file:';

/**
 * Makes a temporary folder that holds the state whose refs are `file:<path>`. Nothing else goes on in
 * the process then, and a few small calls cost less at once than by way of threads.
 */
export function temporaryWorkspace(state: FixtureInput['state']): Workspace {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-')));
  const folder = join(base, 'workspace');
  const remove = (): void => rmSync(base, { recursive: true, force: true, maxRetries: 3 });
  try {
    mkdirSync(folder);
    for (const { ref, content } of state) {
      if (ref.startsWith(FILE)) writeState(folder, ref.slice(FILE.length), content);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, ledger: join(base, 'guard.jsonl'), remove };
}

function writeState(folder: string, name: string, content: unknown): void {
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
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
}
