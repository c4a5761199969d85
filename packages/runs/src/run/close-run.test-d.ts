import type { InputEnvelope, Verdict } from '@agent-replay/contracts';
import type { Store } from '../store/open-store.ts';
import { closeRun } from './close-run.ts';
import type { Run } from './run.ts';
import { withRun } from './with-run.ts';

declare const run: Run;
declare const store: Store;
declare const envelope: InputEnvelope;

void closeRun(run);
void closeRun(run, { contract: { artifacts: { min: 1 } }, output: { paid: true }, ending: 'returned' });
void withRun(store, envelope, () => ({ output: { paid: true } }));

// @ts-expect-error D3: a close takes evidence; the status is the validator's
void closeRun(run, { status: 'passed' });
// @ts-expect-error D3: the same of the class of a failure
void closeRun(run, { failure_class: null });
// @ts-expect-error D3: the same of its reason
void closeRun(run, { failure_reason: 'none' });
// @ts-expect-error D3: the same of what a run's function returns
void withRun(store, envelope, () => ({ status: 'passed' as const }));

type Six = 'passed' | 'failed' | 'blocked' | 'degraded' | 'skipped' | 'inconclusive';
const verdicts: Record<Verdict, true> = {
  passed: true,
  failed: true,
  blocked: true,
  degraded: true,
  skipped: true,
  inconclusive: true,
};
void (verdicts satisfies Record<Six, true>);
// @ts-expect-error C8: there is no seventh verdict
void ('ok' satisfies Verdict);
