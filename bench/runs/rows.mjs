import { randomUUID } from 'node:crypto';
import { runEnvelope } from '../run-envelope.mjs';

// What a close sets, and what else a run's life says to the database: the store's own statements.
export const CLOSE = [
  'state_refs',
  'artifact_refs',
  'status',
  'failure_class',
  'failure_reason',
  'fingerprint',
  'closed_at',
  'outcome',
  'facts',
];

/** The rows of one run that the store wrote: the bare loops write the same bytes under other ids. */
export function likeThis(row) {
  const given = runEnvelope();
  const started = {
    ...row,
    run_id: newId(),
    task_id: given.task_id,
    status: 'started',
    closed_at: null,
    outcome: null,
  };
  return { started, closed: CLOSE.map((column) => row[column]) };
}

/** A UUIDv7: ids rise with time, and tell PostgreSQL the month. */
function newId() {
  const at = Date.now().toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${randomUUID().slice(15)}`;
}
