import { expect, test } from 'vitest';
import { buildMonitor, type MonitorFacts } from './build-monitor.ts';
import type { FixtureResult } from '@agent-replay/runs';
import type { MonitoredFixture } from './fixture-state.ts';
import { mergeMonitors } from './merge-monitors.ts';
import { isSealed } from './seal.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const DIGEST = 'a'.repeat(64);

const fixture = (fixture_id: string, rest: Partial<MonitoredFixture> = {}): MonitoredFixture => ({
  fixture_id,
  suite: 's',
  tier: 'critical',
  sha256: DIGEST,
  proof: 'proven',
  stale_after: null,
  quarantine: null,
  ...rest,
});

const result = (fixture_id: string, rest: Partial<FixtureResult> = {}): FixtureResult => ({
  fixture_id,
  suite: 's',
  run_id: 'r1',
  at: '2026-11-24T11:55:00.000Z',
  fixture_sha256: DIGEST,
  exit_code: 0,
  reason: null,
  ...rest,
});

const monitor = (facts: Partial<MonitorFacts>) =>
  buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures: [],
    results: [],
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: 'not asked for' },
    ...facts,
  });

const rows = (facts: Partial<MonitorFacts>) =>
  monitor(facts).fixtures.map((row) => `${row.fixture_id} ${row.state} ${row.reason ?? '-'}`);

test('counts only proven, fresh and passed fixtures as passing', () => {
  const artifact = monitor({
    fixtures: [fixture('a'), fixture('b', { proof: 'unproven' }), fixture('c'), fixture('d')],
    results: [result('a'), result('b'), result('c', { exit_code: 1, reason: 'missing_artifact_ref' })],
  });
  expect(artifact).toMatchObject({
    fixtures_total: 4,
    fixtures_passing: 1,
    fixtures_failing: 1,
    fixtures_stale: 2,
  });
  expect(isSealed(artifact)).toBe(true);
});

test('gives every stale fixture its reason', () => {
  expect(
    rows({
      fixtures: [
        fixture('crashed'),
        fixture('edited'),
        fixture('expired', { stale_after: '2026-11-24T11:59:59.000Z' }),
        fixture('invalid', { sha256: null }),
        fixture('never'),
        fixture('old'),
        fixture('quarantined', { quarantine: { owner: 'ann', until: '2026-11-25T00:00:00.000Z' } }),
        fixture('quarantine-over', { quarantine: { owner: 'ann', until: '2026-11-24T12:00:00.000Z' } }),
        fixture('unknown'),
        fixture('unproven', { proof: 'unproven' }),
      ],
      results: [
        result('crashed', { exit_code: 5, reason: 'replay_crashed' }),
        result('edited', { fixture_sha256: 'b'.repeat(64) }),
        result('expired'),
        result('old', { at: '2026-11-24T11:29:59.999Z' }),
        result('quarantined'),
        result('quarantine-over'),
        result('unknown', { exit_code: 3, reason: 'agent_not_found' }),
        result('unproven'),
      ],
    }),
  ).toEqual([
    'crashed stale crashed: replay_crashed',
    'edited stale digest_changed',
    'expired stale fixture_expired: 2026-11-24T11:59:59.000Z',
    'invalid stale fixture_invalid',
    'never stale no_result',
    'old stale result_too_old: 2026-11-24T11:29:59.999Z',
    'quarantine-over stale quarantine_expired: ended 2026-11-24T12:00:00.000Z, owner ann',
    'quarantined stale quarantined: until 2026-11-25T00:00:00.000Z, owner ann',
    'unknown stale agent_not_found',
    'unproven stale unproven',
  ]);
});

test('calls a blocked replay failing', () => {
  expect(
    rows({ fixtures: [fixture('a')], results: [result('a', { exit_code: 4, reason: 'cassette_miss' })] }),
  ).toEqual(['a failing cassette_miss']);
});

test('treats a result with an unreadable time as stale', () => {
  expect(rows({ fixtures: [fixture('a')], results: [result('a', { at: 'yesterday' })] })).toEqual([
    'a stale result_too_old: yesterday',
  ]);
});

test('measures the silent window from the first bad run to the first alert that went out', () => {
  const failures = [
    {
      fingerprint: 'f',
      failure_class: 'timeout',
      first_bad_run_at: '2026-11-24T10:00:00.000Z',
      status: 'open' as const,
      resolved_at: null,
    },
  ];
  const alert = {
    fingerprint: 'f',
    at: '2026-11-24T10:07:00.000Z',
    channel: 'file',
    kind: 'alert' as const,
    ok: true,
  };
  expect(monitor({ failures, alerts: [alert] }).silent_failure_window_minutes).toBe(7);
  expect(monitor({ failures, alerts: [] }).silent_failure_window_minutes).toBe(120);
  expect(monitor({ failures, alerts: [], now: NOW + 60_000 }).silent_failure_window_minutes).toBe(121);
  expect(monitor({ failures, alerts: [{ ...alert, ok: false }] }).silent_failure_window_minutes).toBe(120);
  expect(monitor({})).toMatchObject({
    silent_failure_window_minutes: null,
    silent_failure_reason: 'no_bad_runs',
  });
});

test('ends the window of a class that was resolved unalerted where it was resolved, in shards too', () => {
  const failures = [
    {
      fingerprint: 'f',
      failure_class: 'timeout',
      first_bad_run_at: '2026-11-24T10:00:00.000Z',
      status: 'resolved' as const,
      resolved_at: '2026-11-24T10:30:00.000Z',
    },
  ];
  const today = monitor({ failures });
  const aWeekOn = monitor({ failures, now: NOW + 7 * 86_400_000 });
  expect(today.silent_failure_window_minutes).toBe(30);
  expect(aWeekOn.silent_failure_window_minutes).toBe(30);
  const merged = mergeMonitors([today, aWeekOn], NOW + 7 * 86_400_000);
  expect(merged.silent_failure_window_minutes).toBe(30);
  const [again] = failures.map((failure) => ({ ...failure, status: 'regressed' as const }));
  expect(monitor({ failures: again ? [again] : [] }).silent_failure_window_minutes).toBe(120);
});

test('gives two classes whose runs come by turns a window each, and names the longer', () => {
  const failure = (fingerprint: string, at: string) => ({
    fingerprint,
    failure_class: 'timeout',
    first_bad_run_at: `2026-11-24T${at}:00.000Z`,
    status: 'open' as const,
    resolved_at: null,
  });
  const alert = (fingerprint: string, at: string) => ({
    fingerprint,
    at: `2026-11-24T${at}:00.000Z`,
    channel: 'file',
    kind: 'alert' as const,
    ok: true,
  });
  const found = monitor({
    failures: [failure('f', '10:00'), failure('g', '10:01')],
    alerts: [alert('f', '10:07'), alert('g', '10:31'), alert('f', '10:45'), alert('g', '10:46')],
  });
  expect(found.silent_failure_window_minutes).toBe(30);
  expect(found.windows.map(({ fingerprint, minutes }) => `${fingerprint} ${minutes}`)).toEqual([
    'g 30',
    'f 7',
  ]);
});

test('is the same whatever the order of fixtures and results', () => {
  const fixtures = [fixture('a'), fixture('b', { suite: 't' }), fixture('c')];
  const results = [
    result('a', { run_id: 'r2', exit_code: 1, at: '2026-11-24T11:56:00.000Z' }),
    result('c'),
    result('a'),
  ];
  const one = monitor({ fixtures, results });
  expect(monitor({ fixtures: fixtures.toReversed(), results: results.toReversed() })).toEqual(one);
  expect(one.fixtures[0]).toMatchObject({ fixture_id: 'a', state: 'failing', run_id: 'r2' });
});

test('carries over no result of other code than there is now; where the code cannot be told it is not compared', () => {
  const one = { code_sha256: '1'.repeat(64) };
  const other = { code_sha256: '2'.repeat(64) };
  const changed = "stale code_changed: the agent's code is not the one that was replayed";
  const facts = (now: object, then: object): string[] =>
    rows({ fixtures: [fixture('a', now)], results: [result('a', then)] });
  expect(facts(one, one)).toEqual(['a passing -']);
  expect(facts(one, other)).toEqual([`a ${changed}`]);
  expect(facts(one, { ...other, exit_code: 1, reason: 'x_red' })).toEqual([`a ${changed}`]);
  expect(facts(one, {})).toEqual([`a ${changed}`]);
  expect(facts(one, { exit_code: 5, reason: 'replay_crashed: x' })).toEqual([
    'a stale crashed: replay_crashed: x',
  ]);
  expect(facts({}, one)).toEqual(['a passing -']);
});

test('carries over no result of other packages than there are now; what one side cannot tell is not compared', () => {
  const of = (installed_sha256: string | null, lock_sha256: string | null) => ({
    dependencies: { installed_sha256, lock_sha256 },
  });
  const facts = (now: object, then: object): string[] =>
    rows({ fixtures: [fixture('a', now)], results: [result('a', then)] });
  const installed =
    "a stale dependencies_changed: the installed packages of its agent's code are not those that it was replayed with";
  const lock =
    "a stale dependencies_changed: the packages' lock file is not the one that it was replayed with";
  const untold = 'a stale dependencies_changed: its result does not say with which packages it was replayed';
  expect(facts(of('1', '1'), of('1', '1'))).toEqual(['a passing -']);
  expect(facts(of('2', '1'), of('1', '1'))).toEqual([installed]);
  expect(facts(of('2', '1'), { ...of('1', '1'), exit_code: 1, reason: 'x_red' })).toEqual([installed]);
  expect(facts(of('1', '2'), of('1', '1'))).toEqual([lock]);
  expect(facts(of(null, '2'), of('1', '1'))).toEqual([lock]);
  expect(facts(of('1', '1'), of(null, '1'))).toEqual(['a passing -']);
  expect(facts(of('1', null), of('1', '1'))).toEqual(['a passing -']);
  expect(facts(of(null, null), of('1', '1'))).toEqual(['a passing -']);
  expect(facts(of('1', null), of(null, '1'))).toEqual([untold]);
  expect(facts(of('1', '1'), {})).toEqual([untold]);
  expect(facts(of('1', '1'), { exit_code: 5, reason: 'replay_crashed: x' })).toEqual([
    'a stale crashed: replay_crashed: x',
  ]);
});

test('says of a fixture in quarantine whose it is and until when, whatever its reason says', () => {
  const quarantine = { owner: 'ann, or bob: until 2026-11-26', until: '2026-11-25T00:00:00.000Z' };
  const [held, free] = monitor({ fixtures: [fixture('a', { quarantine }), fixture('b')] }).fixtures;
  expect(held?.quarantine).toEqual(quarantine);
  expect(free).not.toHaveProperty('quarantine');
});
