import { appendFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { testsOf } from './json-report.ts';
import { monitorOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { usePackages } from './use-packages.ts';
import { fixtureTests, userProject } from './user-project.ts';
import { commit, failuresOfEdits } from './watch-runner.ts';

const REPORT = ['--json', '--outputFile=report.json'];
const preset = '@agent-replay/jest-preset';
const jestTests = Object.fromEntries(
  Object.entries(fixtureTests).map(([name, status]) => [name, status === 'skipped' ? 'pending' : status]),
);

/** Loads each test file as Node does, without Jest's sandbox, setup files first: one test by the file's name. */
const RUNNER = `const { relative } = require('node:path');
module.exports = class {
  async runTests(tests, watcher, onStart, onResult, onFailure) {
    for (const test of tests) {
      const { rootDir, setupFilesAfterEnv } = test.context.config;
      const title = relative(rootDir, test.path).replaceAll('\\\\', '/');
      await onStart(test);
      try {
        for (const file of [...setupFilesAfterEnv, test.path]) require(file);
        const own = { ancestorTitles: ['own'], title, fullName: 'own ' + title, status: 'passed', failureMessages: [], numPassingAsserts: 0, location: null, duration: 1 };
        await onResult(test, {
          leaks: false, numFailingTests: 0, numPassingTests: 1, numPendingTests: 0, numTodoTests: 0, openHandles: [],
          perfStats: { start: 0, end: 1, runtime: 1, slow: false }, skipped: false,
          snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
          testFilePath: test.path, testResults: [own],
        });
      } catch (error) {
        await onFailure(test, error);
      }
    }
  }
};
`;
const runner = '<rootDir>/runner.cjs';

const packages = usePackages();

function ownRunner(name: string, config: object = {}): Project {
  return createProject(packages.dir, `own-runner-${name}`, {
    ...userProject({ modules: 'cjs' }),
    'src/unit.test.js': "require('node:assert').equal(1 + 1, 2);\n",
    'runner.cjs': RUNNER,
    'package.json': JSON.stringify({ private: true, jest: { preset, runner, ...config } }),
    '.gitignore': '.agent-replay\nreport.json\nwatch-*\n',
  });
}

async function listed(project: Project, ...args: string[]): Promise<string[]> {
  const { stdout } = await project.jest('--listTests', ...args);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((path) => relative(project.dir, path));
}

test("a user's own runner has their tests, and fixtures are replayed all the same", async () => {
  const project = ownRunner('whole');
  const { code, stderr } = await project.jest(...REPORT);
  expect(code).toBe(1);
  expect(testsOf(project)).toEqual({ 'own src/unit.test.js': 'passed', ...jestTests });
  expect(stderr).toContain('Failed to replay "payments/left_nothing": failed, missing_artifact_ref');
  expect(stderr).not.toContain('has its runner');
  expect(monitorOf(project)).toMatchObject({ fixtures_total: 4, fixtures_failing: 2 });
  expect((await project.jest('src/unit', ...REPORT)).code).toBe(0);
  expect(testsOf(project)).toEqual({ 'own src/unit.test.js': 'passed' });
  await project.jest('--onlyFailures', ...REPORT);
  expect(Object.keys(testsOf(project))).toEqual(['orders swallowed_miss', 'payments left_nothing']);
  const shards = [...(await listed(project, '--shard=1/2')), ...(await listed(project, '--shard=2/2'))];
  expect(shards.toSorted()).toEqual((await listed(project)).toSorted());
  expect(shards).toHaveLength(5);
});

test("a user's own runner is given by an edit what it would be without the preset", async () => {
  const project = ownRunner('changed');
  commit(project);
  appendFileSync(join(project.dir, 'fixtures/payments/left_nothing/notes.json'), '\n');
  await project.jest('-o', ...REPORT);
  expect(testsOf(project)).toEqual({ 'payments left_nothing': 'failed' });
  await project.jest('--findRelatedTests', 'src/decide.js', 'src/unit.test.js', ...REPORT);
  expect(testsOf(project)).toEqual({ 'own src/unit.test.js': 'passed', ...jestTests });
});

test("in watch mode an edit reruns what it concerns beside a user's own runner", async () => {
  const project = ownRunner('watch');
  expect(await failuresOfEdits(project)).toEqual([['left_nothing'], ['left_nothing', 'swallowed_miss']]);
});

test("with testMatch a user's own runner has all that it matches, agents and fixture files too", async () => {
  const testMatch = ['**/src/*.js', '**/left_report/notes.json'];
  const project = ownRunner('matches', { testMatch });
  await project.jest(...REPORT);
  expect(testsOf(project)).toEqual({
    'own src/unit.test.js': 'passed',
    'own src/clerk.js': 'passed',
    'own src/decide.js': 'passed',
    'own fixtures/payments/left_report/notes.json': 'passed',
    ...jestTests,
  });
});

test("a project with a runner of its own leaves its fixtures to one with the preset's", async () => {
  const project = ownRunner('beside');
  const projects = [
    { preset, runner, displayName: 'lint' },
    { preset, displayName: 'test', testMatch: ['**/nowhere.js'] },
  ];
  project.write({ 'package.json': JSON.stringify({ private: true, jest: { preset, projects } }) });
  const { stderr } = await project.jest(...REPORT);
  expect(testsOf(project)).toEqual({ 'own src/unit.test.js': 'passed', ...jestTests });
  expect(stderr).toMatch(/^Test Suites: .* of 5 total|^Test Suites: .* 5 total/m);
  expect(stderr).toContain('FAIL test fixtures/payments/left_nothing/expected.json');
});

test('a run of an own runner that is left no fixture fails', async () => {
  const ignoring = ownRunner('ignoring', { testPathIgnorePatterns: ['/fixtures/'] });
  const ignored = await ignoring.jest(...REPORT);
  expect(ignored.code).toBe(1);
  expect(testsOf(ignoring)).toEqual({ 'own src/unit.test.js': 'passed' });
  expect(ignored.stderr.split('your testPathIgnorePatterns leaves out all 4.')).toHaveLength(2);
  const empty = ownRunner('empty');
  rmSync(join(empty.dir, 'fixtures'), { recursive: true });
  const none = await empty.jest(...REPORT);
  expect(none.code).toBe(1);
  expect(testsOf(empty)).toEqual({ 'own src/unit.test.js': 'passed' });
  expect(none.stderr.split('Failed to find fixtures in')).toHaveLength(2);
  expect((await empty.jest('src/unit')).code).toBe(0);
});

test('obsolete snapshots are removed once, by the project of the user', async () => {
  const project = ownRunner('snapshots');
  project.write({ 'src/__snapshots__/gone.test.js.snap': '// Jest Snapshot v1\n' });
  const { stderr } = await project.jest('-u', ...REPORT);
  expect(testsOf(project)).toEqual({ 'own src/unit.test.js': 'passed', ...jestTests });
  expect(stderr).toContain('1 snapshot file removed');
});
