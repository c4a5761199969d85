import type { RunRecord } from '@agent-replay/contracts';
import type { CanaryName } from './canaries.ts';
import { type Machinery, MACHINERY } from './machinery.ts';

/** Believes whoever says that it is done. */
const credulous: Machinery['closeRun'] = async (run, closing) => {
  const closed = await MACHINERY.closeRun(run, closing);
  const record: RunRecord = { ...closed.record, status: 'passed', failure_class: null, failure_reason: null };
  return { ...closed, record };
};

/**
 * For each canary one way in which the part that it watches could break without anybody noticing. A
 * canary is proven when it is red on this and green on the part as it is.
 */
export const SABOTAGE: Readonly<Record<CanaryName, Partial<Machinery>>> = {
  alert_emission: { emitAlerts: async () => [] },
  artifact_validation: { closeRun: credulous },
  blocked_dependency: { closeRun: credulous },
  completion_verdict: { closeRun: credulous },
  queue_claim: { takeLease: async (_, name, owner) => ({ name, owner, fence: 1 }) },
  retry_exhaustion: {
    // Catches what went wrong, and leaves no trace of it.
    withRun: (store, envelope, work, options) =>
      MACHINERY.withRun(
        store,
        envelope,
        async (run) => {
          await (async () => work(run))().catch(() => undefined);
          return { contract: {} };
        },
        options,
      ),
  },
  tool_output_normalization: {
    normalize: (value) => JSON.parse(JSON.stringify(value, (_, each: unknown) => String(each))) as string,
  },
};
