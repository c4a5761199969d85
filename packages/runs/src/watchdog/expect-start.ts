import type { Store } from '../store/open-store.ts';
import { time } from '../run/run-record-of.ts';

/** Work that is queued, and has to start by a time. */
export interface ExpectedStart {
  agent_name: string;
  task_id: string;
  queued_at: string;
  due_at: string;
}

/**
 * Says that a task is queued and has to start within a time. The start of a run of that agent and
 * task takes it off the list.
 *
 * @param within_seconds the start's own deadline; the run's timeout begins when it starts
 */
export async function expectStart(
  store: Store,
  task: { agent_name: string; task_id: string; within_seconds: number },
): Promise<void> {
  const queuedAt = store.now();
  await store.expect({
    agent_name: store.redactor.text(task.agent_name),
    task_id: store.redactor.text(task.task_id),
    queued_at: queuedAt,
    due_at: queuedAt + Math.round(task.within_seconds * 1000),
  });
}

/** Queued work that should have started by now and has not, the oldest first. */
export async function lateStarts(store: Store, options: { now?: number } = {}): Promise<ExpectedStart[]> {
  const late = await store.expectedBefore(options.now ?? store.now());
  return late.map((row) => ({ ...row, queued_at: time(row.queued_at), due_at: time(row.due_at) }));
}
