import type { Store } from './store/open-store.ts';
import { firstUuidV7 } from './uuid-v7.ts';

const BATCH = 500;

/**
 * Takes old runs and their events out of a store. In PostgreSQL whole months are dropped, in SQLite
 * rows are deleted batch by batch. Open runs stay; run the watchdog first.
 *
 * @param before time in milliseconds since 1970: runs that were started earlier go
 * @returns what is gone: months, or the number of runs
 */
export async function dropBefore(store: Store, before: number): Promise<{ months: string[]; runs: number }> {
  const { driver } = store;
  await store.journal.flush();
  if (driver.dropMonths !== undefined) return { months: await driver.dropMonths(before), runs: 0 };
  const db = await driver.db();
  let runs = 0;
  for (;;) {
    const rows = await db
      .selectFrom('runs')
      .select('run_id')
      .where('run_id', '<', firstUuidV7(before))
      .where('closed_at', 'is not', null)
      .limit(BATCH)
      .execute();
    const ids = rows.map((row) => row.run_id);
    if (ids.length === 0) return { months: [], runs };
    await db.deleteFrom('events').where('run_id', 'in', ids).execute();
    await db.deleteFrom('runs').where('run_id', 'in', ids).execute();
    runs += ids.length;
  }
}
