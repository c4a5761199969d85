import { AgentReplayError, Tier } from '@agent-replay/contracts';
import type { PgBoss, QueueOptions } from 'pg-boss';

/** One job for each fixture that is due. */
export const REPLAY = 'replay';
/** Jobs that failed for good: the worker died under them again and again. */
export const DEAD = 'replay-dead';
/** The schema of the queues, beside the store's own tables. */
export const SCHEMA = 'agent_replay_fleet';

/** What a replay job says: names only, never a path. */
export interface ReplayJob {
  suite: string;
  fixture_id: string;
  tier: Tier;
}

export interface TickJob {
  tier: Tier;
}

/** The queue of one tier's ticks. */
export function tickQueue(tier: Tier): string {
  return `tick-${tier}`;
}

/** A critical fixture goes before a broad one. */
export const PRIORITY: Readonly<Record<Tier, number>> = { critical: 2, broad: 1, full: 0 };

/** A job whose worker was not heard of for this long is given to another. The least that pg-boss takes. */
const HEARTBEAT_SECONDS = 10;

const REPLAY_OPTIONS: QueueOptions = {
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 23 * 3600,
  retryLimit: 5,
  retentionSeconds: 24 * 3600,
  deleteAfterSeconds: 24 * 3600,
};

/**
 * Makes the queues where there are none. `exclusive` means one queued or running job for each key: a
 * fixture that is still waiting is not queued again, and a tick that two workers see is one tick.
 */
export async function createQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(DEAD, { retentionSeconds: 14 * 24 * 3600 });
  await boss.createQueue(REPLAY, { policy: 'exclusive', deadLetter: DEAD, ...REPLAY_OPTIONS });
  for (const tier of Tier.options) {
    await boss.createQueue(tickQueue(tier), {
      policy: 'exclusive',
      retryLimit: 5,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    });
  }
}

/** The key that a fixture has once in the queue, and its lock in the database. */
export function fixtureKey({ suite, fixture_id }: Pick<ReplayJob, 'suite' | 'fixture_id'>): string {
  return `${suite}/${fixture_id}`;
}

/** A store's URL, when workers on several machines can share it. */
export function sharedDatabase(store: string): string {
  if (/^postgres(?:ql)?:\/\//.test(store)) return store;
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to start a fleet on "${store}": it is one machine's file.`,
    {
      lines: [
        ['expected', 'a store that all machines reach: store: "postgres://…" in agent-replay.config'],
        ['fix', 'name a PostgreSQL store, or use "agent-replay schedule", which needs none'],
      ],
    },
  );
}
