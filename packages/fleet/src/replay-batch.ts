import { thrownText } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import type { Fixture } from 'agent-replay';
import { fixtureResult, type ReplayRow } from 'agent-replay/runner';
import type { Job, JobResult, PgBoss } from 'pg-boss';
import { currentAttempts } from './attempt.ts';
import type { FixtureLocks } from './fixture-lock.ts';
import { fixtureKey, type ReplayJob } from './queues.ts';

/** How a job ended, as its output in the queue says. */
export type JobOutcome =
  | { outcome: 'replayed'; exit_code: number; reason: string | null; run_id: string | null }
  /** Another worker is at it: the next tick asks again. */
  | { outcome: 'running_elsewhere' }
  /** The job was given to another worker meanwhile: what this one found is not kept. */
  | { outcome: 'too_late' }
  /** The job is tried again: the fixture is not on this machine, or the database was away. */
  | { outcome: 'failed'; message: string };

export interface ReplayBatchOptions {
  boss: PgBoss;
  store: Store;
  locks: FixtureLocks;
  /** The fixture of a key, as it is on this machine's disk. */
  find: (key: string) => Fixture | undefined;
  replay: (fixture: Fixture) => Promise<ReplayRow>;
  onJob: ((job: ReplayJob, outcome: JobOutcome) => void) | undefined;
}

/**
 * Replays the fixtures that some jobs name, one after the other, each once at a time among all workers, and
 * keeps the results before the jobs are done. What it asks of the database it asks for the batch.
 */
export async function replayBatch(
  jobs: readonly Job<ReplayJob>[],
  options: ReplayBatchOptions,
): Promise<JobResult<JobOutcome>[]> {
  const { boss, store, locks, onJob } = options;
  const locked = await locks.take(jobs.map((job) => fixtureKey(job.data)));
  try {
    const tried: Tried[] = [];
    for (const job of jobs) tried.push(await tryJob(job, locked.taken, options));
    const { current, at } = await currentAttempts(boss, jobs);
    const isLost = !locked.isHeld();
    const kept = jobs.map((job, index) => settle(tried[index] as Tried, current.has(job.id), isLost));
    await store.recordFixtureResults(
      kept.flatMap((each) => ('row' in each ? [fixtureResult(each.row, at)] : [])),
    );
    return jobs.map((job, index) => {
      const output = outcomeOf(kept[index] as Tried);
      onJob?.(job.data, output);
      return { id: job.id, status: output.outcome === 'failed' ? 'failed' : 'completed', output };
    });
  } finally {
    await locked.release();
  }
}

type Tried = { row: ReplayRow } | JobOutcome;

async function tryJob(
  job: Job<ReplayJob>,
  taken: ReadonlySet<string>,
  { find, replay }: ReplayBatchOptions,
): Promise<Tried> {
  const key = fixtureKey(job.data);
  if (!taken.has(key)) return { outcome: 'running_elsewhere' };
  const fixture = find(key);
  if (fixture === undefined) return { outcome: 'failed', message: `fixture "${key}" is not on this machine` };
  try {
    return { row: await replay(fixture) };
  } catch (error) {
    return { outcome: 'failed', message: thrownText(error) };
  }
}

function settle(tried: Tried, isCurrent: boolean, isLost: boolean): Tried {
  if (!('row' in tried)) return tried;
  if (!isCurrent) return { outcome: 'too_late' };
  return isLost ? { outcome: 'failed', message: 'its lock was lost while it was replayed' } : tried;
}

function outcomeOf(tried: Tried): JobOutcome {
  if (!('row' in tried)) return tried;
  const { exit_code, reason, run_id } = tried.row;
  return { outcome: 'replayed', exit_code, reason, run_id };
}
