import type { Contract } from '@agent-replay/contracts';
import type { Task } from 'agent-replay';
import type { Shift } from './queue-worker.ts';

const ID = '5b0c7c1e-8f7a-4a53-9a3f-0d6f1f0c2a11';

/** A shift on a queue in which one order waits. */
function shift(task_id: string, workers: number, country = 'DE'): Task {
  const payload: Shift = { queue: 'orders', workers };
  const content = [{ id: ID, data: { order: '1042', net: 100, country } }];
  return { task_id, payload, state: [{ ref: 'queue:orders', content }] };
}

const done: Contract = {
  artifacts: { min: 1, max: 1, kinds: ['file'], readable: true },
  state: { transitions: [{ ref: `job:${ID}`, path: ['queued', 'claimed', 'written', 'done'] }] },
};

/** What this worker's jobs must come to. */
export const CASES: Record<string, { task: Task; contract: Contract }> = {
  done_before_written: { task: shift('shift-1', 1), contract: done },
  double_claim: { task: shift('shift-2', 2), contract: done },
  retry_exhaustion: {
    task: shift('shift-3', 1, 'XX'),
    contract: {
      artifacts: { min: 0, max: 0 },
      state: { transitions: [{ ref: `job:${ID}`, path: ['queued', 'claimed', 'failed'] }] },
    },
  },
};
