import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usePackages } from './use-packages.ts';
import { testsOf } from './json-report.ts';
import { statesOf } from './monitor-of.ts';
import type { Project } from './project.ts';
import { runCommand } from './run-command.ts';

const JSON_REPORT = ['--reporter=json', '--outputFile=report.json'];

const packages = usePackages();

function configWith(options: string): Record<string, string> {
  return {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay(${options})] };\n`,
  };
}

test('only and skip leave the tests of the others there, skipped, and what they say unknown', async () => {
  const options = `{ only: ['payments/*', 'orders/read_order'], skip: ['*/left_nothing'] }`;
  const project = packages.project('chosen', configWith(options));
  const { code } = await project.vitest('run', ...JSON_REPORT);
  expect(code).toBe(0);
  expect(Object.keys(testsOf(project))).toHaveLength(4);
  expect(statesOf(project)).toEqual({
    'orders/read_order': 'stale unproven',
    'orders/swallowed_miss': 'stale no_result',
    'payments/left_nothing': 'stale no_result',
    'payments/left_report': 'stale unproven',
  });
});

test('a run of benchmarks replays no fixture', async () => {
  const project = packages.project('benchmarks');
  project.write({ 'sum.bench.js': "import { test } from 'vitest';\ntest('adds', () => void (1 + 1));\n" });
  const { code, stdout } = await project.vitest('bench', ...JSON_REPORT, '--reporter=default');
  expect(stdout).toContain('sum.bench.js');
  expect(code).toBe(0);
  expect(Object.keys(testsOf(project))).toEqual(['adds']);
});

test('a fixture that is replayed several times fails when one replay does, with its pass rate and pass^k', async () => {
  const project = packages.project('repeated', configWith('{ repeat: 4 }'));
  project.write({
    'src/decide.js': `let calls = 0;\nexport async function decide() { calls += 1; return calls === 2 ? null : 'decided'; }\n`,
  });
  const { code, stdout, stderr } = await project.vitest(
    'run',
    '-t',
    'left_report',
    ...JSON_REPORT,
    '--reporter=default',
  );
  expect(code).toBe(1);
  expect(stderr).toContain('repeat    3 of 4 replays passed: pass rate 75 %, pass^4 0 %');
  expect(stdout).toContain('repeat    4 replays of each: pass rate 75 %, pass^4 0 %');
  expect(statesOf(project)['payments/left_report']).toBe('failing missing_artifact_ref');
  expect(metaOf(project, 'left_report').map(({ ok }) => ok)).toEqual([true, false, true, true, false]);
  expect(metaOf(project, 'left_report').at(-1)?.repeat).toEqual({
    runs: 4,
    passed: 3,
    pass_hat_k: [0.75, 0.5, 0.25, 0],
  });
});

test('a retry that passes does not undo that the fixture failed', async () => {
  const project = packages.project('retried');
  project.write({
    'src/decide.js': `let calls = 0;\nexport async function decide() { calls += 1; return calls === 1 ? null : 'decided'; }\n`,
  });
  const { code } = await project.vitest('run', '-t', 'left_report', '--retry=1');
  expect(code).toBe(0);
  expect(statesOf(project)['payments/left_report']).toBe('failing missing_artifact_ref');
});

test('--changed runs the fixtures that changed, or all that depend on changed code', async () => {
  const project = packages.project('changed', { '.gitignore': '.agent-replay\nreport.json\n' });
  const git = (...args: string[]) =>
    runCommand(project.dir, ['git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);
  await git('init', '-q');
  await git('add', '-A');
  await git('commit', '-qm', 'all');
  const changed = async (): Promise<string[]> => {
    await project.vitest('run', '--changed', '--passWithNoTests', ...JSON_REPORT);
    return Object.keys(testsOf(project));
  };
  expect(await changed()).toEqual([]);
  appendFileSync(join(project.dir, 'fixtures/orders/read_order/tool_cassettes.json'), '\n');
  expect(await changed()).toEqual(['orders read_order']);
  appendFileSync(join(project.dir, 'src/decide.js'), '\n');
  expect(await changed()).toHaveLength(4);
});

interface Row {
  ok: boolean;
  repeat?: unknown;
}

function metaOf(project: Project, name: string): Row[] {
  const { testResults } = JSON.parse(project.read('report.json')) as {
    testResults: { assertionResults: { title: string; meta: { agentReplay?: Row[] } }[] }[];
  };
  const found = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ title }) => title === name);
  return found?.meta.agentReplay ?? [];
}

const CHANGES_PATTERN = `import { createVitest } from 'vitest/node';

let ran = [];
const note = (test) => void (test.meta().agentReplay && ran.push(test.name));
const vitest = await createVitest('test', { watch: true, reporters: [{ onTestCaseResult: note }] });
await vitest.start();
for (const pattern of process.argv.slice(2)) {
  ran = [];
  await vitest.changeFilenamePattern(pattern);
  console.log('ran', JSON.stringify(ran.toSorted()));
}
await vitest.close();
process.exit();
`;

test('a pattern that is typed while somebody watches names fixtures, as one of the command line does', async () => {
  const project = packages.project('late-filters');
  project.write({ 'watch.mjs': CHANGES_PATTERN });
  const patterns = ['left_report', 'payments/left_n', 'PAYMENTS', 'fixtures/orders/read_order/input.json'];
  const { stdout, stderr } = await runCommand(project.dir, [
    process.execPath,
    'watch.mjs',
    ...patterns,
    'none',
    '',
  ]);
  const ran = stdout.split('\n').filter((line) => line.startsWith('ran '));
  expect(ran, stdout + stderr).toEqual([
    'ran ["left_report"]',
    'ran ["left_nothing"]',
    'ran ["left_nothing","left_report"]',
    'ran ["read_order"]',
    'ran []',
    'ran ["left_nothing","left_report","read_order","swallowed_miss"]',
  ]);
});
