import { beforeAll, describe, expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { usePackages } from './use-packages.ts';
import { testsOf } from './json-report.ts';
import type { Project } from './project.ts';

const packages = usePackages();

interface Annotation {
  message: string;
  attachment: { body: string };
}

/** A reporter that keeps what is annotated. */
const ANNOTATIONS = `import { writeFileSync } from 'node:fs';
export default class {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    writeFileSync('annotations.json', JSON.stringify(tests.map((test) => [test.name, test.annotations()])));
  }
}
`;

describe('what reporters of Vitest make of a failure', () => {
  let project: Project;
  let output: string;

  beforeAll(async () => {
    project = packages.project('reports', { 'annotations.mjs': ANNOTATIONS });
    const run = await project.vitest(
      'run',
      '--reporter=junit',
      '--outputFile.junit=junit.xml',
      '--reporter=json',
      '--outputFile.json=report.json',
      '--reporter=github-actions',
      '--reporter=./annotations.mjs',
    );
    output = run.stdout;
  });

  test('GitHub marks the line of expected.json', () => {
    const marks = [...output.matchAll(/^::error file=([^,]+),.*?,line=(\d+),column=(\d+)::(\w+)/gm)];
    expect(marks.map(([, file, line, column, name]) => [file, line, column, name])).toContainEqual([
      `${project.dir}/fixtures/payments/left_nothing/expected.json`,
      '6',
      '5',
      'FixtureFailure',
    ]);
  });

  test('GitHub has a notice of where the run of each red fixture is recorded', () => {
    expect([...output.matchAll(/^::notice .*::agent-replay show [0-9a-f-]{36}$/gm)]).toHaveLength(2);
  });

  test('JUnit has each fixture once, with the rule and its place', () => {
    const xml = project.read('junit.xml');
    expect([...xml.matchAll(/<testcase /g)]).toHaveLength(4);
    expect([...xml.matchAll(/<failure /g)]).toHaveLength(2);
    expect(xml).toContain('rule      missing_artifact_ref /artifacts/min');
    expect(xml).toContain('❯ expected fixtures/payments/left_nothing/expected.json:6:5');
  });

  test('JSON has the rule and both sides, and the place', () => {
    const { testResults } = JSON.parse(project.read('report.json')) as {
      testResults: { assertionResults: { failureMessages: string[] }[] }[];
    };
    const messages = testResults.flatMap((file) =>
      file.assertionResults.flatMap((each) => each.failureMessages),
    );
    expect(messages).toHaveLength(2);
    expect(messages.join('\n')).toContain('rule      missing_artifact_ref /artifacts/min');
    expect(messages.join('\n')).toContain('/left_nothing/expected.json:6:5');
  });

  test('a red fixture has its run and its record attached, and a green one nothing', () => {
    const rows = JSON.parse(project.read('annotations.json')) as [string, Annotation[]][];
    expect(rows.filter(([, annotations]) => annotations.length > 0).map(([name]) => name)).toEqual([
      'swallowed_miss',
      'left_nothing',
    ]);
    for (const [, [annotation]] of rows.filter(([, annotations]) => annotations.length > 0)) {
      expect(annotation?.message).toMatch(/^agent-replay show [0-9a-f-]{36}$/);
      const body = Buffer.from(annotation?.attachment.body ?? '', 'base64').toString();
      expect(Object.keys(JSON.parse(body) as object)).toEqual(['verdict', 'run', 'evidence', 'ledger']);
    }
  });
});

test('what is wrong with a fixture’s other files, or its agent, is quoted where it stands', async () => {
  const project = packages.project('elsewhere', {
    'agent-replay.config.mjs':
      "export default { agents: { clerk: './src/clerk.js#agent', torn: './src/torn.ts#agent' } };\n",
    'src/torn.ts': 'export const agent = {\n  run( {\n};\n',
    ...fixtureFiles({ suite: 'torn', id: 'contract', payload: {} }),
    'fixtures/torn/contract/expected.json': '{\n  "status": ["passed"],\n  "artifacts": { min: 1 }\n}\n',
    ...fixtureFiles({ suite: 'torn', id: 'agent', payload: {}, agent: 'torn' }),
    ...fixtureFiles({ suite: 'torn', id: 'name', payload: {}, agent: 'clerc' }),
    ...fixtureFiles({ suite: 'torn', id: 'time', payload: { do: 'wait' }, timeoutSeconds: 1 }),
    'src/decide.js': 'export const decide = () => new Promise(() => {});\n',
  });
  const { stdout, stderr } = await project.vitest('run', 'fixtures/torn', '--reporter=default');
  const output = stdout + stderr;
  for (const quoted of [
    /contract\/expected\.json:3:18\n(?:.*\n){2} +3\| .*min: 1 \}\n +\| +\^/,
    /agent\/input\.json:5:5\n(?:.*\n){2} +5\| +"name": "torn",\n +\| +\^/,
    /name\/input\.json:5:5\n(?:.*\n){2} +5\| +"name": "clerc",\n +\| +\^/,
    /time\/input\.json:(\d+):3\n(?:.*\n){2} +\1\| +"timeout_seconds": 1,\n +\| +\^/,
  ])
    expect(output).toMatch(quoted);
  // The loader of a module colours what it says, and what it went through is not the user's.
  expect(output).toContain('src/torn.ts:3:2');
  expect(output).not.toMatch(/\\u001b|^ +at .*node_modules/m);
});

test('a document on stdout is nothing but that, and the summary goes to stderr', async () => {
  const project = packages.project('document');
  const { stdout, stderr } = await project.vitest('run', '--reporter=tap-flat');
  expect(stdout).toContain('not ok');
  expect(stdout).not.toContain('agent-replay  0 passing');
  expect(stderr).toContain('agent-replay  0 passing, 2 failing');
});

test('a hand-written test replays through Vitest, with aliases and TypeScript', async () => {
  const project = packages.project('by-hand', {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], resolve: { alias: { '~': import.meta.dirname + '/src' } } };
`,
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/clerk.ts#agent' } };\n",
    'src/clerk.ts': `import { agent as plain } from '~/clerk.js';
import { defineAgent } from 'agent-replay';
enum Level { low, high }
export const agent = Level.high === 1 ? plain : defineAgent({} as never);
`,
    'src/by-hand.test.ts': `import { expect, test } from '@agent-replay/vitest-plugin/test';
import { z } from 'zod';

test('passes', async ({ replay }) => {
  const outcome = await replay('fixtures/payments/left_report');
  expect(outcome).toHaveVerdict('passed');
  expect(outcome).toSatisfyContract(z.object({ done: z.literal(true) }));
  expect(outcome).toEqual(expect.toSatisfyContract());
  expect(outcome).not.toHaveBlocked();
});
test('fails', async ({ replay, expect }) => {
  expect(await replay('fixtures/payments/left_nothing')).toSatisfyContract();
});
`,
  });
  const { stderr } = await project.vitest(
    'run',
    'by-hand',
    '--reporter=json',
    '--outputFile=report.json',
    '--reporter=default',
  );
  expect(testsOf(project)).toEqual({ fails: 'failed', passes: 'passed' });
  expect(stderr).toContain('expect(outcome).toSatisfyContract()');
  expect(stderr).toContain('rule      missing_artifact_ref /artifacts/min');
});

test.each([
  ['blob', ['passes, but is unproven: it has not been seen red on the broken code and green on the fix']],
  ['dot', []],
])('reports that show no reason of a skipped test have it as an annotation: %s', async (name, told) => {
  const project = packages.project(`annotations-${name}`, { 'annotations.mjs': ANNOTATIONS });
  await project.vitest('run', `--reporter=${name}`, '--reporter=./annotations.mjs');
  const rows = JSON.parse(project.read('annotations.json')) as [string, Annotation[]][];
  const skipped = rows.filter(([id]) => id === 'left_report' || id === 'read_order');
  expect(skipped.map(([, annotations]) => annotations.map(({ message }) => message))).toEqual([told, told]);
});
