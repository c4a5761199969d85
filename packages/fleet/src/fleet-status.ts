import { askQueue } from './ask-queue.ts';
import { databaseTime } from './attempt.ts';
import { DEAD, REPLAY, SCHEMA } from './queues.ts';

/** Where a fleet stands. */
export interface FleetStatus {
  queued: number;
  active: number;
  dead: number;
  workers: { name: string | null; host: string; pid: number; heartbeat_at: string; alive: boolean }[];
}

const MISSED = 3;

/**
 * Asks the queue where a fleet stands: what waits, what runs, what died, and who works.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the store is not PostgreSQL.
 */
export async function fleetStatus(store: string): Promise<FleetStatus> {
  return askQueue(store, async (boss) => {
    const count = async (queue: string, states: string): Promise<number> => {
      const { rows }: { rows: { count: number }[] } = await boss
        .getDb()
        .executeSql(
          `select count(*)::int as count from ${SCHEMA}.job where name = $1 and state::text = any(string_to_array($2, ','))`,
          [queue, states],
        );
      return rows[0]?.count ?? 0;
    };
    const now = Date.parse(await databaseTime(boss));
    return {
      queued: await count(REPLAY, 'created,retry'),
      active: await count(REPLAY, 'active'),
      dead: await count(DEAD, 'created,retry,active'),
      workers: (await boss.getInstances()).map((each) => ({
        name: each.name,
        host: each.host,
        pid: each.pid,
        heartbeat_at: each.heartbeatOn.toISOString(),
        alive:
          each.stoppedOn === null && now - each.heartbeatOn.getTime() < MISSED * each.heartbeatSeconds * 1000,
      })),
    };
  });
}
