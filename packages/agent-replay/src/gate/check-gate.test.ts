import { expect, test } from 'vitest';
import { buildMonitor, type MonitorFacts } from '../monitor/build-monitor.ts';
import { CANARIES, CANARY_SUITE } from '../canary/canaries.ts';
import { seal } from '../monitor/seal.ts';
import { checkGate, type GateFacts } from './check-gate.ts';
import { nameOf } from './gate-facts.ts';

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

const openSince = (time: string) => ({
  fingerprint: 'v1:f',
  failure_class: 'timeout',
  first_bad_run_at: `2026-11-24T${time}:00.000Z`,
  status: 'open' as const,
  resolved_at: null,
});

const heldUntil = (until: string) => ({ ...FIXTURE, fixture_id: 'b', quarantine: { owner: 'ann', until } });

const gate = (artifact: GateFacts['artifact'], facts: Partial<GateFacts> = {}) => {
  const locked = 'fixtures' in artifact ? artifact.fixtures.map(nameOf) : null;
  const { exit_code, summary } = checkGate({ now: NOW, artifact, locked, ...facts });
  return `${exit_code} ${summary}`;
};

test('names who holds a fixture in quarantine and until when, and opens beside it', () => {
  const artifact = monitor({ fixtures: [FIXTURE, heldUntil('2027-02-22T12:00:00.000Z')] });
  const { quarantined, summary, healthy } = checkGate({ now: NOW, artifact, locked: ['s/a', 's/b'] });
  expect(healthy).toBe(true);
  expect(quarantined).toEqual([{ fixture: 's/b', owner: 'ann', until: '2027-02-22T12:00:00.000Z' }]);
  expect(summary).toBe(
    'healthy: 1 of 2 fixtures proven, fresh and passing; in quarantine: s/b (owner ann, until 2027-02-22T12:00:00.000Z)',
  );
});

test('says of which fixtures the packages are not here, or not all', () => {
  const then = { installed_sha256: 'i', lock_sha256: 'l' };
  const artifact = monitor({ results: [{ ...RESULT, dependencies: then }] });
  const uncheckedWith = (now: typeof then | { installed_sha256: null; lock_sha256: string } | undefined) =>
    checkGate({
      now: NOW,
      artifact,
      locked: ['s/a'],
      ...(now !== undefined && { dependencies: new Map([['s/a', now]]) }),
    }).packages_unchecked;
  expect(uncheckedWith(then)).toEqual([]);
  expect(uncheckedWith({ installed_sha256: null, lock_sha256: 'l' })).toEqual(['s/a']);
  expect(uncheckedWith(undefined)).toEqual(['s/a']);
});

test('says of no fixture that is gone that its code was not checked', () => {
  const uncheckedOn = (disk: GateFacts['disk']) =>
    checkGate({ now: NOW, artifact: monitor(), locked: null, disk, codes: new Map() }).code_unchecked;
  expect(uncheckedOn(new Map([['s/a', DIGEST]]))).toEqual(['s/a']);
  expect(uncheckedOn(null)).toEqual(['s/a']);
  expect(uncheckedOn(new Map())).toEqual([]);
});

test('begins with what is known to be bad, and says of nothing unread that its code was not checked', () => {
  const fixtures = ['a', 'b', 'c'].map((fixture_id) => ({
    ...FIXTURE,
    fixture_id,
    sha256: fixture_id === 'a' ? null : DIGEST,
  }));
  const results = [{ ...RESULT, fixture_id: 'c', exit_code: 1, reason: 'exception: x' }];
  const { exit_code, summary, code_unchecked } = checkGate({
    now: NOW,
    artifact: monitor({ fixtures, results }),
    locked: ['s/a', 's/b', 's/c'],
    codes: new Map(),
  });
  expect(`${exit_code} ${summary}`).toBe('1 refused: fixture_failing s/c: exception: x (and 2 more)');
  expect(code_unchecked).toEqual(['s/b', 's/c']);
});

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
    'a tier that was ticked and is no more',
    () => gate(monitor({ ticks: { critical: '2026-11-24T11:29:00.000Z' } })),
    '3 refused: scheduler_stopped critical: last tick 2026-11-24T11:29:00.000Z',
  ],
  [
    'a tier whose last tick is from the future',
    () => gate(monitor({ ticks: { critical: '2027-11-24T12:00:00.000Z' } })),
    '3 refused: scheduler_stopped critical: last tick 2027-11-24T12:00:00.000Z',
  ],
  [
    'a required tier that was never ticked',
    () => gate(monitor(), { thresholds: { required_tiers: ['critical'] } }),
    '3 refused: scheduler_stopped critical: last tick never',
  ],
  [
    'counts that are not those of the rows, though the digest is right',
    () => {
      const { sha256: _, ...artifact } = monitor({ results: [] });
      return gate(seal({ ...artifact, fixtures_passing: 1, fixtures_stale: 0 }));
    },
    '3 refused: monitor_edited monitor.json: its counts are not those of its fixtures',
  ],
  [
    'a result from the future',
    () => gate(monitor({ results: [{ ...RESULT, at: '2026-11-24T12:05:00.000Z' }] })),
    '3 refused: result_future s/a: 2026-11-24T12:05:00.000Z',
  ],
  [
    'a result that has aged since the artifact was written',
    () => gate(monitor({ results: [{ ...RESULT, at: '2026-11-24T11:31:00.000Z' }] }), { now: NOW + 120_000 }),
    '3 refused: result_too_old s/a: 2026-11-24T11:31:00.000Z',
  ],
  [
    'a result older than the config allows for its tier',
    () => gate(monitor({ stale_seconds: { critical: 59 } })),
    '3 refused: result_too_old s/a: 2026-11-24T11:59:00.000Z',
  ],
  [
    'a fixture that is gone from the disk',
    () => gate(monitor(), { disk: new Map() }),
    '1 refused: fixture_vanished s/a: it is in the monitor and not on disk; bring it back, or take its line out of agent-replay.lock.json and monitor again',
  ],
  [
    'a fixture that was gone when the monitor ran, and is back',
    () => {
      const problem = 'fixture_vanished: it is in agent-replay.lock.json and not on disk';
      const gone = { ...FIXTURE, fixture_id: 'b', sha256: null, proof: 'unproven' as const, problem };
      const artifact = monitor({ fixtures: [FIXTURE, gone] });
      const disk = new Map([
        ['s/a', DIGEST],
        ['s/b', DIGEST],
      ]);
      return gate(artifact, { disk });
    },
    '3 refused: no_result s/b: it was gone when it was monitored, and is back; run "agent-replay monitor"',
  ],
  [
    'a fixture that was edited after the monitor ran',
    () => gate(monitor(), { disk: new Map([['s/a', 'b'.repeat(64)]]) }),
    '3 refused: digest_changed s/a: it was edited after it was monitored',
  ],
  [
    'a fixture that was added and never monitored',
    () =>
      gate(monitor(), {
        disk: new Map([
          ['s/a', DIGEST],
          ['s/b', DIGEST],
        ]),
      }),
    '3 refused: no_result s/b: it is on disk and was never monitored',
  ],
  [
    'a lock file that cannot be read',
    () => gate(monitor(), { lock_problem: 'not JSON' }),
    '3 refused: lock_corrupt agent-replay.lock.json: not JSON',
  ],
  [
    'a lock file that is missing, where there are proven fixtures',
    () => gate(monitor(), { locked: null, disk: null }),
    '3 refused: lock_missing agent-replay.lock.json: nothing keeps s/a from vanishing; bring it back from version control, or write it anew: agent-replay validate --write-lock',
  ],
  [
    'a lock file without a fixture that is proven on disk, though its row is not',
    () =>
      gate(monitor({ fixtures: [{ ...FIXTURE, proof: 'unproven' }] }), {
        locked: [],
        disk: new Map([['s/a', DIGEST]]),
        proofs: new Map([['s/a', { state: 'proven', reason: null }]]),
      }),
    '3 refused: not_locked s/a: it is proven and not in agent-replay.lock.json, so nobody would see it vanish; bring it back from version control, or write it anew: agent-replay validate --write-lock (and 1 more)',
  ],
  [
    'a fixture that was proven since the artifact was written',
    () =>
      gate(monitor({ fixtures: [{ ...FIXTURE, proof: 'unproven', proof_reason: 'its proof is gone' }] }), {
        disk: new Map([['s/a', DIGEST]]),
        proofs: new Map([['s/a', { state: 'proven', reason: null }]]),
      }),
    '3 refused: unproven s/a: it was unproven when it was last replayed, 2026-11-24T11:59:00.000Z (its proof is gone), and is proven now; run "agent-replay monitor" again',
  ],
  [
    'a fixture that was replayed with an edit, which was undone',
    () =>
      gate(monitor({ fixtures: [{ ...FIXTURE, proof: 'unproven', proof_reason: 'it was edited' }] }), {
        disk: new Map([['s/a', 'b'.repeat(64)]]),
        proofs: new Map([['s/a', { state: 'proven', reason: null }]]),
      }),
    '3 refused: digest_changed s/a: it was unproven when it was last replayed, 2026-11-24T11:59:00.000Z (it was edited); as its files are now it is proven, and was not replayed: run "agent-replay monitor"',
  ],
  [
    'a fixture that is no longer proven, for another reason than its files',
    () =>
      gate(monitor(), {
        disk: new Map([['s/a', DIGEST]]),
        proofs: new Map([['s/a', { state: 'unproven', reason: 'a setting was changed' }]]),
      }),
    '3 refused: unproven s/a: a setting was changed',
  ],
  [
    'a fixture whose end has come since the artifact was written',
    () =>
      gate(monitor(), {
        disk: new Map([['s/a', DIGEST]]),
        proofs: new Map([
          ['s/a', { state: 'stale', reason: 'it is past its stale_after', expired: 'fixture_expired' }],
        ]),
      }),
    '3 refused: fixture_expired s/a: it is past its stale_after',
  ],
  [
    'a fixture whose quarantine was taken out after it was monitored',
    () =>
      gate(
        monitor({
          fixtures: [
            FIXTURE,
            { ...FIXTURE, fixture_id: 'b', quarantine: { owner: 'ann', until: '2026-11-25T00:00:00.000Z' } },
          ],
        }),
        {
          disk: new Map([
            ['s/a', DIGEST],
            ['s/b', DIGEST],
          ]),
          proofs: new Map([['s/b', { state: 'proven', reason: null }]]),
        },
      ),
    '3 refused: quarantine_expired s/b: its quarantine was taken out after it was monitored; run "agent-replay monitor"',
  ],
  [
    'a self-canary that is gone, as unknown',
    () => {
      const canaries = Object.keys(CANARIES).map((name) => ({
        ...FIXTURE,
        suite: CANARY_SUITE,
        fixture_id: name,
      }));
      const results = canaries.map(({ suite, fixture_id }) => ({ ...RESULT, suite, fixture_id }));
      return gate(monitor({ fixtures: canaries.slice(1), results }), {
        locked: canaries.map(({ suite, fixture_id }) => `${suite}/${fixture_id}`),
      });
    },
    '3 refused: canary_missing agent_replay_canaries/alert_emission: the self-canary is gone; "agent-replay init" brings it back',
  ],
  [
    'a quarantine that has ended',
    () =>
      gate(
        monitor({
          fixtures: [{ ...FIXTURE, quarantine: { owner: 'ann', until: '2026-11-24T11:00:00.000Z' } }],
        }),
      ),
    '3 refused: quarantine_expired s/a: ended 2026-11-24T11:00:00.000Z, owner ann',
  ],
  [
    'a quarantine that has ended since the artifact was written',
    () =>
      gate(
        monitor({
          fixtures: [
            { ...FIXTURE, fixture_id: 'b', quarantine: { owner: 'ann', until: '2026-11-24T12:01:00.000Z' } },
            FIXTURE,
          ],
        }),
        { now: NOW + 60_000 },
      ),
    '3 refused: quarantine_expired s/b: ended 2026-11-24T12:01:00.000Z, owner ann',
  ],
  [
    'a quarantine without an end in sight',
    () => gate(monitor({ fixtures: [FIXTURE, heldUntil('9999-12-31T23:59:59.999Z')] })),
    '3 refused: quarantine_too_long s/b: until 9999-12-31T23:59:59.999Z, more than 90 days from now, owner ann',
  ],
  [
    'a quarantine that is longer than the config allows, where the monitor allowed it',
    () =>
      gate(monitor({ fixtures: [FIXTURE, heldUntil('2026-12-24T12:00:00.000Z')] }), {
        thresholds: { max_quarantine_days: 29 },
      }),
    '3 refused: quarantine_too_long s/b: until 2026-12-24T12:00:00.000Z, more than 29 days from now, owner ann',
  ],
  [
    'packages that cannot be read now',
    () =>
      gate(monitor(), {
        dependencies: new Map([
          ['s/a', { installed_sha256: null, lock_sha256: null, unread: 'package-lock.json' }],
        ]),
      }),
    '3 refused: dependencies_unchecked s/a: "package-lock.json" cannot be read, so that nobody knows with which packages it was replayed',
  ],
  [
    'packages that could not be read when it was replayed',
    () =>
      gate(
        monitor({
          results: [
            {
              ...RESULT,
              dependencies: { installed_sha256: 'a', lock_sha256: null, unread: 'x/package.json' },
            },
          ],
        }),
      ),
    '3 refused: dependencies_unchecked s/a: "x/package.json" cannot be read, so that nobody knows with which packages it was replayed',
  ],
  [
    'quarantine of everything there is',
    () =>
      gate(
        monitor({
          fixtures: [{ ...FIXTURE, quarantine: { owner: 'ann', until: '2026-11-25T00:00:00.000Z' } }],
        }),
      ),
    '3 refused: quarantined s/a: until 2026-11-25T00:00:00.000Z, owner ann',
  ],
  [
    'a window that has grown since the artifact was written',
    () =>
      gate(
        monitor({
          failures: [openSince('11:05')],
        }),
        { now: NOW + 600_000 },
      ),
    '1 refused: window_too_long v1:f: timeout went unseen for 65 of at most 60 minutes',
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
          failures: [openSince('10:00')],
        }),
      ),
    '1 refused: window_too_long v1:f: timeout went unseen for 120 of at most 60 minutes',
  ],
  [
    'a silent window that is longer than the few seconds it may be',
    () =>
      gate(monitor({ failures: [openSince('12:00')] }), {
        now: NOW + 8700,
        thresholds: { max_window_minutes: 0.001 },
      }),
    '1 refused: window_too_long v1:f: timeout went unseen for 0.15 of at most 0.001 minutes',
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

test('unproven fixtures need no lock file', () => {
  const artifact = monitor({ fixtures: [{ ...FIXTURE, proof: 'unproven' }] });
  expect(gate(artifact, { locked: null })).toBe('3 refused: unproven s/a: unproven');
});

test('names every reason, the first in its one line', () => {
  const artifact = monitor({ fixtures: [FIXTURE, { ...FIXTURE, fixture_id: 'b' }], results: [] });
  const result = checkGate({ now: NOW, artifact, locked: ['s/a', 's/b', 's/c'] });
  expect(result.reasons.map((reason) => `${reason.code} ${reason.subject}`)).toEqual([
    'fixture_vanished s/c',
    'no_result s/a',
    'no_result s/b',
  ]);
  expect(result.summary).toMatch(/\(and 2 more\)$/);
});
