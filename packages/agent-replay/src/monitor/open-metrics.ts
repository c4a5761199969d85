import type { FixtureState, MonitorArtifact } from '@agent-replay/contracts';
import type { GateResult } from '../gate/check-gate.ts';

/** Content type of what `openMetrics` returns (OpenMetrics 1.0.0, §Overall Structure). */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * The monitor artifact as an OpenMetrics exposition. A gauge of the artifact's own time is among the
 * metrics, because a monitor that has stopped would otherwise look like one that never changes.
 */
export function openMetrics(artifact: MonitorArtifact | null, gate: GateResult): string {
  return `${[
    ...gauge('agent_replay_healthy', 'Whether the gate allows health: 1 or 0.', [[{}, gate.healthy ? 1 : 0]]),
    ...(artifact === null ? [] : artifactMetrics(artifact)),
    '# EOF',
  ].join('\n')}\n`;
}

function artifactMetrics(artifact: MonitorArtifact): string[] {
  const states: [FixtureState, number][] = [
    ['passing', artifact.fixtures_passing],
    ['failing', artifact.fixtures_failing],
    ['stale', artifact.fixtures_stale],
  ];
  return [
    ...gauge(
      'agent_replay_fixtures',
      'Fixtures by state; stale is unknown, not green.',
      states.map(([state, value]) => [{ state }, value]),
    ),
    ...gauge(
      'agent_replay_fixture_passing',
      'Whether a fixture is proven, fresh and passed: 1 or 0.',
      artifact.fixtures.map(({ suite, fixture_id, tier, state }) => [
        { suite, fixture_id, tier },
        state === 'passing' ? 1 : 0,
      ]),
    ),
    ...gauge(
      'agent_replay_silent_failure_window_seconds',
      'From the first bad run of a class to the alert that made it visible.',
      artifact.windows.map(({ fingerprint, failure_class, minutes }) => [
        { fingerprint, failure_class },
        Math.round(minutes * 60_000) / 1000,
      ]),
      'seconds',
    ),
    ...gauge(
      'agent_replay_monitor_last_run_timestamp_seconds',
      'When the monitor artifact was written.',
      [[{}, Date.parse(artifact.generated_at) / 1000]],
      'seconds',
    ),
  ];
}

type Sample = [labels: Record<string, string>, value: number];

function gauge(name: string, help: string, samples: readonly Sample[], unit?: string): string[] {
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map(([labels, value]) => `${name}${labelSet(labels)} ${value}`),
  ];
}

function labelSet(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
