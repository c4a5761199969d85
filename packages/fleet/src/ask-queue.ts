import type { Tier } from '@agent-replay/contracts';
import { PgBoss } from 'pg-boss';
import { SCHEMA, sharedDatabase, tickQueue } from './queues.ts';
import { startQueue } from './start-queue.ts';

/** Opens the queue for one question, without becoming a worker. */
export async function askQueue<Answer>(
  store: string,
  question: (boss: PgBoss) => Promise<Answer>,
): Promise<Answer> {
  const boss = new PgBoss({
    connectionString: sharedDatabase(store),
    schema: SCHEMA,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  boss.on('error', () => undefined);
  await startQueue(boss, store);
  try {
    return await question(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/**
 * Queues a tick of a tier now.
 *
 * @returns false when one is waiting or running already
 * @throws {AgentReplayError} `OPTION_INVALID` when the store is not PostgreSQL, `STORE_UNAVAILABLE` when it is away.
 */
export function requestTick(store: string, tier: Tier): Promise<boolean> {
  return askQueue(store, (boss) => sendTick(boss, tier));
}

/** As `requestTick`, on a queue that is open. */
export async function sendTick(boss: PgBoss, tier: Tier): Promise<boolean> {
  return (await boss.send(tickQueue(tier), { tier }, { singletonKey: tier })) !== null;
}
