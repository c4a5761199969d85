import { expect, test } from 'vitest';
import { buildMonitor } from './build-monitor.ts';
import { openMetrics } from './open-metrics.ts';

const GATE = { healthy: false, exit_code: 3 as const, summary: '', reasons: [] };

test('exposes states, windows and the age of the artifact', () => {
  const artifact = buildMonitor({
    now: Date.parse('2026-11-24T12:00:00.000Z'),
    mode: 'cassette',
    fixtures: [
      {
        fixture_id: 'a',
        suite: 's',
        tier: 'full',
        sha256: null,
        proof: 'proven',
        stale_after: null,
        quarantine: null,
      },
    ],
    results: [],
    failures: [
      {
        fingerprint: 'v1:"x"',
        failure_class: 'timeout',
        first_bad_run_at: '2026-11-24T11:49:59.993Z',
        status: 'open',
      },
    ],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: null },
  });
  expect(openMetrics(artifact, GATE)).toMatchInlineSnapshot(`
    "# TYPE agent_replay_healthy gauge
    # HELP agent_replay_healthy Whether the gate allows health: 1 or 0.
    agent_replay_healthy 0
    # TYPE agent_replay_fixtures gauge
    # HELP agent_replay_fixtures Fixtures by state; stale is unknown, not green.
    agent_replay_fixtures{state="passing"} 0
    agent_replay_fixtures{state="failing"} 0
    agent_replay_fixtures{state="stale"} 1
    # TYPE agent_replay_fixture_passing gauge
    # HELP agent_replay_fixture_passing Whether a fixture is proven, fresh and passed: 1 or 0.
    agent_replay_fixture_passing{suite="s",fixture_id="a",tier="full"} 0
    # TYPE agent_replay_silent_failure_window_seconds gauge
    # UNIT agent_replay_silent_failure_window_seconds seconds
    # HELP agent_replay_silent_failure_window_seconds From the first bad run of a class to the alert that made it visible.
    agent_replay_silent_failure_window_seconds{fingerprint="v1:\\"x\\"",failure_class="timeout"} 600.007
    # TYPE agent_replay_monitor_last_run_timestamp_seconds gauge
    # UNIT agent_replay_monitor_last_run_timestamp_seconds seconds
    # HELP agent_replay_monitor_last_run_timestamp_seconds When the monitor artifact was written.
    agent_replay_monitor_last_run_timestamp_seconds 1795521600
    # EOF
    "
  `);
});

test('says unhealthy and nothing more without an artifact', () => {
  expect(openMetrics(null, GATE)).toMatch(/agent_replay_healthy 0\n# EOF\n$/);
});
