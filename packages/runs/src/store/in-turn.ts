import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AgentReplayError } from '@agent-replay/contracts';
import { makeFolders } from '@agent-replay/redaction';
import { loadSqlite } from './load-sqlite.ts';
import { persist } from './persist.ts';

/** Who reads and writes a small file again is done in milliseconds; a machine that stands still is not waited for. */
const PATIENCE_MS = 30_000;

/**
 * Does work while nobody else, in this process or in another one, does work in turn by the same file. It is the
 * operating system that keeps the turn, as SQLite asks for it: it ends with the process, however that ends, so that
 * no turn is ever stale. The file stays, empty; its folder is made.
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
    throw noTurn(file, cause);
  }
  try {
    return await work();
  } finally {
    turn?.close();
  }
}

function noTurn(file: string, cause: unknown): AgentReplayError {
  return new AgentReplayError(
    'INFRASTRUCTURE',
    `Failed to get a turn by "${file}": ${(cause as Error).message}.`,
    {
      lines: [['fix', 'end the process that has the file open, or let this one write there, and try again']],
      details: { file },
      cause,
    },
  );
}
