import type { AgentContext } from 'agent-replay';
import { PgBoss } from 'pg-boss';
import type { Order } from './invoice.ts';

export interface Claimed {
  id: string;
  data: Order;
}

/** One queue of pg-boss. */
export interface Queue {
  claim: () => Promise<Claimed | undefined>;
  complete: (job: Claimed) => Promise<void>;
  fail: (job: Claimed) => Promise<void>;
  close: () => Promise<void>;
}

/** Where the queues are. */
export const DATABASE_URL =
  process.env['DATABASE_URL'] ??
  process.env['AGENT_REPLAY_TEST_POSTGRES'] ??
  'postgres://127.0.0.1:5432/postgres';

/**
 * Opens a queue. In production it is the one of `QUEUE_SCHEMA`; otherwise, as in a replay, one of this
 * run's own, which holds the jobs that the task's state says were waiting.
 */
export async function openQueue(name: string, context: AgentContext): Promise<Queue> {
  const own = `run_${context.runId.replaceAll('-', '')}`;
  const schema = process.env['QUEUE_SCHEMA'] ?? own;
  const boss = new PgBoss({ connectionString: DATABASE_URL, schema, supervise: false, schedule: false });
  boss.on('error', (error) => process.emitWarning(error));
  await boss.start();
  // The worker tries again by itself.
  await boss.createQueue(name, { retryLimit: 0 });
  if (schema === own) await boss.insert(name, context.state(`queue:${name}`) as unknown as Claimed[]);
  return {
    async claim() {
      const [job] = await boss.fetch<Order>(name);
      return job;
    },
    complete: async ({ id }) => void (await boss.complete(name, id)),
    fail: async ({ id }) => void (await boss.fail(name, id)),
    async close() {
      if (schema === own) await boss.getDb().executeSql(`DROP SCHEMA "${own}" CASCADE`);
      await boss.stop({ graceful: false });
    },
  };
}
