import type { Json } from '@agent-replay/contracts';
import { envelope, type CanaryScene, said } from '../scene.ts';

const ATTEMPTS = 3;

/** A task is tried three times, and each try throws. */
export async function retryExhaustion({ machinery, store, folder }: CanaryScene): Promise<Json> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const failing = (): never => {
      throw new RangeError(`attempt ${attempt} failed`);
    };
    await machinery
      .withRun(store, envelope('retried', attempt), failing, {
        workspace: folder,
        contract: { artifacts: { min: 1 } },
      })
      .catch(() => undefined);
  }
  const runs = (await store.listRuns({ task_id: 'retried' })).toSorted((a, b) => a.attempt - b.attempt);
  const kept = await Promise.all(
    runs.map(async ({ run_id }) => {
      const events = await store.getEvents(run_id);
      return events.flatMap((event) =>
        event.kind === 'exception' ? [`${event.exception.class}: ${event.exception.message}`] : [],
      );
    }),
  );
  return { attempts: runs.length, verdicts: runs.map(said), exceptions: kept.flat() };
}
