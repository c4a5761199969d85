import { expect, test } from 'vitest';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { runSelfTest } from './self-test.ts';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const nothing = { now, artifact: { missing: true as const, path: 'm.json' }, locked: null };

test('refuses everything but the green fixture', async () => {
  const { ok, cases } = await runSelfTest(nothing);
  expect(ok).toBe(true);
  expect(cases.filter((each) => !each.refused).map((each) => each.name)).toEqual(['a green fixture']);
  expect(cases.length).toBeGreaterThan(14);
});

test("turns one of the project's own fixtures red, under its own thresholds", async () => {
  const fixture = {
    fixture_id: 'a',
    suite: 's',
    tier: 'full' as const,
    sha256: 'a',
    proof: 'proven' as const,
    stale_after: null,
    quarantine: null,
  };
  const at = new Date(now).toISOString();
  const artifact = buildMonitor({
    now,
    mode: 'cassette',
    fixtures: [fixture],
    results: [
      { fixture_id: 'a', suite: 's', run_id: 'r', at, fixture_sha256: 'a', exit_code: 0, reason: null },
    ],
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: true, reason: null },
  });
  const { ok, cases } = await runSelfTest({ now, artifact, locked: ['s/a'] });
  expect(ok).toBe(true);
  expect(cases.slice(-2).map(({ name, refused, summary }) => ({ name, refused, summary }))).toEqual([
    {
      name: "the project's own artifact",
      refused: false,
      summary: 'healthy: 1 of 1 fixtures proven, fresh and passing',
    },
    {
      name: 's/a turned red in it',
      refused: true,
      summary: 'refused: fixture_failing s/a: self_test: a fault that was put in',
    },
  ]);
});
