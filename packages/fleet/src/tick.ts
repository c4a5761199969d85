import { type Store, watchdog } from '@agent-replay/runs';
import type { Fixture } from 'agent-replay';
import type { JobInsert, PgBoss } from 'pg-boss';
import { databaseTime } from './attempt.ts';
import { fixtureKey, PRIORITY, REPLAY, type ReplayJob, type TickJob } from './queues.ts';

/** How many jobs go into the queue with one statement. */
const AT_ONCE = 1000;

/**
 * One tick of a tier: queues every fixture that is due and not queued or running already, closes runs that
 * a dead worker left open, and says that the tick was.
 *
 * @returns how many fixtures were due
 */
export async function tick(
  { tier }: TickJob,
  { boss, store, fixtures }: { boss: PgBoss; store: Store; fixtures: readonly Fixture[] },
): Promise<number> {
  const due = fixtures.filter((fixture) => fixture.tier === tier);
  for (let from = 0; from < due.length; from += AT_ONCE) {
    await boss.insert(REPLAY, due.slice(from, from + AT_ONCE).map(jobOf));
  }
  const at = await databaseTime(boss);
  await watchdog(store, { now: Date.parse(at) });
  await store.recordTick(tier, at);
  return due.length;
}

function jobOf({ suite, fixture_id, tier }: Fixture): JobInsert<ReplayJob> {
  return {
    data: { suite, fixture_id, tier },
    singletonKey: fixtureKey({ suite, fixture_id }),
    priority: PRIORITY[tier],
  };
}
