import { join } from 'node:path';
import {
  type Contract,
  type InputEnvelope,
  type Json,
  jsonSha256,
  type RunRecord,
} from '@agent-replay/contracts';
import { type Closing, openStore, type Run, startRun, type Store } from '@agent-replay/runs';
import type { CanaryName } from './canaries.ts';
import { alertEmission } from './cases/alert-emission.ts';
import { artifactValidation } from './cases/artifact-validation.ts';
import { blockedDependency } from './cases/blocked-dependency.ts';
import { completionVerdict } from './cases/completion-verdict.ts';
import { queueClaim } from './cases/queue-claim.ts';
import { retryExhaustion } from './cases/retry-exhaustion.ts';
import { toolOutputNormalization } from './cases/tool-output-normalization.ts';
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

const CASES: Readonly<Record<CanaryName, (scene: CanaryScene) => Promise<Json>>> = {
  alert_emission: alertEmission,
  artifact_validation: artifactValidation,
  blocked_dependency: blockedDependency,
  completion_verdict: completionVerdict,
  queue_claim: queueClaim,
  retry_exhaustion: retryExhaustion,
  tool_output_normalization: toolOutputNormalization,
};

/** Does what a canary watches, in a store of its own, and says what was observed. */
export async function runCanary(name: CanaryName, machinery: Machinery, folder: string): Promise<Json> {
  const store = await openStore(join(folder, 'canary.db'));
  try {
    return await CASES[name]({
      machinery,
      store,
      folder,
      start: (task_id, attempt = 1) => startRun(store, envelope(task_id, attempt), { workspace: folder }),
      async close(run, contract, closing = {}) {
        const { record } = await machinery.closeRun(run, { contract, ...closing });
        return said(record);
      },
    });
  } finally {
    await store.close();
  }
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
