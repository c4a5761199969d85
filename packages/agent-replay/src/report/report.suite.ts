import { checkGate } from '../gate/check-gate.ts';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { renderReport } from './render-report.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const QUARTER_HOUR = 900_000;

/** A report of many fixtures, a seventh of them red and some stale, over so many monitor runs. */
export function sampleReport(size: number, points: number): string {
  const names = Array.from({ length: size }, (_, index) => `fixture_${String(index).padStart(3, '0')}`);
  const suiteOf = (index: number): string => ['payments', 'refunds', 'research'][index % 3] ?? '';
  const artifact = buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures: names.map((fixture_id, index) => ({
      fixture_id,
      suite: suiteOf(index),
      tier: (['critical', 'broad', 'full'] as const)[index % 3] as 'critical',
      sha256: 'a',
      proof: index % 11 === 5 ? ('unproven' as const) : ('proven' as const),
      stale_after: null,
      quarantine: null,
    })),
    results: names.map((fixture_id, index) => ({
      fixture_id,
      suite: suiteOf(index),
      run_id: `run-${index}`,
      at: '2026-11-24T11:58:00.000Z',
      fixture_sha256: 'a',
      exit_code: index % 7 === 0 ? 1 : 0,
      reason: index % 7 === 0 ? 'missing_artifact_ref: done was claimed, but no artifact was recorded' : null,
    })),
    failures: [
      {
        fingerprint: 'v1:0123456789abcdef0123456789abcdef',
        failure_class: 'missing_artifact_ref',
        first_bad_run_at: '2026-11-24T09:12:00.000Z',
        status: 'open',
      },
    ],
    alerts: [],
    ticks: {},
    unguarded: [{ channel: 'native addon', reason: 'better_sqlite3.node was loaded before the guard' }],
    netns: { active: false, reason: 'not asked for' },
  });
  return renderReport({
    artifact,
    gate: checkGate({
      now: NOW,
      artifact,
      locked: artifact.fixtures.map((row) => `${row.suite}/${row.fixture_id}`),
    }),
    trend: Array.from({ length: points }, (_, index) => ({
      at: new Date(NOW - (points - index) * QUARTER_HOUR).toISOString(),
      passing: size - 20 - (index % 9),
      failing: index % 9,
      stale: 20,
      window_minutes: index % 96,
    })),
    details: artifact.fixtures
      .filter(({ state }) => state === 'failing')
      .slice(0, 100)
      .map(({ suite, fixture_id, reason }) => ({
        suite,
        fixture_id,
        verdict: 'failed',
        reason,
        lines: [
          'missing_artifact_ref /artifacts/min',
          '  expected  at least 1 artifact',
          '  received  none',
          'run  01a20bf3-086e-7366-854d-e4d2f49e8c0e, refunds, gpt-4o, code 4f2c1d9',
        ],
      })),
  });
}
