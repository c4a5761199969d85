import { join } from 'node:path';
import type { Json } from '@agent-replay/contracts';
import { openStore, startRun } from '@agent-replay/runs';
import type { CanaryName } from './canaries.ts';
import { alertEmission } from './cases/alert-emission.ts';
import { artifactValidation } from './cases/artifact-validation.ts';
import { blockedDependency } from './cases/blocked-dependency.ts';
import { completionVerdict } from './cases/completion-verdict.ts';
import { queueClaim } from './cases/queue-claim.ts';
import { retryExhaustion } from './cases/retry-exhaustion.ts';
import { toolOutputNormalization } from './cases/tool-output-normalization.ts';
import type { Machinery } from './machinery.ts';
import { type CanaryScene, envelope, said } from './scene.ts';

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
