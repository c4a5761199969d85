import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { definePredicate, jsonSha256, sha256, Slug } from '@agent-replay/contracts';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import { deepFixtures, discoverFixtures, isDiscovered, linkedFolders } from './discover-fixtures.ts';
import { display } from './display.ts';
import { fixtureSha256 } from './fixture-sha256.ts';
import { checkFixture, loadFixture } from './load-fixture.ts';
import { validateFixtures } from './validate-fixtures.ts';

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

test('whether a folder is discovered is told as discovery tells it', () => {
  const { root } = createProject({
    ...fixtureFiles('a'),
    ...fixtureFiles('.hidden'),
    'fixtures/suite/a/blobs/input.json': {},
    'fixtures/empty/b/README.md': 'no fixture',
    'elsewhere/suite/a/input.json': {},
  });
  symlinkSync(join(root, 'elsewhere/suite'), join(root, 'fixtures/linked'));
  const places = [
    'fixtures',
    'fixtures/suite',
    'fixtures/suite/a',
    'fixtures/suite/.hidden',
    'fixtures/suite/a/blobs',
    'fixtures/suite/ab',
    'fixtures/empty/b',
    'fixtures/linked/a',
    'elsewhere/suite/a',
  ].map((place) => join(root, place));
  const globs = [
    ['fixtures'],
    ['fixtures/suite'],
    ['fixtures/suite/a'],
    ['fixtures/*/*'],
    ['fixtures/*'],
    ['else*/*'],
  ];
  for (const fixtures of globs) {
    const found = discoverFixtures(root, fixtures).map(({ dir }) => dir);
    expect(places.filter((dir) => isDiscovered({ root, fixtures }, dir))).toEqual(
      places.filter((dir) => found.includes(dir)),
    );
    expect(found).toHaveLength(1);
  }
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

test('what a fixture names and the config does not have is a warning, with its place', () => {
  const expected = { predicates: ['x_here', 'x_gone'], semantic: [{ validator: 'nobody' }] };
  const { root } = createProject(fixtureFiles('one', { expected }));
  const here = definePredicate({ id: 'x_here', expected: 'it', check: () => true });
  const names = { agents: { someone: './someone.ts' }, predicates: [here], validators: [] };
  const [found] = validateFixtures(root, undefined, { names });
  expect(found?.errors).toEqual([]);
  expect(found?.warnings.map(({ path, expected: wanted }) => `${path} ${wanted}`)).toEqual([
    '/agent/name an agent of the config',
    '/predicates/1 a predicate of the config',
    '/semantic/0/validator a validator of the config',
  ]);
  expect(found?.warnings.every(({ line }) => line !== undefined)).toBe(true);
  const without = validateFixtures(root, undefined, { names: { ...names, agents: {} } });
  expect(without[0]?.warnings).toHaveLength(2);
});

test('a fixture’s id is its folder, its state is what its digest says, its ids are its own', () => {
  const call = toolInteraction('1', 'search', 'x', 'y');
  const state = [{ ref: 'a', sha256: '0'.repeat(64), content: 1 }];
  const { root } = createProject(
    fixtureFiles('one', { input: { fixture_id: 'two', state }, interactions: [call, call] }),
  );
  expect(checkFixture(join(root, 'fixtures/suite/one')).issues.map(({ path }) => path)).toEqual([
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
  const told = (): string[] => checkFixture(dir).issues.map(({ path, received }) => `${path} ${received}`);
  expect(told()).toEqual(['/interactions/0/response/body/blob nothing']);
  write(`fixtures/suite/one/blobs/${'a'.repeat(64)}`, 'abc');
  expect(told()).toEqual(['/interactions/0/response/body/blob other content']);
});

test.each([
  ['gzip', gzipSync],
  ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ['deflate, gzip', (bytes: Buffer) => gzipSync(deflateSync(bytes))],
])('a body that %s would blow up is refused by its place, before an agent unpacks it', (coding, pack) => {
  const http = (bytes: Buffer) => ({
    id: '1',
    lane: 'GET https://a.example/',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://a.example/', headers: [] },
    response: {
      status: 200,
      headers: [['content-encoding', coding]],
      body: { base64: pack(bytes).toString('base64') },
    },
  });
  const told = (bytes: Buffer): string[] => {
    const { root } = createProject(fixtureFiles('one', { interactions: [http(bytes)] }));
    return checkFixture(join(root, 'fixtures/suite/one')).issues.map(
      ({ path, expected }) => `${path} ${expected}`,
    );
  };
  expect(told(Buffer.alloc(257 * 1024 * 1024))).toEqual([
    '/interactions/0/response/body a body of at most 256 MiB when it is unpacked',
  ]);
  expect(told(Buffer.alloc(1024))).toEqual([]);
});

test.each([
  [
    'the pattern "(" cannot be used: error parsing regexp: missing closing ): `(`',
    { properties: { done: { pattern: '(' } } },
  ],
  ["can't resolve reference https://example.com/x.json from id #", { $ref: 'https://example.com/x.json' }],
  ['Maximum call stack size exceeded', { $ref: '#' }],
  [
    'schema is invalid: data/type must be equal to one of the allowed values, data/type must be array, data/type must match a schema in anyOf',
    { type: 'strin' },
  ],
])('a schema that no output can be held against is told with its place: %s', (received, schema) => {
  const { root } = createProject(
    fixtureFiles('one', { expected: { artifacts: { min: 1, schema }, output: schema } }),
  );
  const [found] = validateFixtures(root);
  const told = found?.errors.map(({ file, line, path, received: why }) => [file, line, path, why]);
  const file = display(join(root, 'fixtures/suite/one/expected.json'));
  expect(told).toEqual([
    [file, expect.any(Number), '/output', received],
    [file, expect.any(Number), '/artifacts/schema', received],
  ]);
});

test('a schema that needs a validator and can be used is no problem', () => {
  const output = { anyOf: [{ type: 'string', pattern: '^a+$' }, { $ref: '#/$defs/b' }], $defs: { b: true } };
  const { root } = createProject(fixtureFiles('one', { expected: { output } }));
  expect(validateFixtures(root)[0]?.errors).toEqual([]);
});

test.each(['../../x', '/etc/x', 'a/CON.txt', 'a\\..\\..\\b', 'C:x', ''])(
  'state in the file %j, which the workspace cannot hold, is told with its place',
  (path) => {
    const state = [{ ref: `file:${path}`, sha256: jsonSha256({}), content: {} }];
    const { root } = createProject(fixtureFiles('one', { input: { state } }));
    const told = validateFixtures(root)[0]?.errors.map((issue) => [issue.path, issue.received]);
    expect(told).toEqual([['/state/0/ref', JSON.stringify(`file:${path}`)]]);
  },
);

test('a file of 200 MB is refused by its size, before it is read', () => {
  const { root } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  truncateSync(join(dir, 'tool_cassettes.json'), 200 * 1024 * 1024);
  const before = process.memoryUsage.rss();
  expect(checkFixture(dir).issues.map(({ code, received }) => `${code} ${received}`)).toEqual([
    'json_size 209715200 bytes',
  ]);
  expect(() => loadFixture(dir)).toThrow('it has an error');
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
});

test('a fixture is not named as a device of Windows is, nor beyond its folder', () => {
  const { root } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  const placesOf = (id: string): string[] => {
    const file = join(dir, 'input.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), fixture_id: id }));
    return [...new Set(checkFixture(dir).issues.map(({ path }) => path))];
  };
  for (const id of ['con', 'NUL', 'Aux.json', 'com1', 'LPT9.x', '../one', 'a\u0000b', 'a/b', '.', ''])
    expect(placesOf(id), id).toEqual(['/fixture_id']);
  expect(placesOf('one')).toEqual([]);
  for (const id of ['console', 'nullable', 'com10', 'auxiliary.v1'])
    expect(Slug.safeParse(id).success, id).toBe(true);
});

test('blobs that are links are not there', () => {
  const blob = sha256('secret of another folder');
  const body = { blob, bytes: 24 };
  const http = {
    id: '1',
    lane: 'GET https://api.example.com',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://api.example.com/', headers: [] },
    response: { status: 200, headers: [], body },
  };
  const { root, write } = createProject(fixtureFiles('one', { interactions: [http] }));
  const dir = join(root, 'fixtures/suite/one');
  write('elsewhere/file', 'secret of another folder');
  mkdirSync(join(dir, 'blobs'));
  symlinkSync(join(root, 'elsewhere/file'), join(dir, 'blobs', blob));
  const told = (): string[] => checkFixture(dir).issues.map(({ path, received }) => `${path} ${received}`);
  const missing = ['/interactions/0/response/body/blob nothing'];
  expect(told()).toEqual(missing);
  rmSync(join(dir, 'blobs'), { recursive: true });
  symlinkSync(join(root, 'elsewhere'), join(dir, 'blobs'), 'junction');
  expect(told()).toEqual([...missing, ' a link or a file']);
});

test('the folder of the blobs is no link, whether the tape asks for one or not, and nothing is read through it', () => {
  const { root, write } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  const before = fixtureSha256(dir);
  write('elsewhere/file', 'of another folder');
  for (const target of [join(root, 'elsewhere'), join(root, 'nowhere')]) {
    symlinkSync(target, join(dir, 'blobs'), 'junction');
    expect(checkFixture(dir).issues).toMatchObject([{ code: 'not_a_file', received: 'a link or a file' }]);
    expect(() => loadFixture(dir)).toThrow('it has an error');
    expect(fixtureSha256(dir)).toBe(before);
    rmSync(join(dir, 'blobs'));
  }
});

test('a pipe in the place of notes.json is not waited for when fixtures are looked for', () => {
  if (process.platform === 'win32') return;
  const { root } = createProject(fixtureFiles('one'));
  rmSync(join(root, 'fixtures/suite/one/notes.json'));
  execFileSync('mkfifo', [join(root, 'fixtures/suite/one/notes.json')]);
  expect(discoverFixtures(root, ['fixtures/**']).map(({ tier }) => tier)).toEqual(['full']);
});

test('a pipe among the files or the blobs is not waited for, and a blob is not larger than a file may be', () => {
  const blob = 'a'.repeat(64);
  const http = {
    id: '1',
    lane: 'GET https://api.example.com',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://api.example.com/', headers: [] },
    response: { status: 200, headers: [], body: { blob, bytes: 24 } },
  };
  const { root, write } = createProject(fixtureFiles('one', { interactions: [http] }));
  const dir = join(root, 'fixtures/suite/one');
  const told = (): string[] => checkFixture(dir).issues.map(({ path, received }) => `${path} ${received}`);
  write(`fixtures/suite/one/blobs/${blob}`, '');
  truncateSync(join(dir, 'blobs', blob), 3 * 1024 * 1024 * 1024);
  expect(told()).toEqual(['/interactions/0/response/body/blob 3221225472 bytes']);
  rmSync(join(dir, 'blobs', blob));
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(dir, 'blobs', blob), join(dir, 'blobs', 'pipe')]);
  expect(told()).toEqual(['/interactions/0/response/body/blob nothing']);
  expect(fixtureSha256(dir)).toMatch(/^[0-9a-f]{64}$/);
  rmSync(join(dir, 'notes.json'));
  execFileSync('mkfifo', [join(dir, 'notes.json')]);
  expect(told()).toContain(' a link or a folder');
});

test('a file that is a link or a folder is no file of a fixture', () => {
  const { root } = createProject(fixtureFiles('one'));
  const dir = join(root, 'fixtures/suite/one');
  rmSync(join(dir, 'notes.json'));
  symlinkSync('/etc/hostname', join(dir, 'notes.json'));
  rmSync(join(dir, 'input.json'));
  mkdirSync(join(dir, 'input.json'));
  expect(checkFixture(dir).issues.map(({ code }) => code)).toEqual(['not_a_file', 'not_a_file']);
  expect(() => loadFixture(dir)).toThrow('it has 2 errors');
});

test('fixtures that stand too deep to be found are named', async () => {
  const { root, run, json } = createProject({
    ...fixtureFiles('one'),
    'fixtures/team/suite/two/input.json': {},
    'fixtures/team/suite/more/three/notes.json': {},
    'fixtures/suite/one/blobs/input.json': {},
    'fixtures/node_modules/suite/some/package/input.json': {},
  });
  const deep = ['fixtures/team/suite/more/three', 'fixtures/team/suite/two'];
  const found = deep.map((each) => join(root, each));
  expect(deepFixtures(root)).toEqual(found);
  expect(deepFixtures(root, ['fixtures/team', 'fixtures/suite/one', 'nowhere'])).toEqual(found.slice(0, 1));
  const { stdout } = await run('validate');
  for (const each of deep) expect(stdout).toContain(`warning  ${each}: expected a suite above it`);
  expect((await json<object>('validate', '--json')).value).toMatchObject({ deep: found });
});

test('no link leads to a fixture, and each is named', () => {
  const { root } = createProject(fixtureFiles('one'));
  mkdirSync(join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), join(root, 'fixtures/suite/two'), 'junction');
  symlinkSync(join(root, 'fixtures/suite'), join(root, 'fixtures/also'), 'junction');
  symlinkSync(join(root, 'elsewhere'), join(root, 'fixtures/suite/one/blobs'), 'junction');
  expect(discoverFixtures(root).map(({ dir }) => dir)).toEqual([join(root, 'fixtures/suite/one')]);
  expect(linkedFolders(root)).toEqual([join(root, 'fixtures/also'), join(root, 'fixtures/suite/two')]);
  expect(linkedFolders(root, ['fixtures/suite/one', 'nowhere', 'fixtures/*/one'])).toEqual([]);
});
