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

/**
 * The steps of the worker of the extension for VS Code (1.50): no watcher of its own, but told of files; specifications by
 * path; runs of some tests, of a folder and of all; an end in between.
 */
const EXTENSION = `import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVitest } from 'vitest/node';
let results = [];
let over = () => {};
let begun = () => {};
const reporter = {
  onTestModuleQueued: () => begun(),
  onTestCaseResult(test) {
    if (test.result().state !== 'skipped' || test.result().note !== undefined) results.push(test.name);
  },
  onTestRunEnd: (_modules, _errors, reason) => over(reason),
};
const stub = { name: 'stub', configResolved: (config) => void (config.server.hmr = { server: { on() {}, off() {} } }) };
const vitest = await createVitest(
  'test',
  { watch: true, api: false, ui: false, includeTaskLocation: true, reporters: [reporter] },
  { server: { middlewareMode: true, watch: null }, plugins: [stub] },
);
await vitest.report('onInit', vitest);
const project = vitest.getProjectByName('');
const steps = {};
const step = async (name, act) => {
  results = [];
  const ended = new Promise((resolve) => (over = resolve));
  await act(ended);
  steps[name] = [await ended, ...results.toSorted()].join(' ');
};
const specifications = await vitest.globTestSpecifications();
const { moduleId } = specifications.find((each) => each.moduleId.includes('payments'));
const one = () => {
  const specification = project.createSpecification(moduleId);
  specification.testNamePattern = /left_nothing$/;
  return specification;
};
await step('one', () => vitest.rerunTestSpecifications([one()], false));
await step('its file', () => vitest.rerunTestSpecifications([project.createSpecification(moduleId)], false));
await step('a folder', async () =>
  vitest.rerunTestSpecifications(await vitest.getRelevantTestSpecifications([join(process.cwd(), 'fixtures/orders/')]), true));
const edit = join(process.cwd(), 'fixtures/payments/left_report/expected.json');
appendFileSync(edit, ' ');
await step('an edited fixture', () => vitest.watcher.onFileChange(edit));
await step('the edited agent', () => vitest.watcher.onFileChange(join(process.cwd(), 'src/decide.js')));
await step('cancelled', async () => {
  begun = () => void vitest.cancelCurrentRun('keyboard-input');
  await vitest.rerunTestSpecifications(await vitest.getRelevantTestSpecifications([]), true);
  begun = () => {};
});
await step('all', async () => vitest.rerunTestSpecifications(await vitest.getRelevantTestSpecifications([]), true));
console.log('EXTENSION ' + JSON.stringify(steps));
await vitest.close();
process.exit(0);
`;

test('the worker of an editor runs what it is asked for, again and after an end in between', async () => {
  const project = packages.project('extension', { 'extension.mjs': EXTENSION });
  const { stdout, stderr } = await runCommand(project.dir, [process.execPath, 'extension.mjs'], {
    VITEST: 'true',
  });
  const all = 'failed left_nothing left_report read_order swallowed_miss';
  expect(JSON.parse(/^EXTENSION (.*)$/m.exec(stdout)?.[1] ?? '{}'), stdout + stderr).toEqual({
    one: 'failed left_nothing',
    'its file': 'failed left_nothing left_report',
    'a folder': 'failed read_order swallowed_miss',
    'an edited fixture': 'passed left_report',
    'the edited agent': all,
    cancelled: expect.stringMatching(/^interrupted/),
    all,
  });
});

const STARTED = `import { startVitest } from 'vitest/node';
const names = [];
const reporter = { onTestCaseResult: (test) => void names.push(test.fullName) };
await startVitest(...JSON.parse(process.argv[2]), { watch: false, reporters: [reporter] });
console.log('STARTED ' + JSON.stringify(names.toSorted()));
`;

test.each([
  { call: ['test', ['fixtures/payments']], names: ['payments > left_nothing', 'payments > left_report'] },
  { call: [['fixtures/orders/read_order']], names: ['orders > read_order'] },
])('what startVitest is asked for is what runs: $call', async ({ call, names }) => {
  const project = packages.project(`started-${call.length}`, { 'started.mjs': STARTED });
  const { stdout, stderr } = await runCommand(
    project.dir,
    [process.execPath, 'started.mjs', JSON.stringify(call)],
    {},
  );
  expect(JSON.parse(/^STARTED (.*)$/m.exec(stdout)?.[1] ?? '[]'), stdout + stderr).toEqual(names);
});
