import type { SilentWindow } from '@agent-replay/contracts';

/** A class of failures in the store: its first bad run since it was last resolved. */
export interface FailureHistory {
  fingerprint: string;
  failure_class: string;
  first_bad_run_at: string;
  status: 'open' | 'regressed' | 'resolved';
}

/** An alert that was tried; only one that went out ends a window. */
export interface SentAlert {
  fingerprint: string;
  at: string;
  channel: string;
  kind: 'alert' | 'recovery';
  ok: boolean;
}

/**
 * Measures, for each class of failures, the minutes from its first bad run to the first alert that
 * made it visible. A window without an alert ends now, so it grows until somebody is told.
 */
export function silentWindows(
  failures: readonly FailureHistory[],
  alerts: readonly SentAlert[],
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
        failure_class: failure.failure_class,
        first_bad_run_at: failure.first_bad_run_at,
        first_alert_at: alerted ?? null,
        minutes: minutesBetween(failure.first_bad_run_at, alerted ?? null, now),
        status: failure.status,
      };
    })
    .toSorted(byLength);
}

/** Minutes from a bad run to its alert; without one they go on until now. */
export function minutesBetween(firstBad: string, alert: string | null, now: number): number {
  const end = alert === null ? now : Date.parse(alert);
  return Math.max(0, end - Date.parse(firstBad)) / 60_000;
}

/** The longest first. */
export function byLength(a: SilentWindow, b: SilentWindow): number {
  return b.minutes - a.minutes || (a.fingerprint < b.fingerprint ? -1 : 1);
}
