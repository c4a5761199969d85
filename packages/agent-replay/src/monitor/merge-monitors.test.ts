import { expect, test } from 'vitest';
import { checkGate } from '../gate/check-gate.ts';
import { buildMonitor, type MonitorFacts } from './build-monitor.ts';
import { mergeMonitors } from './merge-monitors.ts';
import { isSealed } from './seal.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const fixtures = NAMES.map((fixture_id) => ({
  fixture_id,
  suite: 's',
  tier: 'critical' as const,
  sha256: fixture_id,
  proof: 'proven' as const,
  stale_after: null,
  quarantine: null,
}));
const result = (fixture_id: string, exit_code = 0) => ({
  fixture_id,
  suite: 's',
  run_id: `run-${fixture_id}`,
  at: '2026-11-24T11:59:00.000Z',
  fixture_sha256: fixture_id,
  exit_code,
  reason: exit_code === 0 ? null : 'missing_artifact_ref',
});
const shard = (names: readonly string[], facts: Partial<MonitorFacts> = {}) =>
  buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures,
    results: names.map((name) => result(name)),
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: true, reason: null },
    ...facts,
  });

const FAILURE = { fingerprint: 'v1:f', failure_class: 'timeout', status: 'open' as const };
const ALERT = { fingerprint: 'v1:f', channel: 'file', kind: 'alert' as const, ok: true };
const first = shard(['a', 'd'], {
  failures: [{ ...FAILURE, first_bad_run_at: '2026-11-24T11:30:00.000Z' }],
  alerts: [{ ...ALERT, at: '2026-11-24T11:37:00.000Z' }],
  ticks: { critical: '2026-11-24T11:59:00.000Z' },
});
const second = shard([], {
  now: NOW - 60_000,
  results: [result('b', 1), result('e')],
  failures: [{ ...FAILURE, first_bad_run_at: '2026-11-24T11:32:00.000Z', status: 'regressed' }],
  ticks: { critical: '2026-11-24T11:58:00.000Z' },
  unguarded: [{ channel: 'addon', reason: 'native' }],
});
const third = shard(['c']);
const all = [first, second, third];

test('gives the same bytes whatever the order of the shards, and when it is done again', () => {
  const one = JSON.stringify(mergeMonitors(all, NOW));
  for (const order of [
    [third, second, first],
    [second, first, third],
    [first, third, second, first],
    [mergeMonitors([first, second], NOW), third],
    [mergeMonitors(all, NOW)],
  ])
    expect(JSON.stringify(mergeMonitors(order, NOW))).toBe(one);
});

test('adds up what the shards found', () => {
  const merged = mergeMonitors(all, NOW);
  expect(merged).toMatchObject({
    fixtures_total: 5,
    fixtures_passing: 4,
    fixtures_failing: 1,
    fixtures_stale: 0,
    generated_at: '2026-11-24T11:59:00.000Z',
    silent_failure_window_minutes: 7,
    windows: [
      {
        first_bad_run_at: '2026-11-24T11:30:00.000Z',
        first_alert_at: '2026-11-24T11:37:00.000Z',
        status: 'regressed',
      },
    ],
    unguarded: [{ channel: 'addon', reason: 'native' }],
  });
  expect(merged.tiers[0]).toMatchObject({ tier: 'critical', last_tick_at: '2026-11-24T11:58:00.000Z' });
  expect(isSealed(merged)).toBe(true);
});

test('leaves the fixtures of a shard that is missing stale, so that the gate refuses', () => {
  const merged = mergeMonitors([first, second], NOW);
  expect(merged.fixtures[2]).toMatchObject({ fixture_id: 'c', state: 'stale', reason: 'no_result' });
  expect(checkGate({ now: NOW, artifact: merged, locked: null }).healthy).toBe(false);
});

test('calls what has aged between the shard and the merge stale', () => {
  const merged = mergeMonitors(all, NOW + 1_800_000);
  expect(merged).toMatchObject({ fixtures_passing: 0, fixtures_failing: 0, fixtures_stale: 5 });
});

test('does not believe a pass on files that another shard did not have', () => {
  const other = shard([], { fixtures: fixtures.map((each) => ({ ...each, sha256: 'other' })) });
  expect(mergeMonitors([third, other], NOW).fixtures[2]).toMatchObject({
    state: 'stale',
    reason: 'digest_changed: the shards had different files of it',
  });
});

test('is of a commit where all its parts are', () => {
  const versionOf = (...versions: string[]): string =>
    mergeMonitors(
      versions.map((code_version) => shard(['a'], { code_version })),
      NOW,
    ).code_version;
  expect(versionOf('abc', 'abc')).toBe('abc');
  expect(versionOf('abc-dirty', 'abc')).toBe('abc-dirty');
  expect(versionOf('abc', 'def')).toBe('unknown');
  expect(versionOf('abc', 'unknown')).toBe('unknown');
});
