import { AgentReplayError } from '@agent-replay/contracts';
import type { PgBoss } from 'pg-boss';
import { createQueues } from './queues.ts';

/**
 * Starts the queue, and makes what it needs in the database.
 *
 * @throws {AgentReplayError} `STORE_UNAVAILABLE` when the database is not to be had.
 */
export async function startQueue(boss: PgBoss, url: string): Promise<void> {
  try {
    await boss.start();
    await createQueues(boss);
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    const { host, pathname } = new URL(url);
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
    // Without the user and the password.
    const shown = `postgres://${host}${pathname}`;
    throw new AgentReplayError('STORE_UNAVAILABLE', `Failed to open the queue in "${shown}": ${reason}.`, {
      lines: [['fix', 'check the URL, that the server runs, and that the user may create a schema']],
      details: { url: shown },
      cause,
    });
  }
}
