import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { monitorOf, statesOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

const AGENT = `const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { defineAgent } = require('agent-replay');

exports.agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run({ today }, context) {
    if (new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'short' }).format() !== today) return { done: true };
    writeFileSync(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

const SUBCLASS = 'Intl.DateTimeFormat = class extends Intl.DateTimeFormat {};\n';
const WRAPPER = `const Real = Intl.DateTimeFormat;
Intl.DateTimeFormat = function (...args) { return new Real(...args); };
`;
/** Nothing can be put in its place then. */
const FROZEN = 'Object.freeze(Intl);\n';

function project(name: string, setup: string): Project {
  return createProject(packages.dir, name, {
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', transform: {}, setupFiles: ['./setup.cjs'] },
    }),
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { setupFiles: ['./setup.cjs'] } };
`,
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/agent.cjs' } };\n",
    'src/agent.cjs': AGENT,
    'setup.cjs': setup,
    ...fixtureFiles({ suite: 'dates', id: 'today', payload: { today: '11/20/26' } }),
  });
}

const RUNNERS = ['vitest', 'jest'] as const;
const run = (of: Project, runner: (typeof RUNNERS)[number]) =>
  runner === 'vitest' ? of.vitest('run') : of.jest();

test.each(
  RUNNERS.flatMap((runner) => [
    [runner, 'subclass', SUBCLASS] as const,
    [runner, 'wrapper', WRAPPER] as const,
  ]),
)('a setup of %s may mock how dates are formatted: %s', async (runner, name, setup) => {
  const mocked = project(`intl-${runner}-${name}`, setup);
  const { code, stderr } = await run(mocked, runner);
  expect(code, stderr).toBe(0);
  expect(statesOf(mocked)).toEqual({ 'dates/today': 'stale unproven' });
});

test.each(RUNNERS)('what a setup of %s breaks before a replay is no health of before', async (runner) => {
  const broken = project(`broken-${runner}`, '');
  expect(await run(broken, runner)).toMatchObject({ code: 0 });
  broken.write({ 'setup.cjs': FROZEN });
  expect((await run(broken, runner)).code).toBe(1);
  const [found] = monitorOf(broken).fixtures;
  expect(found).toMatchObject({
    state: 'stale',
    reason: expect.stringMatching(
      /^crashed: replay_crashed: its test failed before its replay: .*redefine/,
    ) as string,
  });
});

const BROKEN = {
  'throws as it loads': ["throw new Error('no database');\n", 'Error: no database'],
  'throws before all tests': [
    "beforeAll(() => { throw new Error('no database'); });\n",
    'Error: no database',
  ],
  'ends the worker': ['process.kill(process.pid, "SIGKILL");\n', 'its worker died'],
} as const;

test.each([
  ...Object.entries(BROKEN).map(([how, [setup, cause]]) => ['vitest', how, setup, cause] as const),
  ['jest', 'throws as it loads', BROKEN['throws as it loads'][0], 'no database'] as const,
])('of %s, a setup that %s leaves no fixture as it was before', async (runner, how, setup, cause) => {
  const broken = project(`unrun-${runner}-${how.replaceAll(' ', '-')}`, '');
  broken.write({
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { globals: true, setupFiles: ['./setup.cjs'] } };
`,
    ...fixtureFiles({ suite: 'dates', id: 'again', payload: { today: '11/20/26' } }),
  });
  expect(await run(broken, runner)).toMatchObject({ code: 0 });
  broken.write({ 'setup.cjs': setup });
  const { code, stdout, stderr } = await run(broken, runner);
  expect(code, stdout + stderr).toBe(1);
  expect(monitorOf(broken).fixtures.map(({ state, reason }) => [state, reason])).toEqual([
    ['stale', expect.stringContaining(cause)],
    ['stale', expect.stringContaining(cause)],
  ]);
});

const UNSTARTED = {
  'an environment that is not installed': ["environment: 'edge-runtime'", '@edge-runtime/vm'],
  'an environment that no pool of contexts has': [
    "pool: 'vmForks', environment: './environment.mjs'",
    'is not a valid environment',
  ],
  'an option that Node does not know': ["execArgv: ['--no-such-option']", 'did not start'],
} as const;

test.each(Object.entries(UNSTARTED))(
  'of vitest, %s leaves no fixture as it was before, also where errors are ignored',
  async (what, [options, cause]) => {
    const broken = project(`unstarted-${what.replaceAll(' ', '-')}`, '');
    broken.write({
      'environment.mjs': "export default { name: 'own', setup: () => ({ teardown() {} }) };\n",
    });
    expect(await run(broken, 'vitest')).toMatchObject({ code: 0 });
    broken.write({
      'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default {
  plugins: [agentReplay()],
  test: { passWithNoTests: true, dangerouslyIgnoreUnhandledErrors: true, ${options} },
};
`,
    });
    const { code, stdout, stderr } = await run(broken, 'vitest');
    expect(code, stdout + stderr).toBe(1);
    expect(monitorOf(broken).fixtures.map(({ state, reason }) => [state, reason])).toEqual([
      ['stale', expect.stringContaining(cause)],
    ]);
  },
);
