import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, createProject, fixtureFiles } from '../project.suite.ts';
import { editsSinceProof } from './edits-since-proof.ts';
import { fixtureDigests, fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { proofState } from './proof-state.ts';
import { validateFixtures } from '../discover/validate-fixtures.ts';

test('what was changed after the proof is told by place, where the proven form is in the history', () => {
  const project = createProject(
    fixtureFiles('one', { expected: { artifacts: { min: 1 }, status: ['passed'] } }),
  );
  const dir = join(project.root, 'fixtures/suite/one');
  const run = {
    ref: 'r',
    code_sha256: '0'.repeat(64),
    verdict: 'failed' as const,
    failure_class: 'x',
    at: '',
  };
  const proof = {
    broken: run,
    fixed: run,
    fixture_sha256: fixtureSha256(dir),
    files: Object.fromEntries(fixtureDigests(dir)),
  };
  project.edit('fixtures/suite/one/expected.json', (text) => text.replace('"min": 1', '"min": 0'));
  project.edit('fixtures/suite/one/notes.json', (text) => text.replace('"owner": null', '"owner": "ann"'));
  expect(editsSinceProof(dir, proof)).toEqual(['expected.json: changed']);
  project.edit('fixtures/suite/one/expected.json', (text) => text.replace('"min": 0', '"min": 1'));
  commit(project, 'proven');
  project.edit('fixtures/suite/one/expected.json', (text) =>
    text.replace('"min": 1', '"min": 0, "max": 2').replace('"passed"', '"passed", "degraded"'),
  );
  project.write('fixtures/suite/one/blobs/x', 'new');
  expect(editsSinceProof(dir, proof)).toEqual([
    'blobs/x: changed',
    'expected.json /artifacts/min: 1 → 0',
    'expected.json /artifacts/max: nothing → 2',
    'expected.json /status/1: nothing → "degraded"',
  ]);
  commit(project, 'edited');
  expect(editsSinceProof(dir, proof)).toHaveLength(4);
});

test('of many edited fixtures the first fifty are looked up in the history, the others named by part', () => {
  const project = createProject({});
  const names = Array.from({ length: 52 }, (_, index) => `f${String(index).padStart(2, '0')}`);
  const run = { ref: 'r', code_sha256: '0'.repeat(64), verdict: 'failed', failure_class: 'x' };
  const at = '2026-11-24T00:00:00.000Z';
  for (const name of names) {
    const write = (proof: object | null): void => {
      const files = fixtureFiles(name, { expected: { artifacts: { min: 1 } }, notes: { proof } });
      for (const [path, content] of Object.entries(files)) project.write(path, content);
    };
    write(null);
    const dir = join(project.root, 'fixtures/suite', name);
    const tried = { broken: { ...run, at }, fixed: { ...run, verdict: 'passed', failure_class: null, at } };
    const files = Object.fromEntries(fixtureDigests(dir));
    write({ ...tried, fixture_sha256: fixtureSha256(dir), files });
  }
  commit(project, 'proven');
  for (const name of names)
    project.edit(`fixtures/suite/${name}/expected.json`, (text) => text.replace('"min": 1', '"min": 0'));
  const told = validateFixtures(project.root).map(({ edits }) => edits);
  expect(new Set(told.slice(0, 50).flat())).toEqual(new Set(['expected.json /artifacts/min: 1 → 0']));
  expect(told.slice(50)).toEqual([['expected.json: changed'], ['expected.json: changed']]);
}, 60_000);

test('an edit of any file un-proves; line ends and who owns the fixture do not', () => {
  const { root, edit, read, write } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  const at = '2026-11-24T08:30:00.000Z';
  const run = {
    ref: 'r',
    code_sha256: '0'.repeat(64),
    verdict: 'failed',
    failure_class: 'missing_artifact_ref',
    at,
  };
  const proof = {
    broken: run,
    fixed: { ...run, code_sha256: '1'.repeat(64), verdict: 'passed', failure_class: null },
    fixture_sha256: fixtureSha256(dir),
  };
  edit('fixtures/suite/one/notes.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), proof, owner: 'ann' }),
  );
  const state = (): string => proofState(loadFixture(dir)).state;
  expect(state()).toBe('proven');
  const fixture = loadFixture(dir);
  const expiring = { ...fixture, notes: { ...fixture.notes, stale_after: '2026-11-25T00:00:00.000Z' } };
  expect(proofState(expiring, { now: Date.parse('2026-11-24T23:59:59.999Z') }).state).toBe('proven');
  expect(proofState(expiring, { now: Date.parse('2026-11-25T00:00:00.000Z') })).toEqual({
    state: 'stale',
    reason: 'it is past its stale_after, 2026-11-25T00:00:00.000Z',
    expired: 'fixture_expired',
  });
  const quarantine = { owner: 'ann', reason: 'flaky', until: '2026-11-25T00:00:00.000Z' };
  const held = { ...fixture, notes: { ...fixture.notes, quarantine } };
  expect(proofState(held, { now: Date.parse('2026-11-24T23:59:59.999Z') }).state).toBe('quarantined');
  expect(proofState(held, { now: Date.parse('2026-11-25T00:00:00.000Z') })).toEqual({
    state: 'stale',
    reason: 'its quarantine ended 2026-11-25T00:00:00.000Z, owner ann',
    expired: 'quarantine_expired',
  });
  expect(proofState(held, { now: Date.parse('2026-08-27T00:00:00.000Z') }).state).toBe('quarantined');
  expect(proofState(held, { now: Date.parse('2026-08-26T23:59:59.999Z') })).toEqual({
    state: 'stale',
    reason: 'its quarantine lasts until 2026-11-25T00:00:00.000Z, more than 90 days from now, owner ann',
    expired: 'quarantine_too_long',
  });
  edit('fixtures/suite/one/expected.json', (text) => text.replaceAll('\n', '\r\n'));
  expect(state()).toBe('proven');
  for (const name of ['input.json', 'expected.json', 'tool_cassettes.json']) {
    const before = read(`fixtures/suite/one/${name}`);
    write(`fixtures/suite/one/${name}`, `${before} `);
    expect(state()).toBe('unproven');
    write(`fixtures/suite/one/${name}`, before);
    expect(state()).toBe('proven');
  }
  edit('fixtures/suite/one/notes.json', (text) => text.replace('"reason":"missing', '"reason":"another'));
  expect(state()).toBe('unproven');
});

test('a capture with unknown channels is never proven; a quarantine holds until its end', () => {
  const quarantine = { owner: 'ann', reason: 'flaky', until: '2026-11-25T00:00:00.000Z' };
  const { root } = createProject(
    fixtureFiles('one', { notes: { capture: { captured: [], denied: [], unknown: ['addon'] }, quarantine } }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const fixture = loadFixture(dir);
  expect(proofState(fixture, { now: Date.parse('2026-11-24T00:00:00.000Z') }).state).toBe('quarantined');
  expect(proofState(fixture, { now: Date.parse(quarantine.until) })).toEqual({
    state: 'unproven',
    reason: 'it was captured through unknown channels: addon',
  });
});

test('a proof that contradicts itself is none, and one covers the tier and how calls are compared', () => {
  const { root, edit } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  const at = '2026-11-24T08:30:00.000Z';
  const tried = (code: string, verdict: string, failure_class: string | null) => ({
    ref: 'r',
    code_sha256: code.repeat(64),
    verdict,
    failure_class,
    at,
  });
  const proof = {
    broken: tried('0', 'failed', 'missing_artifact_ref'),
    fixed: tried('1', 'passed', null),
    fixture_sha256: fixtureSha256(dir),
    tier: 'broad',
  };
  const state = (changes: object, match = {}): string | null => {
    edit('fixtures/suite/one/notes.json', (text) =>
      JSON.stringify({ ...JSON.parse(text), proof: { ...proof, ...changes } }),
    );
    return proofState(loadFixture(dir), { match }).reason;
  };
  expect(state({})).toBeNull();
  expect(state({ benign: tried('1', 'passed', null) })).toBeNull();
  const no = 'its proof contradicts itself: ';
  expect(state({ fixed: tried('1', 'failed', 'exception') })).toBe(`${no}the fixed code was exception`);
  expect(state({ fixed: tried('1', 'passed', 'exception') })).toBe(`${no}the fixed code was exception`);
  expect(state({ broken: tried('0', 'passed', 'missing_artifact_ref') })).toBe(
    `${no}the broken code was passed`,
  );
  expect(state({ broken: tried('0', 'failed', 'exception') })).toBe(
    'its failure class is not the one that was proven',
  );
  expect(state({ fixed: tried('0', 'passed', null) })).toBe(
    `${no}the broken and the fixed code are the same`,
  );
  expect(state({ benign: tried('2', 'failed', null) })).toBe(`${no}the benign code was failed`);
  const changed = 'a setting was changed after it was proven: ';
  expect(state({ tier: 'critical' })).toBe(`${changed}tier: critical → broad`);
  expect(state({}, { ignore: ['/messages/0'] })).toBe(
    `${changed}match.ignore: the default → ["/messages/0"]`,
  );
  expect(state({ match: { ignore: ['/b', '/a'].toSorted() } }, { ignore: ['/b', '/a', '/b'] })).toBeNull();
  expect(state({ match: { drift: 'serve' } })).toBe(`${changed}match.drift: "serve" → the default`);
  expect(state({}, { drift: 'serve' })).toBe(`${changed}match.drift: the default → "serve"`);
  expect(state({}, { drift: 'alike' })).toBeNull();
});
