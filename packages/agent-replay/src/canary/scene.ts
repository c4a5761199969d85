import { type Contract, type InputEnvelope, jsonSha256, type RunRecord } from '@agent-replay/contracts';
import type { Closing, Run, Store } from '@agent-replay/runs';
import type { Machinery } from './machinery.ts';

/** What a canary works with: a store and a folder of its own, and the parts that it watches. */
export interface CanaryScene {
  machinery: Machinery;
  store: Store;
  folder: string;
  /** Starts a run of a made-up agent. */
  start: (task_id: string, attempt?: number) => Promise<Run>;
  /** Closes it, and says what the validator said. */
  close: (run: Run, contract: Contract | null, closing?: Closing) => Promise<string>;
}

/** A verdict and its code, in a few words. */
export function said({ status, failure_class }: RunRecord): string {
  return failure_class === null ? status : `${status} ${failure_class}`;
}

/** What a made-up agent is given. */
export function envelope(task_id: string, attempt: number): InputEnvelope {
  return {
    task_id,
    attempt,
    agent_name: 'canary',
    code_version: 'canary',
    model: 'none',
    prompt_version: '1',
    tool_allowlist: ['search'],
    timeout_seconds: 60,
    input_sha256: jsonSha256({ task_id }),
    state_refs: [],
  };
}
