import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { usePackages } from './use-packages.ts';
import { testsOf } from './json-report.ts';
import { monitorOf, statesOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { commit, failuresOfEdits } from './watch-runner.ts';
import { fixtureTests, userProject } from './user-project.ts';

const UNIT = `test('adds', () => expect(1 + 1).toBe(2));\n`;
const REPORT = ['--json', '--outputFile=report.json'];
/** As Jest names what Vitest calls skipped. */
const jestTests = Object.fromEntries(
  Object.entries(fixtureTests).map(([name, status]) => [name, status === 'skipped' ? 'pending' : status]),
);

const AT = '2026-11-20T10:00:00.000Z';

const packages = usePackages();

function jestProject(
  name: string,
  files: Record<string, string> = {},
  modules: 'cjs' | 'esm' = 'cjs',
): Project {
  return createProject(packages.dir, name, {
    ...userProject({ modules }),
    'src/unit.test.js': UNIT,
    ...files,
  });
}

function below(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

describe('a project with the preset', () => {
  let project: Project;
  let output: string;

  beforeAll(async () => {
    project = jestProject('whole');
    const run = await project.jest(...REPORT);
    output = run.stderr;
    expect(run.code).toBe(1);
  });

  test('has every fixture as a test of its suite, and its unit test once', () => {
    expect(testsOf(project)).toEqual({ adds: 'passed', ...jestTests });
  });

  test('tells the rule and both sides, with the lines of expected.json around it', () => {
    expect(output).toContain('FAIL fixtures/payments/left_nothing/expected.json');
    expect(output).toContain(
      [
        '    Failed to replay "payments/left_nothing": failed, missing_artifact_ref: done was claimed, but no artifact was recorded.',
        '      rule      missing_artifact_ref /artifacts/min',
        '      expected  at least 1 artifact',
        '      received  none',
        '      file      fixtures/payments/left_nothing/expected.json:6:5',
      ].join('\n'),
    );
    expect(output).toContain('    > 6 |     "min": 1');
    expect(output).toContain('at expected (fixtures/payments/left_nothing/expected.json:6:5)');
  });

  test('leaves a monitor artifact in which what is unproven is not passing', () => {
    expect(statesOf(project)).toEqual({
      'orders/read_order': 'stale unproven',
      'orders/swallowed_miss': 'failing cassette_miss',
      'payments/left_nothing': 'failing missing_artifact_ref',
      'payments/left_report': 'stale unproven',
    });
    expect(output).toContain('agent-replay  0 passing, 2 failing, 2 stale (2 unproven)');
  });

  test.each([
    { by: 'its name', args: ['-t', 'left_nothing'], red: ['payments left_nothing'] },
    { by: 'the path of its suite', args: ['fixtures/orders'], red: ['orders swallowed_miss'] },
    { by: 'its own path', args: ['fixtures/payments/left_nothing'], red: ['payments left_nothing'] },
    {
      by: 'what is related to one of its files',
      args: ['--findRelatedTests', 'fixtures/payments/left_nothing/tool_cassettes.json'],
      red: ['payments left_nothing'],
    },
    {
      by: 'what is related to a module that its agent imports',
      args: ['--findRelatedTests', 'src/decide.js'],
      red: ['orders swallowed_miss', 'payments left_nothing'],
    },
  ])('runs a fixture by $by', async ({ args, red }) => {
    await project.jest('--json', '--outputFile=some.json', ...args);
    const failed = Object.entries(testsOf(project, 'some.json')).filter(([, status]) => status === 'failed');
    expect(failed.map(([name]) => name)).toEqual(red);
  });
});

test('five shards run each fixture once', async () => {
  const project = jestProject('shards');
  const names: string[] = [];
  for (let index = 1; index <= 5; index += 1) {
    await project.jest(`--shard=${index}/5`, ...REPORT);
    names.push(...Object.keys(testsOf(project)));
    rmSync(join(project.dir, 'report.json'));
  }
  expect(names.toSorted()).toEqual(['adds', ...Object.keys(fixtureTests)].toSorted());
  expect(monitorOf(project)).toMatchObject({ fixtures_failing: 2, fixtures_stale: 2 });
});

test('in two, three and eight shards each fixture is exactly once', async () => {
  const project = jestProject('all-shards');
  const listed = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await project.jest('--listTests', ...args);
    return stdout.split('\n').filter(Boolean);
  };
  const all = (await listed()).toSorted();
  expect(all.filter((path) => path.endsWith('expected.json'))).toHaveLength(4);
  for (const count of [2, 3, 8]) {
    const shards: string[] = [];
    for (let index = 1; index <= count; index += 1)
      shards.push(...(await listed(`--shard=${index}/${count}`)));
    expect(shards.toSorted()).toEqual(all);
  }
});

const IGNORED = { '.gitignore': 'node_modules\n.agent-replay\nreport.json\nwatch-*\n' };

test.each([
  { what: 'no pattern of its own', config: {} },
  { what: 'testMatch', config: { testMatch: ['**/*.test.js'] } },
  { what: 'testRegex', config: { testRegex: String.raw`\.test\.js$` } },
])('with $what, -o and --findRelatedTests run what an edit concerns', async ({ what, config }) => {
  const jest = { preset: '@agent-replay/jest-preset', ...config };
  const project = jestProject(`changed-${what.replaceAll(' ', '-')}`, {
    ...IGNORED,
    'package.json': JSON.stringify({ private: true, jest }),
  });
  commit(project);
  appendFileSync(join(project.dir, 'fixtures/payments/left_nothing/notes.json'), '\n');
  await project.jest('-o', ...REPORT);
  expect(testsOf(project)).toEqual({ 'payments left_nothing': 'failed' });
  const related = await project.jest('--findRelatedTests', 'src/decide.js', ...REPORT);
  expect(testsOf(project)).toEqual(jestTests);
  expect(related.stderr).toMatch(/^Test Suites: .*2 of 4 total$/m);
  const listed: string[] = [];
  for (const shard of ['1/2', '2/2']) {
    const { stdout } = await project.jest(
      '--listTests',
      `--shard=${shard}`,
      '--findRelatedTests',
      'src/decide.js',
    );
    listed.push(...stdout.split('\n').filter(Boolean));
  }
  expect(listed.filter((path) => path.endsWith('expected.json'))).toHaveLength(4);
  expect(listed).toHaveLength(4);
});

test('-o runs no fixture that is ignored, and says which edits it cannot see', async () => {
  const preset = '@agent-replay/jest-preset';
  const project = jestProject('changed-roots', {
    ...IGNORED,
    'package.json': JSON.stringify({ private: true, jest: { preset, roots: ['<rootDir>/src'] } }),
    'ignoring.json': JSON.stringify({ preset, testPathIgnorePatterns: ['/orders/'] }),
  });
  commit(project);
  appendFileSync(join(project.dir, 'fixtures/payments/left_nothing/notes.json'), '\n');
  const { stderr } = await project.jest('-o');
  expect(stderr).toContain('hide 4 fixtures from Jest; -o and --watch miss their edits');
  appendFileSync(join(project.dir, 'src/decide.js'), '\n');
  await project.jest('-o', '--config=ignoring.json', ...REPORT);
  expect(Object.keys(testsOf(project))).toEqual(['payments left_nothing', 'payments left_report']);
});

test('in watch mode an edit reruns what it concerns, and nothing else', async () => {
  const project = jestProject('watch', IGNORED);
  expect(await failuresOfEdits(project)).toEqual([['left_nothing'], ['left_nothing', 'swallowed_miss']]);
});

test('what a run writes is no edit to Jest, which would run for ever in watch mode', async () => {
  const project = jestProject('writes', {
    'agent-replay.config.mjs':
      "export default { agents: { clerk: './src/clerk.js#agent' }, monitor: { file: 'reports/monitor.json' } };\n",
    'own.json': JSON.stringify({
      preset: '@agent-replay/jest-preset',
      modulePathIgnorePatterns: ['/elsewhere/'],
      watchPathIgnorePatterns: [],
    }),
  });
  const { stdout } = await project.jest('--showConfig', '--config=own.json');
  const [config] = (JSON.parse(stdout) as { configs: { modulePathIgnorePatterns: string[] }[] }).configs;
  const isIgnored = (path: string): boolean =>
    (config?.modulePathIgnorePatterns ?? []).some((each) => new RegExp(each).test(join(project.dir, path)));
  const written = [
    '.agent-replay/monitor.json',
    '.agent-replay/runs.db',
    'reports/monitor.json',
    'elsewhere/a.js',
  ];
  expect(written.filter((path) => !isIgnored(path))).toEqual([]);
  const users = [
    'src/decide.js',
    'fixtures/payments/left_report/expected.json',
    'reports/other.json',
    'agent-replay.js',
  ];
  expect(users.filter(isIgnored)).toEqual([]);
});

test('without fixtures the run fails and says where it looked', async () => {
  const project = jestProject('empty');
  rmSync(join(project.dir, 'fixtures'), { recursive: true });
  const { code, stderr } = await project.jest();
  expect(code).toBe(1);
  expect(stderr).toContain(`Failed to find fixtures in "${project.dir}": no folder holds one.`);
  expect(stderr.split(`looked in  ${join(project.dir, 'fixtures')}`)).toHaveLength(2);
  for (const path of ['src/unit.test.js', 'agent-replay.config.mjs']) rmSync(join(project.dir, path));
  const { code: ofNothing, stderr: text } = await project.jest('--passWithNoTests');
  expect(ofNothing).toBe(1);
  expect(text.split(`looked in  ${join(project.dir, 'fixtures')}`)).toHaveLength(2);
});

test('projects share shards without a fixture in two of them, and know what their agents import', async () => {
  const project = createProject(packages.dir, 'workspace', {
    'package.json': JSON.stringify({ private: true, jest: { projects: ['packages/*'] } }),
    ...below('packages/app', { ...userProject({ modules: 'cjs' }), 'src/unit.test.js': UNIT }),
  });
  const names: string[] = [];
  for (const shard of ['1/2', '2/2']) {
    await project.jest(`--shard=${shard}`, ...REPORT);
    names.push(...Object.keys(testsOf(project)));
    rmSync(join(project.dir, 'report.json'));
  }
  expect(names.toSorted()).toEqual(['adds', ...Object.keys(fixtureTests)].toSorted());
  await project.jest('--findRelatedTests', join(project.dir, 'packages/app/src/decide.js'), ...REPORT);
  expect(testsOf(project)).toEqual(jestTests);
  const { stderr } = await project.jest();
  expect(stderr).toMatch(/^Test Suites: .* of 5 total$/m);
  expect(stderr.match(/^FAIL \S+/gm)?.toSorted()).toEqual([
    'FAIL packages/app/fixtures/orders/swallowed_miss/expected.json',
    'FAIL packages/app/fixtures/payments/left_nothing/expected.json',
  ]);
});

test('a project that is picked needs no fixture where it has a test', async () => {
  const preset = { preset: '@agent-replay/jest-preset' };
  const plain = { displayName: 'plain', ...preset, rootDir: '<rootDir>/plain' };
  const project = jestProject('picked', {
    'package.json': JSON.stringify({
      private: true,
      jest: { projects: [{ displayName: 'app', ...preset }, plain] },
    }),
    'plain/package.json': '{}',
    'plain/agent-replay.config.mjs': 'export default {};\n',
    'plain/unit.test.js': UNIT,
  });
  expect((await project.jest('--selectProjects', 'plain')).code).toBe(0);
  rmSync(join(project.dir, 'plain/unit.test.js'));
  const { code, stderr } = await project.jest('--selectProjects', 'plain', '--passWithNoTests');
  expect(code).toBe(1);
  expect(stderr).toContain(`Failed to find fixtures in "${join(project.dir, 'plain')}"`);
});

test("coverage has the agent's own module, and what it imports", async () => {
  const project = jestProject('coverage');
  await project.jest('--coverage', '--coverageReporters=json-summary', '--silent');
  const summary = JSON.parse(
    readFileSync(join(project.dir, 'coverage/coverage-summary.json'), 'utf8'),
  ) as Record<string, { functions: { pct: number } }>;
  expect(summary[join(project.dir, 'src/clerk.js')]?.functions.pct).toBe(100);
  expect(summary[join(project.dir, 'src/decide.js')]?.functions.pct).toBe(100);
});

test('what the config of Jest leaves out is run with everything, or told', async () => {
  const project = jestProject('hidden');
  project.write({
    'jest.config.cjs':
      "module.exports = { preset: '@agent-replay/jest-preset', testMatch: ['**/*.test.js'] };\n",
  });
  expect((await project.jest('--config=jest.config.cjs')).stderr).not.toContain('hide');
  project.write({
    'jest.config.cjs':
      "module.exports = { preset: '@agent-replay/jest-preset', modulePathIgnorePatterns: ['/fixtures/'] };\n",
  });
  const hidden = await project.jest('--config=jest.config.cjs');
  expect(hidden.stderr).toContain(
    'hide 4 fixtures from Jest; -o and --watch miss their edits, runs of everything or by path have them all the same',
  );
  project.write({
    'jest.config.cjs':
      "module.exports = { preset: '@agent-replay/jest-preset', testPathIgnorePatterns: ['/orders/'] };\n",
  });
  const ignored = await project.jest('--config=jest.config.cjs', ...REPORT);
  expect(ignored.stderr).toContain('your testPathIgnorePatterns leaves out 2 fixtures');
  expect(Object.keys(testsOf(project))).toEqual(['adds', 'payments left_nothing', 'payments left_report']);
  project.write({
    'jest.config.cjs':
      "module.exports = { preset: '@agent-replay/jest-preset', testPathIgnorePatterns: ['/fixtures/'] };\n",
  });
  const all = await project.jest('--config=jest.config.cjs');
  expect(all.code).toBe(1);
  expect(all.stderr).toContain('Failed to run any fixture: your testPathIgnorePatterns leaves out all 4.');
  expect((await project.jest('--config=jest.config.cjs', 'src')).code).toBe(0);
  project.write({
    'jest.config.cjs':
      "module.exports = { preset: '@agent-replay/jest-preset', testPathIgnorePatterns: ['/fixtures/', '/src/'] };\n",
  });
  const none = await project.jest('--config=jest.config.cjs', '--passWithNoTests');
  expect(none.code).toBe(1);
  expect(none.stderr).toContain('Failed to run any fixture: your testPathIgnorePatterns leaves out all 4.');
  for (const picks of ['--listTests', '--shard=1/2', 'src'])
    expect((await project.jest('--config=jest.config.cjs', '--passWithNoTests', picks)).code).toBe(0);
});

test.each([
  { what: 'testMatch', config: { testMatch: ['**/nowhere/*.test.js'] } },
  { what: 'roots', config: { roots: ['<rootDir>/src'], testMatch: ['**/src/nowhere.js'] } },
  { what: 'roots without testMatch', config: { roots: ['<rootDir>/nowhere'] } },
])('Jest has the fixtures among its tests though $what knows no test at all', async ({ what, config }) => {
  const project = jestProject(`nowhere-${what.replaceAll(' ', '-')}`, { 'nowhere/empty.txt': '' });
  const jest = { preset: '@agent-replay/jest-preset', ...config };
  project.write({ 'package.json': JSON.stringify({ private: true, jest }) });
  const whole = await project.jest('--passWithNoTests', ...REPORT);
  expect(whole.code).toBe(1);
  expect(whole.stderr).toMatch(/^Tests: .* 4 total$/m);
  expect(whole.stderr).toMatch(/^Test Suites: .* of 4 total$/m);
  expect(testsOf(project)).toEqual(jestTests);
  await project.jest('--passWithNoTests', 'orders', ...REPORT);
  expect(Object.keys(testsOf(project))).toEqual(['orders read_order', 'orders swallowed_miss']);
  await project.jest('--passWithNoTests', '--onlyFailures', ...REPORT);
  expect(Object.keys(testsOf(project))).toEqual(['orders swallowed_miss', 'payments left_nothing']);
  const listed: string[] = [];
  for (const shard of [1, 2, 3]) {
    const { stdout } = await project.jest('--passWithNoTests', '--listTests', `--shard=${shard}/3`);
    listed.push(...stdout.split('\n').filter(Boolean));
  }
  expect(listed.map((path) => relative(project.dir, path)).toSorted()).toEqual(
    ['orders/read_order', 'orders/swallowed_miss', 'payments/left_nothing', 'payments/left_report'].map(
      (dir) => `fixtures/${dir}/expected.json`,
    ),
  );
});

test("a user's own filter is handed the fixtures that its config leaves out, and has the last word", async () => {
  const project = jestProject('filtered');
  const jest = { preset: '@agent-replay/jest-preset', testMatch: ['**/src/*.test.js'] };
  project.write({
    'package.json': JSON.stringify({ private: true, jest }),
    'none.cjs': 'module.exports = () => ({ filtered: [] });',
    'unit.cjs': "module.exports = (paths) => ({ filtered: paths.filter((path) => path.endsWith('.js')) });",
    'orders.cjs':
      "module.exports = (paths) => ({ filtered: paths.filter((path) => path.includes('orders')) });",
  });
  const listed = async (filter: string): Promise<string[]> => {
    const { stdout } = await project.jest(`--filter=<rootDir>/${filter}.cjs`, '--listTests');
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((path) => relative(project.dir, path))
      .toSorted();
  };
  expect(await listed('none')).toEqual([]);
  expect(await listed('unit')).toEqual(['src/unit.test.js']);
  const orders = ['fixtures/orders/read_order/expected.json', 'fixtures/orders/swallowed_miss/expected.json'];
  expect(await listed('orders')).toEqual(orders);
  await project.jest('--filter=<rootDir>/unit.cjs', ...REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed' });
});

test.each([
  { what: 'testMatch', config: { testMatch: ['**/src/*.test.js'] } },
  { what: 'testRegex', config: { testRegex: String.raw`\.test\.js$` } },
  { what: 'roots', config: { roots: ['<rootDir>/src'] } },
  { what: 'reporters', config: { reporters: ['default'] } },
  { what: 'testEnvironment', config: { testEnvironment: 'node', injectGlobals: true } },
  { what: 'detectLeaks', config: { detectLeaks: true } },
  { what: 'projects', config: { preset: null, projects: [{ preset: '@agent-replay/jest-preset' }] } },
])("a user's own $what leaves the fixtures and the artifact in place", async ({ what, config }) => {
  const project = jestProject(`own-${what}`);
  const jest = { preset: '@agent-replay/jest-preset', ...config };
  project.write({ 'package.json': JSON.stringify({ private: true, jest }) });
  await project.jest(...REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed', ...jestTests });
  expect(monitorOf(project).fixtures_total).toBe(4);
});

test.each([
  { what: 'that runs', config: {} },
  { what: 'whose testMatch hides its own', config: { testMatch: ['**/nowhere.js'] } },
])(
  'a project in which nothing is left but ignored fixtures says so beside one $what',
  async ({ what, config }) => {
    const preset = '@agent-replay/jest-preset';
    const ignoring = { preset, testPathIgnorePatterns: ['/fixtures/', '/src/'] };
    const project = createProject(packages.dir, `ignored-beside-one-${what.replaceAll(' ', '-')}`, {
      'package.json': JSON.stringify({
        private: true,
        jest: { preset, projects: ['packages/first', 'packages/mid', 'packages/old'] },
      }),
      ...below('packages/first', userProject({ modules: 'cjs' })),
      ...below('packages/mid', userProject({ modules: 'cjs' })),
      ...below('packages/old', userProject({ modules: 'cjs' })),
      'packages/first/package.json': JSON.stringify({ jest: ignoring }),
      'packages/mid/package.json': JSON.stringify({ jest: { preset, ...config } }),
      'packages/old/package.json': JSON.stringify({ jest: ignoring }),
    });
    const { stderr } = await project.jest(...REPORT);
    expect(testsOf(project)).toEqual(jestTests);
    expect(stderr.split('your testPathIgnorePatterns leaves out 4 fixtures')).toHaveLength(3);
  },
);

test('projects that do not name the preset are no green run', async () => {
  const project = jestProject('not-named');
  const projects = [{ testMatch: ['**/src/*.test.js'] }];
  project.write({
    'package.json': JSON.stringify({
      private: true,
      jest: { preset: '@agent-replay/jest-preset', projects },
    }),
  });
  const { code, stderr } = await project.jest();
  expect(code).toBe(1);
  expect(stderr).toContain('no project that ran has its runner.');
  for (const args of [['src/unit'], ['--listTests'], ['--shard=1/2']]) {
    const { code: picked, stderr: silent } = await project.jest(...args);
    expect(picked).toBe(0);
    expect(silent).not.toContain('no project that ran has its runner.');
  }
});

test.each([
  { what: 'CommonJS', modules: 'cjs', flag: '' },
  { what: 'ES modules', modules: 'esm', flag: '' },
  { what: 'ES modules with --experimental-vm-modules', modules: 'esm', flag: '--experimental-vm-modules' },
] as const)('an agent written as $what is replayed in a worker and in-band', async ({ modules, flag }) => {
  const project = jestProject(`modules-${modules}${flag}`, {}, modules);
  for (const args of [[], ['-i']]) {
    await project.jestWith({ NODE_OPTIONS: flag }, ...REPORT, ...args);
    expect(testsOf(project)).toEqual({ adds: 'passed', ...jestTests });
  }
});

test.each([
  { what: 'CommonJS in the sandbox', modules: 'cjs', flag: '' },
  { what: 'an ES module, which Node loads outside of it', modules: 'esm', flag: '' },
  { what: 'an ES module in the sandbox', modules: 'esm', flag: '--experimental-vm-modules' },
] as const)('time and chance are those of the fixture for $what', async ({ modules, flag }) => {
  const expected = {
    status: ['passed'],
    output: { const: { now: Date.parse(AT), text: AT, zero: 0, same: true } },
  };
  const [imports, exports] =
    modules === 'esm'
      ? ["import { defineAgent } from 'agent-replay';", 'export const agent =']
      : ["const { defineAgent } = require('agent-replay');", 'exports.agent ='];
  const project = createProject(packages.dir, `time-${modules}${flag}`, {
    ...userProject({ modules }),
    ...fixtureFiles({ suite: 'time', id: 'first', payload: {}, expected }),
    ...fixtureFiles({ suite: 'time', id: 'second', payload: {}, expected }),
    'src/clerk.js': `${imports}
let known;
${exports} defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: {},
  run() {
    const chance = Math.random();
    known ??= chance;
    return { now: Date.now(), text: new Date().toISOString(), zero: performance.now(), same: chance === known };
  },
});`,
  });
  for (const folder of ['fixtures/payments', 'fixtures/orders'])
    rmSync(join(project.dir, folder), { recursive: true });
  await project.jestWith({ NODE_OPTIONS: flag }, ...REPORT);
  expect(testsOf(project)).toEqual({ 'time first': 'pending', 'time second': 'pending' });
});

test('an agent in TypeScript is replayed by what Node strips itself', async () => {
  const project = jestProject('typescript', {}, 'esm');
  const agent = readFileSync(join(project.dir, 'src/clerk.js'), 'utf8');
  rmSync(join(project.dir, 'src/clerk.js'));
  project.write({
    'src/clerk.ts': agent.replace('run(payload, context)', 'run(payload: { do: string }, context)'),
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/clerk.ts#agent' } };\n",
  });
  await project.jest(...REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed', ...jestTests });
});

test('an agent that only a transform of ES modules can load says which flag Jest needs for that', async () => {
  const project = jestProject('esm-typescript', {}, 'esm');
  const agent = readFileSync(join(project.dir, 'src/clerk.js'), 'utf8');
  rmSync(join(project.dir, 'src/clerk.js'));
  project.write({
    // As TypeScript has it: the name that the file will have once it is compiled.
    'src/clerk.ts': `import { NAME } from './name.js';\nexport const name = NAME;\n${agent}`,
    'src/name.ts': "export const NAME: string = 'clerk';\n",
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/clerk.ts#agent' } };\n",
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      jest: { preset: '@agent-replay/jest-preset', extensionsToTreatAsEsm: ['.ts'] },
    }),
  });
  const { code, stderr } = await project.jest('fixtures/orders/read_order');
  expect(code).toBe(1);
  expect(stderr).toContain('only with --experimental-vm-modules, and Node says: Error');
  expect(stderr).toContain('; run Jest with NODE_OPTIONS=--experimental-vm-modules');
});

test("jest.mock of a user's module holds inside an agent under replay", async () => {
  const project = jestProject('mocked', {
    'mock.js': "jest.mock('./src/decide.js', () => ({ decide: async () => 'mocked' }));\n",
  });
  project.write({
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', setupFilesAfterEnv: ['./mock.js'] },
    }),
  });
  await project.jest(...REPORT);
  expect(new Set(Object.values(testsOf(project)))).toEqual(new Set(['passed', 'pending']));
});

/** A transform that adds to each module what tells that it was there; its cache starts empty. */
const COLD = {
  'marks.cjs':
    'module.exports = { process: (text) => ({ code: `globalThis.marks = (globalThis.marks ?? 0) + 1;${text}` }) };\n',
  'package.json': JSON.stringify({
    private: true,
    jest: {
      preset: '@agent-replay/jest-preset',
      cacheDirectory: './cache',
      transform: { '\\.js$': './marks.cjs' },
    },
  }),
  'agent-replay.config.mjs':
    "export default { mode: 'strict', agents: { clerk: './src/clerk.js#agent' } };\n",
};

test.each([
  { as: 'in workers', modules: 'cjs', args: ['--maxWorkers=2'] },
  { as: 'in band', modules: 'cjs', args: ['--runInBand'] },
  { as: 'with coverage', modules: 'cjs', args: ['--coverage'] },
  { as: 'as ES modules', modules: 'esm', args: ['--runInBand'] },
] as const)('Jest writes its cache behind the wall of mode strict, $as', async ({ as, modules, args }) => {
  const project = jestProject(`cold ${as}`, COLD, modules);
  if (modules === 'esm')
    project.write({
      'package.json': JSON.stringify({ ...(JSON.parse(COLD['package.json']) as object), type: 'module' }),
    });
  await project.jestWith({ NODE_OPTIONS: '--experimental-vm-modules' }, ...REPORT, ...args);
  expect(testsOf(project)).toMatchObject(jestTests);
});

test('an agent that Jest is compiling modules for writes nothing to its cache', async () => {
  const project = jestProject('cold-agent', {
    ...COLD,
    'src/lazy.js': 'export const lazy = 1;\n',
    'src/package.json': '{"type":"module"}',
    'src/clerk.js': [
      "import { writeFileSync } from 'node:fs';",
      "import { join } from 'node:path';",
      "import { defineAgent } from 'agent-replay';",
      "import { takeRunnerPermit } from 'agent-replay/discover';",
      "const folder = join(import.meta.dirname, '..', 'cache');",
      'const ways = {',
      "  plain: () => writeFileSync(join(folder, 'plain'), ''),",
      "  taken: () => takeRunnerPermit()([`fs:${folder}`], () => writeFileSync(join(folder, 'taken'), '')),",
      '};',
      'const tries = (when) => Object.entries(ways).map(([way, write]) => {',
      '  try { write(); return `${when} ${way} written`; } catch (error) { return `${when} ${way} ${error.code}`; }',
      '});',
      "const said = tries('loading');",
      'export const agent = defineAgent({',
      "  name: 'clerk',",
      '  async run() {',
      "    const module = import('./lazy.js');",
      "    said.push(...tries('beside'));",
      '    await null;',
      "    said.push(...tries('later'));",
      '    said.push(`lazy ${(await module).lazy}`);',
      "    said.push(...tries('after'));",
      "    throw new Error(said.join(', '));",
      '  },',
      '});',
      '',
    ].join('\n'),
    ...fixtureFiles({ id: 'left_report', payload: {}, expected: { status: ['passed'] } }),
  });
  const { stderr } = await project.jestWith({ NODE_OPTIONS: '--experimental-vm-modules' }, 'left_report');
  expect(stderr).toContain(
    `${['loading', 'beside', 'later']
      .flatMap((when) => [`${when} plain ERR_REPLAY_BLOCKED`, `${when} taken ERR_REPLAY_BLOCKED`])
      .join(', ')}, lazy 1, after plain ERR_REPLAY_BLOCKED, after taken ERR_REPLAY_BLOCKED`,
  );
  expect(project.list('cache').filter((file) => file === 'plain' || file === 'taken')).toEqual([]);
});

test('the process that the sandbox has is behind the wall too, and has no way to Jest', async () => {
  const ways = {
    replaces: "process.execve('/bin/sh', ['sh', '-c', 'exit 7'], {})",
    loads: "process.dlopen({ exports: {} }, '/nowhere.node')",
    caches: "require('node:module').enableCompileCache(payload.folder)",
    tells: "process.send?.({ anything: 'else' })",
  };
  const project = jestProject('copied-process', {
    'agent-replay.config.mjs':
      "export default { mode: 'strict', agents: { clerk: './src/clerk.js#agent' } };\n",
    'src/clerk.js': [
      "const { defineAgent } = require('agent-replay');",
      'const ways = {',
      ...Object.entries(ways).map(([name, way]) => `  ${name}: (payload) => ${way},`),
      '};',
      "exports.agent = defineAgent({ name: 'clerk', async run(payload) { ways[payload.do](payload); } });",
    ].join('\n'),
  });
  for (const id of Object.keys(ways)) {
    const payload = { do: id, folder: join(project.dir, 'compiled') };
    project.write(
      fixtureFiles({ suite: 'ways', id, payload, expected: { status: ['passed'], artifacts: { min: 0 } } }),
    );
  }
  // Each the first of its sandbox and its worker.
  for (const [id, told] of [
    ['replaces', 'spawn /bin/sh'],
    ['loads', 'addon /nowhere.node'],
    ['caches', 'Tests:       1 skipped'],
    ['tells', 'Tests:       1 skipped'],
  ] as const) {
    const { stderr } = await project.jest(`fixtures/ways/${id}`);
    expect(stderr).toContain(told);
  }
  expect(project.list('.')).not.toContain('compiled');
});

test.each([
  ['cjs', 'exit'],
  ['esm', 'exit'],
  ['cjs', 'reallyExit'],
] as const)('in an agent of %s process.%s is the end of its run', async (modules, exit) => {
  const decide = `async function decide() {\n  process.${exit}(3);\n}\n`;
  const project = jestProject(
    `${exit}-${modules}`,
    { 'src/decide.js': modules === 'esm' ? `export ${decide}` : `${decide}exports.decide = decide;\n` },
    modules,
  );
  const { stderr } = await project.jest('left_report');
  expect(stderr).toContain('the process ended with exit code 3 before an artifact was recorded');
});

test('a fixture that kills its worker, or never yields, fails alone', async () => {
  const project = jestProject('crash', {
    ...fixtureFiles({ suite: 'wild', id: 'aborts', payload: { do: 'abort' } }),
    ...fixtureFiles({ suite: 'wild', id: 'loops', payload: { do: 'loop' }, timeoutSeconds: 0.1 }),
  });
  // A thread that aborts would take Jest along; fixtures have processes whatever the user's tests have.
  project.write({
    'package.json': JSON.stringify({ jest: { preset: '@agent-replay/jest-preset', workerThreads: true } }),
  });
  const { stderr } = await project.jest(...REPORT);
  expect(testsOf(project)).toEqual({
    adds: 'passed',
    ...jestTests,
    'wild aborts': 'failed',
    'wild loops': 'failed',
  });
  expect(statesOf(project)).toMatchObject({
    'wild/aborts': 'stale crashed',
    'wild/loops': 'failing timeout',
  });
  expect(stderr).toContain('Failed to replay "wild/aborts": the process that replayed it died.');
  expect(stderr).toMatch(
    /cause {2}it neither ended nor yielded within [\d.]+ s, and its process was ended$/m,
  );
});

/** Says something else each time that it is asked in one sandbox. */
function forgetful(first: string, then: string): Record<string, string> {
  return {
    'src/decide.js': `let calls = 0;\nexports.decide = async () => (++calls === 1 ? ${first} : ${then});\n`,
  };
}

test('a fixture that kills its worker after its end fails, and the next keeps its verdict', async () => {
  const project = jestProject('crash-late', {
    'src/decide.js': `exports.decide = async ({ do: what }) => {
  if (what === 'abort') setTimeout(() => process.abort(), 30);
  // Not by a timer, which takes no time here.
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  return 'decided';
};
`,
    ...fixtureFiles({ suite: 'payments', id: 'aborts_late', payload: { do: 'abort' } }),
    // Jest begins with the largest file.
    'fixtures/payments/aborts_late/expected.json': `{ "status": ["passed"], "artifacts": { "min": 1 } }${' '.repeat(4000)}`,
  });
  await project.jest('fixtures/payments', ...REPORT);
  expect(testsOf(project)).toEqual({
    'payments aborts_late': 'failed',
    'payments left_nothing': 'pending',
    'payments left_report': 'pending',
  });
  expect(statesOf(project)['payments/aborts_late']).toBe('stale crashed');
});

test('a retry that passes does not undo that the fixture failed', async () => {
  const project = jestProject('retried', {
    ...forgetful('null', "'decided'"),
    'retry.js': 'jest.retryTimes(1);\n',
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', setupFilesAfterEnv: ['./retry.js'] },
    }),
  });
  await project.jest('-t', 'left_report');
  expect(statesOf(project)['payments/left_report']).toBe('failing missing_artifact_ref');
});

test('isolate gives each fixture a sandbox of its own', async () => {
  const project = jestProject('isolated', {
    ...forgetful("'decided'", 'null'),
    'agent-replay.config.mjs':
      "export default { isolate: true, agents: { clerk: './src/clerk.js#agent' } };\n",
  });
  await project.jest(...REPORT);
  expect(Object.values(testsOf(project)).toSorted()).toEqual([
    'passed',
    'pending',
    'pending',
    'pending',
    'pending',
  ]);
});

test('--bail ends Jest at the first failure, once, and leaves the artifact and its summary', async () => {
  const project = jestProject('bail', {
    'jest.config.json': JSON.stringify({
      preset: '@agent-replay/jest-preset',
      globalTeardown: '<rootDir>/teardown.cjs',
    }),
    'teardown.cjs': "module.exports = () => console.error('TEARDOWN');\n",
  });
  const { code, stderr } = await project.jest('--bail', '--config=jest.config.json');
  expect(code).toBe(1);
  expect(stderr.match(/TEARDOWN/g)).toHaveLength(1);
  expect(stderr.match(/^Tests: .*$/gm)).toEqual([expect.stringMatching(/^Tests: +1 failed/)]);
  expect(stderr).toContain('agent-replay  0 passing, 2 failing');
  expect(monitorOf(project)).toMatchObject({ fixtures_total: 4, fixtures_failing: 2 });
});

test('the matchers are there in a user’s own tests, with their texts', async () => {
  const project = jestProject('matchers', {
    'src/unit.test.js': `const { replay } = require('agent-replay');
// For their types, which a compiler needs and Jest does not.
require('@agent-replay/jest-preset');
test('passes', async () => {
  const outcome = await replay('fixtures/payments/left_nothing');
  expect(outcome).toHaveVerdict('failed', 'missing_artifact_ref');
  expect(outcome).not.toHaveArtifactRef();
  expect(outcome).toHaveNoMisses();
  expect({ outcome }).toEqual({ outcome: expect.toHaveVerdict('failed') });
  expect(() => expect(1).toHaveNoMisses()).toThrow(Error);
});
test('fails', async () => {
  expect(await replay('fixtures/payments/left_nothing')).toHaveVerdict('passed');
});
`,
  });
  const { stderr } = await project.jest('src', ...REPORT);
  expect(testsOf(project)).toEqual({ fails: 'failed', passes: 'passed' });
  expect(stderr).toContain('expect(outcome).toHaveVerdict("passed")');
  expect(stderr).toContain('received  failed/missing_artifact_ref');
});

test('AGENT_REPLAY_REPEAT replays each fixture so often, and one replay that fails is red', async () => {
  const project = jestProject('repeated', {
    'src/decide.js': `let calls = 0;\nexports.decide = async () => ((calls += 1) === 2 ? null : 'decided');\n`,
  });
  const { code, stderr } = await project.jestWith({ AGENT_REPLAY_REPEAT: '4' }, '-t', 'left_report');
  expect(code).toBe(1);
  expect(stderr).toContain('repeat    3 of 4 replays passed: pass rate 75 %, pass^4 0 %');
  expect(stderr).toContain('repeat    4 replays of each: pass rate 75 %, pass^4 0 %');
  expect(statesOf(project)['payments/left_report']).toBe('failing missing_artifact_ref');
  const refused = await project.jestWith({ AGENT_REPLAY_REPEAT: 'often' }, 'fixtures/payments');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('it takes a whole number from 1 to 1000, not often');
});
