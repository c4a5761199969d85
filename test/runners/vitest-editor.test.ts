import { expect, test } from 'vitest';
import { usePackages } from './use-packages.ts';
import { runCommand } from './run-command.ts';

const packages = usePackages();

/** Vitest's API as the extension for VS Code calls it: list without running, run one by name, locate. */
const EDITOR = `import { createVitest } from 'vitest/node';
const results = [];
const reporter = {
  onTestCaseResult(test) {
    if (test.result().state === 'skipped') return;
    results.push({ name: test.fullName, line: test.location.line, stack: test.result().errors?.[0]?.stacks.map(({ file, line }) => file.slice(process.cwd().length + 1) + ':' + line) });
  },
};
const vitest = await createVitest('test', { watch: true, api: false, includeTaskLocation: true, reporters: [reporter] });
const specifications = await vitest.globTestSpecifications();
const parsed = await vitest.experimental_parseSpecifications(specifications);
const listed = parsed.flatMap((module) => [...module.children.allTests()].map((test) => [module.moduleId.split('/').slice(-3).join('/'), test.name, test.location.line]));
const specification = specifications.find(({ moduleId }) => moduleId.includes('payments'));
specification.testNamePattern = /left_nothing$/;
await vitest.runTestSpecifications([specification], false);
console.log('EDITOR ' + JSON.stringify({ listed, results }));
await vitest.close();
process.exit(0);
`;

/** What the watcher does when it tells of a file while that is being transformed: Vitest then has no source map of it. */
const WATCHER_TELLS_LATE = `import { agentReplay } from '@agent-replay/vitest-plugin';
const late = {
  name: 'late',
  transform(_code, id) {
    if (id.endsWith('.replay.js')) this.environment.moduleGraph.onFileChange(id);
  },
};
export default { plugins: [agentReplay(), late] };
`;

test.each([
  ['whose watcher is done', {}],
  ['whose watcher tells late of their modules', { 'vitest.config.mjs': WATCHER_TELLS_LATE }],
])('an editor %s lists fixtures without running them, runs one, and finds its place', async (name, files) => {
  const project = packages.project(name.replaceAll(' ', '-'), { 'editor.mjs': EDITOR, ...files });
  const { stdout } = await runCommand(project.dir, [process.execPath, 'editor.mjs'], { VITEST: 'true' });
  const { listed, results } = JSON.parse(/^EDITOR (.*)$/m.exec(stdout)?.[1] ?? '{}') as {
    listed: [string, string, number][];
    results: { name: string; line: number; stack: string[] }[];
  };
  expect(listed.toSorted(([a, b], [c, d]) => (a + b < c + d ? -1 : 1))).toEqual([
    ['@fixtures/orders/index.replay.js', 'read_order', 16],
    ['@fixtures/orders/index.replay.js', 'swallowed_miss', 17],
    ['@fixtures/payments/index.replay.js', 'left_nothing', 16],
    ['@fixtures/payments/index.replay.js', 'left_report', 17],
  ]);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ name: 'payments > left_nothing', line: 16 });
  expect(results[0]?.stack[0]).toBe('fixtures/payments/left_nothing/expected.json:6');
  expect(results[0]?.stack[1]).toMatch(/fixtures\/payments\/index\.replay\.js:16$/);
});
