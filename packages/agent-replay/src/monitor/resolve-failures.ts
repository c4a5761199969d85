import type { RunRecord } from '@agent-replay/contracts';
import type { AlertRecord, FailureHistory, FixtureResult, Store } from '@agent-replay/runs';
import { key } from './build-monitor.ts';
import type { FixtureOnDisk } from './read-fixtures.ts';

/**
 * A class is resolved when its proven fixture passes after the last bad run, which came before that proof or ran
 * other code than passes now. What fails live again after its proof is told first: nobody knows of it, and a replay
 * of what failed before says nothing of it where the code is the same.
 */
export async function resolveFailures(
  store: Store,
  fixtures: readonly FixtureOnDisk[],
  results: readonly FixtureResult[],
  at: string,
): Promise<void> {
  const histories = await store.failureHistories();
  const open = new Map(
    histories.filter(({ status }) => status !== 'resolved').map((each) => [each.fingerprint, each]),
  );
  if (open.size === 0) return;
  const alerts = await store.listAlerts();
  const latest = new Map(results.map((each) => [key(each), each]));
  for (const fixture of fixtures) {
    const failure = open.get(fixture.fingerprint ?? '');
    if (failure === undefined || fixture.proof !== 'proven') continue;
    const result = latest.get(key(fixture));
    if (result?.exit_code !== 0 || result.fixture_sha256 !== fixture.sha256) continue;
    const { fingerprint } = failure;
    const [bad] = await store.listRuns({ fingerprint, run_type: 'live', limit: 1 });
    if (bad !== undefined && bad.started_at >= result.at) continue;
    const isKnown = bad === undefined || bad.started_at < (fixture.proven_at ?? '');
    if (isKnown || (isTold(failure, alerts) && (await isOtherCode(store, bad, result))))
      await store.resolveFailure(fingerprint, at);
  }
}

function isTold(
  { fingerprint, first_bad_run_at: since }: FailureHistory,
  alerts: readonly AlertRecord[],
): boolean {
  return alerts.some(
    (alert) => alert.fingerprint === fingerprint && alert.kind === 'alert' && alert.ok && alert.at >= since,
  );
}

/** Whether a replay ran other code than a run; where that cannot be told, it did not. */
async function isOtherCode(store: Store, bad: RunRecord, { run_id }: FixtureResult): Promise<boolean> {
  const replayed = (await store.getRun(run_id))?.code_version;
  const isTelling = (version: string): boolean => version !== 'unknown' && !version.endsWith('-dirty');
  return (
    replayed !== undefined && [replayed, bad.code_version].every(isTelling) && replayed !== bad.code_version
  );
}
