import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AgentReplayError } from '@agent-replay/contracts';
import { makeFolders } from '@agent-replay/redaction';
import { loadSqlite } from './load-sqlite.ts';
import { isBusy, persist } from './persist.ts';

/** For work that reads and writes a small file again, and no more: it is done in milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * Does work while nobody else, in this process or in another one, does work in turn by the same file. It is the
 * operating system that keeps the turn, as SQLite asks for it: it ends with the process, however that ends, so that
 * no turn is ever stale. The file stays, empty; its folder is made.
 *
 * Nothing else may open the file: POSIX takes a lock from a process that closes the file anywhere, also where it had
 * only read it, and whoever waits then has the turn as well. So it stands below `.agent-replay`, which no tool reads.
 *
 * @param patienceMs how long the others are waited for. @default 30 s
 * @throws {AgentReplayError} `INFRASTRUCTURE` when they are not done by then, or the file cannot be opened.
 */
export async function inTurn<T>(file: string, work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const { DatabaseSync } = await loadSqlite();
  let turn: DatabaseSync | undefined;
  try {
    makeFolders(dirname(file), 0o700);
    await persist(() => {
      turn ??= new DatabaseSync(file, { timeout: 0 });
      turn.exec('begin immediate');
    }, patienceMs);
  } catch (cause) {
    turn?.close();
    throw noTurn(file, cause, patienceMs);
  }
  try {
    return await work();
  } finally {
    turn?.close();
  }
}

function noTurn(file: string, cause: unknown, patienceMs: number): AgentReplayError {
  const [reason, fix] = isBusy(cause)
    ? [
        `others were at work by it for all of ${patienceMs / 1000} s`,
        'try again when they are done; "fuser" with the file names a process that does not come to an end',
      ]
    : [(cause as Error).message, 'let this process write there'];
  return new AgentReplayError('INFRASTRUCTURE', `Failed to get a turn by "${file}": ${reason}.`, {
    lines: [['fix', fix]],
    details: { file },
    cause,
  });
}
