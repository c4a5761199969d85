import { closeRun } from './close-run.ts';
import { openRuns } from './run.ts';

/** Closes what a test left open: at the exit of the process it would be written to a folder that is gone, and make that anew. */
export async function closeOpenRuns(): Promise<void> {
  await Promise.allSettled(openRuns().map((run) => closeRun(run)));
}
