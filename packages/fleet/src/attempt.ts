import type { Job, PgBoss } from 'pg-boss';
import { SCHEMA } from './queues.ts';

/** Which of some jobs are still this worker's, and the database's time. */
export interface CurrentAttempts {
  current: ReadonlySet<string>;
  /** RFC 3339: the clocks of workers may differ. */
  at: string;
}

/**
 * Asks which jobs are still this worker's: not those that were given to another while it was stopped. The
 * retry count of a job is the fence.
 */
export async function currentAttempts(
  boss: PgBoss,
  jobs: readonly Pick<Job, 'id' | 'name' | 'retryCount'>[],
): Promise<CurrentAttempts> {
  const { rows }: { rows: { id: string; retry_count: number; now: Date }[] } = await boss
    .getDb()
    .executeSql(
      `select id, retry_count, now() as now from ${SCHEMA}.job where name = $1 and id = any($2::uuid[]) and state = 'active'`,
      [jobs[0]?.name, jobs.map((job) => job.id)],
    );
  const counts = new Map(rows.map((row) => [row.id, row.retry_count]));
  const current = jobs.filter((job) => counts.get(job.id) === job.retryCount).map((job) => job.id);
  return { current: new Set(current), at: rows[0]?.now.toISOString() ?? (await databaseTime(boss)) };
}

/** Now, as the database has it, in RFC 3339. */
export async function databaseTime(boss: PgBoss): Promise<string> {
  const { rows }: { rows: { now: Date }[] } = await boss.getDb().executeSql('select now() as now');
  return (rows[0] as { now: Date }).now.toISOString();
}
