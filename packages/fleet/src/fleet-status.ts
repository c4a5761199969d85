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

type Counts = Pick<FleetStatus, 'queued' | 'active' | 'dead'>;

const COUNTS = `select
  count(*) filter (where name = $1 and state in ('created', 'retry'))::int as queued,
  count(*) filter (where name = $1 and state = 'active')::int as active,
  count(*) filter (where name = $2 and state < 'completed')::int as dead
  from ${SCHEMA}.job where name in ($1, $2)`;

/**
 * Asks the queue where a fleet stands: what waits, what runs, what died, and who works.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the store is not PostgreSQL.
 */
export async function fleetStatus(store: string): Promise<FleetStatus> {
  return askQueue(store, async (boss) => {
    // One statement: a job that moves on between two would be counted in neither.
    const { rows }: { rows: Counts[] } = await boss.getDb().executeSql(COUNTS, [REPLAY, DEAD]);
    const [counts = { queued: 0, active: 0, dead: 0 }] = rows;
    const now = Date.parse(await databaseTime(boss));
    return {
      ...counts,
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
