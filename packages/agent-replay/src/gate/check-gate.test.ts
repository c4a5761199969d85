import { expect, test } from 'vitest';
import { buildMonitor, type MonitorFacts } from '../monitor/build-monitor.ts';
import { checkGate, type GateFacts } from './check-gate.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const DIGEST = 'a'.repeat(64);
const FIXTURE = {
  fixture_id: 'a',
  suite: 's',
  tier: 'critical' as const,
  sha256: DIGEST,
  proof: 'proven' as const,
  stale_after: null,
  quarantine: null,
};
const RESULT = {
  fixture_id: 'a',
  suite: 's',
  run_id: 'r',
  at: '2026-11-24T11:59:00.000Z',
  fixture_sha256: DIGEST,
  exit_code: 0,
  reason: null,
};

const monitor = (facts: Partial<MonitorFacts> = {}) =>
  buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures: [FIXTURE],
    results: [RESULT],
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: 'not asked for' },
    ...facts,
  });

const gate = (artifact: GateFacts['artifact'], facts: Partial<GateFacts> = {}) => {
  const { exit_code, summary } = checkGate({ now: NOW, artifact, locked: null, ...facts });
  return `${exit_code} ${summary}`;
};

test('opens for proven, fresh and passing fixtures', () => {
  expect(gate(monitor())).toBe('0 healthy: 1 of 1 fixtures proven, fresh and passing');
});

test.each<[string, () => string, string]>([
  [
    'a missing artifact',
    () => gate({ missing: true, path: 'm.json' }),
    '3 refused: monitor_missing m.json: no monitor artifact; run "agent-replay monitor"',
  ],
  [
    'a corrupt artifact',
    () => gate({ corrupt: 'not JSON', path: 'm.json' }),
    '3 refused: monitor_corrupt m.json: not JSON',
  ],
  [
    'no fixtures',
    () => gate(monitor({ fixtures: [], results: [] })),
    '3 refused: no_fixtures monitor.json: nothing was replayed, so nothing is known',
  ],
  [
    'an old artifact',
    () => gate(monitor(), { now: NOW + 1_800_001 }),
    '3 refused: monitor_too_old monitor.json: written 2026-11-24T12:00:00.000Z, older than 1800 s',
  ],
  [
    'a future artifact',
    () => gate(monitor(), { now: NOW - 60_001 }),
    '3 refused: monitor_future monitor.json: dated 2026-11-24T12:00:00.000Z',
  ],
  [
    'an edited artifact',
    () => gate({ ...monitor({ results: [] }), fixtures_passing: 1, fixtures_stale: 0 }),
    '3 refused: monitor_edited monitor.json: its digest does not match its content',
  ],
  [
    'a failing fixture',
    () => gate(monitor({ results: [{ ...RESULT, exit_code: 1, reason: 'missing_artifact_ref: x' }] })),
    '1 refused: fixture_failing s/a: missing_artifact_ref: x',
  ],
  [
    'an unproven fixture',
    () => gate(monitor({ fixtures: [{ ...FIXTURE, proof: 'unproven' }] })),
    '3 refused: unproven s/a: unproven',
  ],
  ['a fixture without a result', () => gate(monitor({ results: [] })), '3 refused: no_result s/a: no_result'],
  [
    'a vanished fixture',
    () => gate(monitor(), { locked: ['s/a', 's/b'] }),
    '1 refused: fixture_vanished s/b: it is in the lock file and not in the monitor',
  ],
  [
    'a stopped scheduler',
    () =>
      gate(monitor({ ticks: { critical: '2026-11-24T11:29:00.000Z' } }), {
        thresholds: { required_tiers: ['critical'] },
      }),
    '3 refused: scheduler_stopped critical: last tick 2026-11-24T11:29:00.000Z',
  ],
  [
    'a missing tier',
    () => gate(monitor(), { thresholds: { required_tiers: ['full'] } }),
    '3 refused: tier_missing full: it has no fixtures',
  ],
  [
    'a long silent window',
    () =>
      gate(
        monitor({
          failures: [
            {
              fingerprint: 'v1:f',
              failure_class: 'timeout',
              first_bad_run_at: '2026-11-24T10:00:00.000Z',
              status: 'open',
            },
          ],
        }),
      ),
    '1 refused: window_too_long v1:f: timeout went unseen for 120 of at most 60 minutes',
  ],
  [
    'an alert that could not be sent',
    () =>
      gate(
        monitor({
          alerts: [
            {
              fingerprint: 'f',
              at: '2026-11-24T11:00:00.000Z',
              channel: 'webhook',
              kind: 'alert',
              ok: false,
            },
          ],
        }),
      ),
    '3 refused: alert_emission_failed webhook: the alert of 2026-11-24T11:00:00.000Z could not be sent',
  ],
])('refuses %s', (_, run, expected) => {
  expect(run()).toBe(expected);
});

test('names every reason, the first in its one line', () => {
  const artifact = monitor({ fixtures: [FIXTURE, { ...FIXTURE, fixture_id: 'b' }], results: [] });
  const result = checkGate({ now: NOW, artifact, locked: ['s/c'] });
  expect(result.reasons.map((reason) => `${reason.code} ${reason.subject}`)).toEqual([
    'fixture_vanished s/c',
    'no_result s/a',
    'no_result s/b',
  ]);
  expect(result.summary).toMatch(/\(and 2 more\)$/);
});
