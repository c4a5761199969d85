import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { usePackages } from './use-packages.ts';
import { testsOf } from './json-report.ts';
import { monitorOf, statesOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { watchVitest } from './watch-runner.ts';
import { fixtureTests, userProject } from './user-project.ts';

const UNIT = `import { expect, test } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n`;
const JSON_REPORT = ['--reporter=json', '--outputFile=report.json'];

const packages = usePackages();

function vitestProject(name: string, files: Record<string, string> = {}): Project {
  return packages.project(name, { 'src/unit.test.js': UNIT, ...files });
}

describe('a project with the plugin', () => {
  let project: Project;
  let output: string;

  beforeAll(async () => {
    project = vitestProject('whole');
    const run = await project.vitest(
      'run',
      '--reporter=json',
      '--outputFile=report.json',
      '--reporter=default',
    );
    output = run.stdout + run.stderr;
    expect(run.code).toBe(1);
  });

  test('has every fixture as a test of its suite, and its unit test once', () => {
    expect(testsOf(project)).toEqual({ adds: 'passed', ...fixtureTests });
  });

  test('tells the rule, both sides and the line of expected.json', () => {
    expect(output).toContain(
      [
        'Failed to replay "payments/left_nothing": failed, missing_artifact_ref: done was claimed, but no artifact was recorded.',
        '  rule      missing_artifact_ref /artifacts/min',
        '  expected  at least 1 artifact',
        '  received  none',
        '  file      fixtures/payments/left_nothing/expected.json:6:5',
      ].join('\n'),
    );
    expect(output).toContain('❯ expected fixtures/payments/left_nothing/expected.json:6:5');
    expect(output).toMatch(/expected\.json:6:5\n\s+4\| {3}\],\n.*\n\s+6\| {5}"min": 1\n\s+\| {5}\^/);
  });

  test('is told by the tape what it missed, swallowed or not', () => {
    expect(output).toContain(
      'Failed to replay "GET https://api.example.com/unrecorded": no recorded interaction matches.',
    );
  });

  test('leaves a monitor artifact in which what is unproven is not passing', () => {
    expect(statesOf(project)).toEqual({
      'orders/read_order': 'stale unproven',
      'orders/swallowed_miss': 'failing cassette_miss',
      'payments/left_nothing': 'failing missing_artifact_ref',
      'payments/left_report': 'stale unproven',
    });
    expect(monitorOf(project)).toMatchObject({
      fixtures_total: 4,
      fixtures_passing: 0,
      fixtures_failing: 2,
      fixtures_stale: 2,
    });
    expect(output).toContain('agent-replay  0 passing, 2 failing, 2 stale (2 unproven)');
  });

  test.each([
    { by: 'its name', args: ['-t', 'left_nothing'], red: 'payments left_nothing' },
    { by: 'the path of its suite', args: ['fixtures/orders'], red: 'orders swallowed_miss' },
    { by: 'its own path', args: ['fixtures/payments/left_nothing'], red: 'payments left_nothing' },
    {
      by: 'the path of one of its files',
      args: ['fixtures/payments/left_nothing/tool_cassettes.json'],
      red: 'payments left_nothing',
    },
    { by: 'its tier', args: ['--tags-filter', 'critical'], red: 'payments left_nothing' },
  ])('runs a fixture by $by', async ({ args, red }) => {
    await project.vitest('run', ...args, '--reporter=json', '--outputFile=some.json');
    const failed = Object.entries(testsOf(project, 'some.json')).filter(([, status]) => status === 'failed');
    expect(failed.map(([name]) => name)).toEqual([red]);
  });

  test('lists the fixtures without running them', async () => {
    const { stdout } = await project.vitest('list', '--static-parse');
    expect(stdout).toContain('.vitest/agent-replay/all/@fixtures/index.replay.js > payments > left_report');
  });
});

test.each([2, 5])('%i shards run each fixture once', async (count) => {
  const project = vitestProject(`shards-${count}`);
  const names: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    await project.vitest('run', `--shard=${index}/${count}`, ...JSON_REPORT);
    names.push(...Object.keys(testsOf(project)));
    rmSync(join(project.dir, 'report.json'));
  }
  expect(names.toSorted()).toEqual(['adds', ...Object.keys(fixtureTests)].toSorted());
  expect(monitorOf(project)).toMatchObject({ fixtures_failing: 2, fixtures_stale: 2 });
});

test('without fixtures the run fails and says where it looked, unless something else was asked for', async () => {
  const project = vitestProject('empty');
  rmSync(join(project.dir, 'fixtures'), { recursive: true });
  const { code, stderr } = await project.vitest('run', ...JSON_REPORT, '--reporter=default');
  expect(code).toBe(1);
  expect(testsOf(project)).toEqual({ adds: 'passed' });
  expect((await project.vitest('run', 'src')).code).toBe(0);
  expect(stderr).toContain(`Failed to find fixtures in "${project.dir}": no folder holds one.`);
  expect(stderr).toContain(`looked in  ${join(project.dir, 'fixtures')}`);
});

test.each(['--pool=threads', '--no-isolate', '--sequence.concurrent', '--pool=vmThreads'])(
  'the verdicts are the same with %s',
  async (flag) => {
    const project = vitestProject(`pool${flag.replaceAll(/\W/g, '-')}`);
    const config = 'agent-replay.config.mjs';
    project.write({ 'agent-replay.config.ts': project.read(config) });
    rmSync(join(project.dir, config));
    await project.vitest('run', flag, ...JSON_REPORT);
    expect(testsOf(project)).toEqual({ adds: 'passed', ...fixtureTests });
  },
);

test.each(['forks', 'threads', 'vmThreads'])('the verdicts are the same in strict, in %s', async (pool) => {
  const project = vitestProject(`strict-${pool}`);
  const config = 'agent-replay.config.mjs';
  project.write({ [config]: project.read(config).replace('{', "{ mode: 'strict',") });
  await project.vitest('run', `--pool=${pool}`, ...JSON_REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed', ...fixtureTests });
});

test("a user's include and projects keep their tests, and the fixtures run once", async () => {
  const project = vitestProject('projects', {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default {
  plugins: [agentReplay()],
  test: {
    projects: [
      { extends: true, test: { name: 'one', include: ['src/unit.test.js'] } },
      { extends: true, test: { name: 'two', include: ['src/other.check.js'] } },
    ],
  },
};
`,
    'src/other.check.js': UNIT.replace('adds', 'adds elsewhere'),
  });
  const { stdout } = await project.vitest('list', '--json');
  const names = (JSON.parse(stdout) as { name: string }[])
    .map(({ name }) => name.replaceAll(' > ', ' '))
    .toSorted();
  expect(names).toEqual(['adds', 'adds elsewhere', ...Object.keys(fixtureTests)].toSorted());
});

test('a project may list the plugin for itself, beside one that knows no tiers', async () => {
  const project = vitestProject('own-plugins', {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default {
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/unit.test.js'] } },
      { plugins: [agentReplay()], test: { name: 'fixtures', include: [] } },
    ],
  },
};
`,
  });
  const { stdout, code } = await project.vitest('run', '--tags-filter=critical');
  expect(stdout).toContain('× left_nothing');
  expect(stdout).toContain('1 failed | 4 skipped');
  expect(code).toBe(1);
});

test('projects that do not take the plugin from the config that lists them are no green run', async () => {
  const { 'vitest.config.mjs': _, ...files } = userProject({ modules: 'esm' });
  const project = createProject(packages.dir, 'not-extended', {
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/one/${path}`, text])),
    'package.json': '{ "type": "module" }',
    'packages/two/package.json': '{ "name": "two", "type": "module" }',
    'packages/two/unit.test.js': UNIT,
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { projects: ['packages/*'] } };
`,
  });
  const { code, stderr } = await project.vitest('run');
  expect(code).toBe(1);
  expect(stderr).toContain('add extends: true to the project with fixtures');
  for (const args of [['--project', 'two'], ['packages/two']]) {
    const { code: narrowed, stderr: silent } = await project.vitest('run', ...args);
    expect({ narrowed, silent }).toEqual({ narrowed: 0, silent: '' });
  }
});

test.each([
  { what: 'a folder to look for tests in', config: "{ dir: 'src' }" },
  { what: 'inlining every dependency', config: '{ server: { deps: { inline: true } } }' },
  { what: 'an exclude of every folder called fixtures', config: "{ exclude: ['**/fixtures/**'] }" },
])('$what leaves the fixtures in', async ({ what, config }) => {
  const project = vitestProject(what.replaceAll(' ', '-'), {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: ${config} };
`,
  });
  await project.vitest('run', ...JSON_REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed', ...fixtureTests });
  await project.vitest('run', 'fixtures/orders', ...JSON_REPORT);
  expect(Object.keys(testsOf(project))).toEqual(['orders read_order', 'orders swallowed_miss']);
});

test('a folder to look for tests in, beside a root elsewhere, leaves the fixtures in', async () => {
  const files = Object.entries(userProject({ modules: 'esm' })).map(([path, text]) => [`app/${path}`, text]);
  const project = createProject(packages.dir, 'dir-beside-root', {
    ...(Object.fromEntries(files) as Record<string, string>),
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { root: 'app', plugins: [agentReplay()], test: { dir: 'app/src' } };
`,
  });
  await project.vitest('run', '--reporter=json', `--outputFile=${join(project.dir, 'report.json')}`);
  expect(testsOf(project)).toEqual(fixtureTests);
});

test('an exclude that does leave fixtures out is no green run', async () => {
  const project = vitestProject('left-out');
  const { code, stderr } = await project.vitest('run', '--exclude=**/*.replay.js', '--reporter=default');
  expect(code).toBe(1);
  expect(stderr).toContain('"exclude" of the Vitest config leaves out modules in which they run.');
});

test('packages of a workspace that have fixtures of their own run each their own, into their own artifact', async () => {
  const below = (folder: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(userProject({ modules: 'esm' })).map(([path, text]) => [`${folder}/${path}`, text]),
    );
  const project = createProject(packages.dir, 'workspace', {
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': `export default { test: { projects: ['packages/*'] } };\n`,
    ...below('packages/one'),
    ...below('packages/two'),
    'packages/three/package.json': '{ "name": "three", "type": "module" }',
    'packages/three/vitest.config.mjs': below('.')['./vitest.config.mjs'] ?? '',
    'packages/three/unit.test.js': UNIT,
    'packages/one/package.json': '{ "name": "one", "type": "module" }',
    'packages/two/package.json': '{ "name": "two", "type": "module" }',
  });
  const { stdout, stderr } = await project.vitest('run', ...JSON_REPORT, '--reporter=default');
  expect(stdout).toMatch(/Tests {2}4 failed \| 1 passed \| 4 skipped \(9\)/);
  const [, run] = /cd packages\/two && agent-replay show (\S+)/.exec(stderr) ?? [];
  expect([...stderr.matchAll(/^ {2}run +(\S+)$/gm)].map(([, id]) => id)).toContain(run);
  for (const name of ['one', 'two'])
    expect(monitorOf({ ...project, dir: join(project.dir, 'packages', name) })).toMatchObject({
      fixtures_total: 4,
      fixtures_failing: 2,
      fixtures_stale: 2,
    });
  for (const [path, count] of [
    ['packages/two/fixtures/payments/left_report', 1],
    ['packages/two', 4],
  ] as const) {
    await project.vitest('run', path, ...JSON_REPORT);
    expect(Object.keys(testsOf(project))).toHaveLength(count);
  }
});

test('the matchers are there in a user’s own tests, with their texts', async () => {
  const project = vitestProject('matchers', {
    'src/unit.test.js': `import { replay } from 'agent-replay';
import { expect, test } from 'vitest';

test('passes', async () => {
  const outcome = await replay('fixtures/payments/left_report');
  expect(outcome).toHaveVerdict('passed');
  expect(outcome).toHaveArtifactRef({ kind: 'report' });
  expect(outcome).toHaveNoMisses();
  expect(outcome).not.toHaveBlocked();
  expect({ outcome }).toEqual({ outcome: expect.toHaveVerdict('passed') });
});
test('fails', async () => {
  expect(await replay('fixtures/payments/left_nothing')).toHaveVerdict('passed');
});
`,
  });
  const { stderr } = await project.vitest(
    'run',
    'src',
    '--reporter=json',
    '--outputFile=report.json',
    '--reporter=default',
  );
  expect(testsOf(project)).toEqual({ fails: 'failed', passes: 'passed' });
  expect(stderr).toContain('expect(outcome).toHaveVerdict("passed")');
  expect(stderr).toContain('received  failed/missing_artifact_ref');
});

test('shards on different machines merge into one report and one artifact', async () => {
  const project = vitestProject('merged');
  for (const index of [1, 2]) {
    await project.vitest('run', `--shard=${index}/2`, '--reporter=blob');
    rmSync(join(project.dir, '.agent-replay'), { recursive: true });
  }
  await project.vitest('run', '--merge-reports', ...JSON_REPORT);
  expect(testsOf(project)).toEqual({ adds: 'passed', ...fixtureTests });
  expect(monitorOf(project)).toMatchObject({ fixtures_total: 4, fixtures_failing: 2, fixtures_stale: 2 });
});

test('a fixture that kills its worker is stale for that reason, and what came before it is kept', async () => {
  const project = vitestProject(
    'crash',
    fixtureFiles({ suite: 'wild', id: 'aborts', payload: { do: 'abort' } }),
  );
  const { code, stdout } = await project.vitest('run');
  expect(code).toBe(1);
  expect(statesOf(project)).toEqual({
    'orders/read_order': 'stale unproven',
    'orders/swallowed_miss': 'failing cassette_miss',
    'payments/left_nothing': 'failing missing_artifact_ref',
    'payments/left_report': 'stale unproven',
    'wild/aborts': 'stale crashed',
  });
  expect(stdout).toContain('crashed   wild/aborts: its worker died');
  expect(stdout).not.toContain('not run');
});

test('fixtures that stood in line for a worker that died are told of, and what lets them run', async () => {
  const { stdout } = await vitestProject(
    'line',
    fixtureFiles({ suite: 'orders', id: 'aborts', payload: { do: 'abort' } }),
  ).vitest('run');
  expect(stdout).toContain('crashed   orders/aborts: its worker died');
  expect(stdout).toContain('not run   4 fixtures after it in the same worker');
  expect(stdout).toContain('fix       isolate: true in agent-replay.config.*');
});

test.each(['forks', 'threads'])('in %s a fixture that never yields is ended after its time', async (pool) => {
  const files = fixtureFiles({ suite: 'wild', id: 'loops', payload: { do: 'loop' }, timeoutSeconds: 0.1 });
  const project = vitestProject(`loop-${pool}`, files);
  const { code, stdout } = await project.vitest('run', `--pool=${pool}`);
  expect(code).toBe(1);
  expect(statesOf(project)).toMatchObject({ 'wild/loops': 'failing timeout' });
  expect(stdout).toContain('stuck     wild/loops: it neither ended nor yielded, and its worker was ended');
});

test('in watch mode an edit reruns what it concerns, and nothing else', async () => {
  const project = vitestProject('watch');
  const watch = watchVitest(project);
  const fixture = join(project.dir, 'fixtures/payments/left_nothing');
  try {
    expect(await watch.nextRun()).toEqual(['left_nothing', 'swallowed_miss']);
    appendFileSync(join(fixture, 'notes.json'), '\n');
    expect(await watch.nextRun()).toEqual(['left_nothing']);
    appendFileSync(join(project.dir, 'src/decide.js'), '\n');
    expect(await watch.nextRun()).toEqual(['left_nothing', 'swallowed_miss']);
    cpSync(fixture, join(project.dir, 'fixtures/fresh/left_nothing'), { recursive: true });
    expect(await watch.nextRun()).toEqual(['left_nothing']);
    rmSync(join(project.dir, 'fixtures/fresh'), { recursive: true });
    await vi.waitFor(
      () => expect(project.list('.vitest').filter((path) => path.includes('fresh'))).toEqual([]),
      {
        timeout: 60_000,
      },
    );
    appendFileSync(join(project.dir, 'src/decide.js'), '\n');
    expect(await watch.nextRun()).toEqual(['left_nothing', 'swallowed_miss']);
  } finally {
    await watch.stop();
  }
});
