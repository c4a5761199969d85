import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { AgentReplayError, type FixtureInput } from '@agent-replay/contracts';
import { pathWithin } from './workspace-path.ts';

/** The folder that an agent works in under replay. */
export interface Workspace {
  /** Absolute, with links resolved; it is there from the first `open` on. */
  folder: string;
  /** A file beside it, for the guard's own notes. */
  ledger: string;
  /** Makes the folder, unless it is there. */
  open: () => void;
  isOpen: () => boolean;
  /** Says that there may be notes of the guard's, which go with the folder. */
  noted: () => void;
  remove: () => void;
}

const FILE = 'file:';

/**
 * A temporary folder that holds the state whose refs are `file:<path>`. Without any it is made when
 * somebody wants it: few agents write files. Nothing else goes on in the process then, and a few small
 * calls cost less at once than by way of threads.
 *
 * @param permitted does what changes files, where somebody watches over that
 */
export function temporaryWorkspace(
  state: FixtureInput['state'],
  permitted: <T>(work: () => T) => T = (work) => work(),
): Workspace {
  // Not by `join`, which looks at the whole of a path each time.
  const base = `${beginning()}${randomUUID()}`;
  const folder = `${base}${sep}workspace`;
  let isOpen = false;
  const open = (): void => {
    if (isOpen) return;
    permitted(() => {
      mkdirSync(base, { mode: 0o700, recursive: true });
      // Not recursive: a folder that is there already is somebody else's.
      mkdirSync(folder);
    });
    isOpen = true;
  };
  let hasNotes = false;
  const remove = (): void => {
    if (isOpen || hasNotes) permitted(() => rmSync(base, { recursive: true, force: true, maxRetries: 3 }));
  };
  try {
    for (const { ref, content } of state) {
      if (!ref.startsWith(FILE)) continue;
      open();
      permitted(() => writeState(folder, ref.slice(FILE.length), content));
    }
  } catch (error) {
    remove();
    throw error;
  }
  const noted = (): void => void (hasNotes = true);
  return { folder, ledger: `${base}${sep}guard.jsonl`, open, isOpen: () => isOpen, noted, remove };
}

let begun: string | undefined;

/** What the paths of all have in common. */
function beginning(): string {
  return (begun ??= join(realpathSync(tmpdir()), 'agent-replay-'));
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
