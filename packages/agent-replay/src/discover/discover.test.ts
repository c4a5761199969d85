import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import { discoverFixtures } from './discover-fixtures.ts';
import { fixtureSha256 } from './fixture-sha256.ts';
import { checkFixture, loadFixture } from './load-fixture.ts';
import { readLock, writeLock } from './lock.ts';
import { proofState } from './proof-state.ts';
import { validateFixtures } from './validate-fixtures.ts';
import { createRedactor } from '@agent-replay/redaction';

const ids = (root: string, patterns?: string[]): string[] =>
  discoverFixtures(root, patterns).map(({ suite, fixture_id: id, tier }) => `${suite}/${id} ${tier}`);

test('fixtures are found by folder, suite, own path and glob, sorted, with their tier', () => {
  const { root } = createProject({
    ...fixtureFiles('b'),
    ...fixtureFiles('a', { notes: { tier: 'critical' } }),
    'fixtures/other/c/input.json': {},
    'fixtures/README.md': 'no fixture',
  });
  const all = ['other/c full', 'suite/a critical', 'suite/b broad'];
  expect(ids(root)).toEqual(all);
  expect(ids(root, ['fixtures/*/*'])).toEqual(all);
  expect(ids(root, ['fixtures/suite', 'fixtures/suite/a'])).toEqual(all.slice(1));
  expect(ids(root, ['fixtures/suite/a/expected.json'])).toEqual([all[1]]);
  expect(ids(root, ['nothing', '*/none'])).toEqual([]);
});

test('every problem of every file is told in one pass', () => {
  const { root, write } = createProject({
    ...fixtureFiles('good'),
    ...fixtureFiles('bad', { input: { seed: -1, extra: 1 }, notes: { tier: 'weekly' } }),
  });
  rmSync(join(root, 'fixtures/suite/bad/tool_cassettes.json'));
  write('fixtures/suite/bad/readme.txt', 'hello');
  const [bad, good] = validateFixtures(root);
  expect(good).toMatchObject({ errors: [], warnings: [] });
  expect(bad?.errors.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'wrong_value /seed',
    'unknown_key /extra',
    'missing_file ',
    'wrong_value /tier',
  ]);
  expect(bad?.warnings).toMatchObject([{ code: 'unknown_file', received: 'readme.txt' }]);
});

test('a fixture’s id is its folder, its state is what its digest says, its ids are its own', () => {
  const call = toolInteraction('1', 'search', 'x', 'y');
  const state = [{ ref: 'a', sha256: '0'.repeat(64), content: 1 }];
  const { root } = createProject(
    fixtureFiles('one', { input: { fixture_id: 'two', state }, interactions: [call, call] }),
  );
  expect(checkFixture(join(root, 'fixtures/suite/one')).map(({ path }) => path)).toEqual([
    '/fixture_id',
    '/state/0/sha256',
    '/interactions/1/id',
  ]);
});

test('a blob must be there, and be what its name says', () => {
  const http = {
    id: '1',
    lane: 'GET https://a.example/',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://a.example/', headers: [] },
    response: { status: 200, headers: [], body: { blob: 'a'.repeat(64), bytes: 3 } },
  };
  const { root, write } = createProject(fixtureFiles('one', { interactions: [http] }));
  const dir = join(root, 'fixtures/suite/one');
  const told = (): string[] => checkFixture(dir).map(({ path, received }) => `${path} ${received}`);
  expect(told()).toEqual(['/interactions/0/response/body/blob nothing']);
  write(`fixtures/suite/one/blobs/${'a'.repeat(64)}`, 'abc');
  expect(told()).toEqual(['/interactions/0/response/body/blob other content']);
});

test('a file that is a link or a folder is no file of a fixture', () => {
  const { root } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  rmSync(join(dir, 'notes.json'));
  symlinkSync('/etc/hostname', join(dir, 'notes.json'));
  rmSync(join(dir, 'input.json'));
  mkdirSync(join(dir, 'input.json'));
  expect(checkFixture(dir).map(({ code }) => code)).toEqual(['not_a_file', 'not_a_file']);
  expect(() => loadFixture(dir)).toThrow('it has 2 errors');
});

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
    fixed: { ...run, verdict: 'passed', failure_class: null },
    fixture_sha256: fixtureSha256(dir),
  };
  edit('fixtures/suite/one/notes.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), proof, owner: 'ann' }),
  );
  const state = (): string => proofState(dir, loadFixture(dir).notes).state;
  expect(state()).toBe('proven');
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
  const { notes } = loadFixture(dir);
  expect(proofState(dir, notes, Date.parse('2026-11-24T00:00:00.000Z')).state).toBe('quarantined');
  expect(proofState(dir, notes, Date.parse(quarantine.until))).toEqual({
    state: 'unproven',
    reason: 'it was captured through unknown channels: addon',
  });
});

test('the lock file keeps the names of fixtures, sorted, each once', async () => {
  const { root, read } = createProject();
  expect(await readLock(root)).toBeNull();
  await writeLock(root, ['b/y', 'a/x', 'b/y'], createRedactor());
  expect(await readLock(root)).toEqual(['a/x', 'b/y']);
  expect(JSON.parse(read('agent-replay.lock.json'))).toEqual({ format: 1, fixtures: ['a/x', 'b/y'] });
});
