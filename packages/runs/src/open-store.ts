import { AgentReplayError } from '@agent-replay/contracts';
import { openKey, createRedactor, type RedactOptions, type Redactor } from '@agent-replay/redaction';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Store } from './store.ts';
import { openSqlite } from './stores/sqlite.ts';

/**
 * Opens a store of run records: a SQLite file by its path (made when it is not there), with WAL and
 * full sync at the start and the close of a run.
 *
 * @param url a path, or `sqlite:<path>`
 * @throws {AgentReplayError} `STORE_UNAVAILABLE` when it cannot be opened.
 * @example
 * const store = await openStore('.agent-replay/runs.db');
 */
export async function openStore(
  url: string,
  options: { redactor?: Redactor; redact?: RedactOptions } = {},
): Promise<Store> {
  if (/^postgres(ql)?:\/\//.test(url)) {
    throw new AgentReplayError(
      'STORE_UNAVAILABLE',
      `Failed to open the store: PostgreSQL is not supported by this version.`,
      {
        lines: [['fix', 'use a path, such as .agent-replay/runs.db']],
      },
    );
  }
  const file = resolve(url.replace(/^sqlite:(\/\/)?/, ''));
  try {
    await mkdir(dirname(file), { recursive: true });
    const redactor =
      options.redactor ?? createRedactor({ ...options.redact, key: await openKey(dirname(file)) });
    return await openSqlite(file, redactor);
  } catch (cause) {
    throw new AgentReplayError(
      'STORE_UNAVAILABLE',
      `Failed to open the store "${file}": ${(cause as Error).message}.`,
      {
        lines: [['fix', 'check that the folder can be written and the file is a SQLite database']],
        cause,
      },
    );
  }
}
