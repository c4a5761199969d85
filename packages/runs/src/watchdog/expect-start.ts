import { AgentName, AgentReplayError, TaskId } from '@agent-replay/contracts';
import { storable } from '../run/redact-row.ts';
import { assertStore } from '../store/assert-store.ts';
import type { Store } from '../store/open-store.ts';
import { time } from '../native-time.ts';
import { isTime, wholeClock } from '../run/whole-clock.ts';

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
 * @throws {AgentReplayError} `OPTION_INVALID` for a name or a time that no run could have
 * @param within_seconds the start's own deadline; the run's timeout begins when it starts
 */
export async function expectStart(
  store: Store,
  task: { agent_name: string; task_id: string; within_seconds: number },
): Promise<void> {
  assertStore(store);
  const given: Partial<typeof task> = { ...task };
  const queuedAt = wholeClock(store.now)();
  const agent_name = storable(store.redactor.text(String(given.agent_name)));
  const task_id = storable(store.redactor.text(String(given.task_id)));
  const due_at = queuedAt + Math.round(Number(given.within_seconds) * 1000);
  if (!AgentName.safeParse(agent_name).success || !TaskId.safeParse(task_id).success || !isTime(due_at)) {
    throw new AgentReplayError('OPTION_INVALID', 'Failed to expect a start: the task cannot be kept.', {
      lines: [
        ['agent', agent_name.slice(0, 100)],
        ['task', task_id.slice(0, 100)],
        ['fix', 'name both as a run is named, and give a time within years'],
      ],
    });
  }
  await store.expect({ agent_name, task_id, queued_at: queuedAt, due_at });
}

/** Queued work that should have started by now and has not, the oldest first. */
export async function lateStarts(store: Store, options: { now?: number } = {}): Promise<ExpectedStart[]> {
  assertStore(store);
  const late = await store.expectedBefore(options.now ?? store.now());
  return late.map((row) => ({ ...row, queued_at: time(row.queued_at), due_at: time(row.due_at) }));
}
