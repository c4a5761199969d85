import type { Close } from './entry.ts';
import type { RunRow } from './tables.ts';

/** Every column of `runs`. */
export const RUN_COLUMNS = [
  'run_id',
  'format',
  'run_type',
  'fixture_id',
  'task_id',
  'attempt',
  'agent_name',
  'started_at',
  'code_version',
  'model',
  'prompt_version',
  'tool_allowlist',
  'timeout_seconds',
  'input_sha256',
  'state_refs',
  'artifact_refs',
  'status',
  'failure_class',
  'failure_reason',
  'fingerprint',
  'closed_at',
  'deadline_at',
  'lease',
  'last_event_at',
  'refused',
  'input',
  'outcome',
  'facts',
] as const satisfies readonly (keyof RunRow)[];

/** The columns that a close sets. */
export const CLOSE_COLUMNS = [
  'state_refs',
  'artifact_refs',
  'status',
  'failure_class',
  'failure_reason',
  'fingerprint',
  'closed_at',
  'outcome',
  'facts',
] as const satisfies readonly (keyof RunRow)[];

/** A run whose end makes its class of failures visible, or keeps it so. */
export type BadRun = RunRow & { fingerprint: string; failure_class: string };

/** The run of a close when it is a bad one: live, watched, and failed or blocked. */
export function badRunOf({ run, unwatched }: Close): BadRun | undefined {
  const isBad =
    run.run_type === 'live' &&
    run.fingerprint !== null &&
    run.failure_class !== null &&
    (run.status === 'failed' || run.status === 'blocked');
  return isBad && unwatched !== true ? (run as BadRun) : undefined;
}
