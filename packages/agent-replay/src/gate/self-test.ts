import { buildMonitor, type MonitorFacts } from '../monitor/build-monitor.ts';
import { checkGate, type GateFacts } from './check-gate.ts';

/** What the gate did with artifacts that it must refuse, and with one that it must not. */
export interface SelfTest {
  ok: boolean;
  cases: { name: string; refused: boolean; expected: boolean; summary: string }[];
}

/** Shows that the gate can turn: a green artifact opens it, and each fault that is put in closes it. */
export function runSelfTest(now: number): SelfTest {
  const at = new Date(now).toISOString();
  const fixture = {
    fixture_id: 'self_test',
    suite: 'gate',
    tier: 'critical' as const,
    sha256: 'self',
    proof: 'proven' as const,
    stale_after: null,
    quarantine: null,
  };
  const result = {
    fixture_id: 'self_test',
    suite: 'gate',
    run_id: 'self',
    at,
    fixture_sha256: 'self',
    exit_code: 0,
    reason: null,
  };
  const artifact = (facts: Partial<MonitorFacts> = {}) =>
    buildMonitor({
      now,
      mode: 'cassette',
      fixtures: [fixture],
      results: [result],
      failures: [],
      alerts: [],
      ticks: {},
      unguarded: [],
      netns: { active: false, reason: 'self-test' },
      ...facts,
    });
  const inputs: [string, boolean, GateFacts['artifact']][] = [
    ['a green fixture', false, artifact()],
    [
      'a red fixture',
      true,
      artifact({ results: [{ ...result, exit_code: 1, reason: 'missing_artifact_ref' }] }),
    ],
    ['an unproven fixture', true, artifact({ fixtures: [{ ...fixture, proof: 'unproven' }] })],
    ['a fixture without a result', true, artifact({ results: [] })],
    ['no fixtures', true, artifact({ fixtures: [], results: [] })],
    ['no artifact', true, { missing: true, path: 'monitor.json' }],
    ['an edited artifact', true, { ...artifact(), fixtures_passing: 2 }],
  ];
  const cases = inputs.map(([name, expected, given]) => {
    const { healthy, summary } = checkGate({ now, artifact: given, locked: null });
    return { name, refused: !healthy, expected, summary };
  });
  return { ok: cases.every((each) => each.refused === each.expected), cases };
}
