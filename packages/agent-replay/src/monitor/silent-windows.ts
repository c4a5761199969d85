import type { SilentWindow } from '@agent-replay/contracts';
import type { AlertRecord, FailureHistory } from '@agent-replay/runs';

/** What a window is measured from. */
export type BadRuns = Pick<
  FailureHistory,
  'fingerprint' | 'failure_class' | 'first_bad_run_at' | 'status' | 'resolved_at'
> &
  Partial<Pick<FailureHistory, 'agent_name'>>;

/**
 * Measures, for each class of failures, the minutes from its first bad run to the first alert that
 * made it visible; one that was tried and did not go out ends none. A window without an alert ends now, so
 * it grows until somebody is told, or until the class is resolved: who has proven the fix knew of it.
 */
export function silentWindows(
  failures: readonly BadRuns[],
  alerts: readonly AlertRecord[],
  now: number,
): SilentWindow[] {
  return failures
    .map((failure) => {
      const start = Date.parse(failure.first_bad_run_at);
      const alerted = alerts
        .filter((alert) => alert.fingerprint === failure.fingerprint && alert.kind === 'alert' && alert.ok)
        .map((alert) => alert.at)
        .filter((at) => Date.parse(at) >= start)
        .toSorted()
        .at(0);
      return {
        fingerprint: failure.fingerprint,
        ...(failure.agent_name !== undefined && { agent_name: failure.agent_name }),
        failure_class: failure.failure_class,
        first_bad_run_at: failure.first_bad_run_at,
        first_alert_at: alerted ?? null,
        minutes: minutesBetween(failure.first_bad_run_at, alerted ?? resolvedAt(failure), now),
        status: failure.status,
      };
    })
    .toSorted(byLength);
}

function resolvedAt({ status, resolved_at }: BadRuns): string | null {
  return status === 'resolved' ? resolved_at : null;
}

/** Minutes from a bad run to what ended its window; without that they go on until now. */
export function minutesBetween(firstBad: string, ended: string | null, now: number): number {
  const end = ended === null ? now : Date.parse(ended);
  return Math.max(0, end - Date.parse(firstBad)) / 60_000;
}

/** The longest first. */
export function byLength(a: SilentWindow, b: SilentWindow): number {
  return b.minutes - a.minutes || (a.fingerprint < b.fingerprint ? -1 : 1);
}
