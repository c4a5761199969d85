import type { RunRecord } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';

/** A replay on record, and the Git ref whose code `prove` tried by it; null for code as it was here. */
export interface FoundReplay {
  run: RunRecord;
  ref: string | null;
}

const MOST = 50;

/**
 * The latest replay of a task or a fixture that was of the code here, before one that `prove` made of a ref; of each kind one
 * that was closed comes first.
 */
export async function latestReplay(
  store: Store,
  filter: { task_id?: string; fixture_id?: string },
): Promise<FoundReplay | undefined> {
  const runs = await store.listRuns({ ...filter, run_type: 'replay', limit: MOST });
  const found: FoundReplay[] = [];
  for (const run of runs.toSorted((a, b) => Number(a.closed_at === null) - Number(b.closed_at === null))) {
    const { ref = null } = await store.getDetails(run.run_id);
    if (ref === null) return { run, ref };
    found.push({ run, ref });
  }
  return found[0];
}
