import type { MonitorArtifact } from '@agent-replay/contracts';
import type { GateFacts, GateReason } from './gate-facts.ts';

/** Classes of failures that nobody was told of for longer than is allowed. */
export function* windowReasons(
  artifact: MonitorArtifact,
  { now, thresholds }: GateFacts,
): Generator<GateReason> {
  const limit = thresholds?.max_window_minutes ?? 60;
  for (const window of artifact.windows) {
    if (window.status === 'resolved') continue;
    // A window without an alert has grown since the artifact was written.
    const since = window.first_alert_at === null ? (now - Date.parse(window.first_bad_run_at)) / 60_000 : 0;
    const minutes = Math.max(window.minutes, since);
    if (minutes <= limit) continue;
    yield {
      code: 'window_too_long',
      subject: window.fingerprint,
      text: `${window.failure_class} went unseen for ${up(minutes)} of at most ${limit} minutes`,
    };
  }
}

/** Alerts that could not be sent, and were not made up for. */
export function* alertReasons({ alerts }: MonitorArtifact): Generator<GateReason> {
  for (const alert of alerts.filter((each) => !each.ok)) {
    const isMadeUp = alerts.some(
      (later) =>
        later.ok &&
        later.channel === alert.channel &&
        later.fingerprint === alert.fingerprint &&
        later.at >= alert.at,
    );
    if (isMadeUp) continue;
    const text = `the ${alert.kind} of ${alert.at} could not be sent`;
    yield { code: 'alert_emission_failed', subject: alert.channel, text };
  }
}

/** Whole minutes, and hundredths of few. */
function up(minutes: number): number {
  return minutes > 10 ? Math.ceil(minutes) : Math.ceil(minutes * 100) / 100;
}
