import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { statesOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** It waits in every way, and tells the fixture's time. */
const AGENT = `import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAgent } from 'agent-replay';

export const agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run(payload, context) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => process.nextTick(resolve));
    await sleep(5);
    if (new Date().toISOString() !== payload.start || Date.now() !== Date.parse(payload.start)) return { done: true };
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

const CJS_AGENT = AGENT.replaceAll(
  /import \{ (.*) \} from (.*);/g,
  (_, names: string, from: string) => `const { ${names.replace(' as ', ': ')} } = require(${from});`,
).replace('export const agent', 'exports.agent');

function project(name: string, files: Readonly<Record<string, string>>): Project {
  const start = '2026-11-20T10:00:00.000Z';
  return createProject(packages.dir, name, {
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/agent.js' } };\n",
    'src/agent.js': AGENT,
    ...fixtureFiles({ suite: 'time', id: 'first', payload: { start } }),
    ...fixtureFiles({ suite: 'time', id: 'second', payload: { start } }),
    ...files,
  });
}

const BOTH = { 'time/first': 'stale unproven', 'time/second': 'stale unproven' };

test.each([
  ['vi', "import { vi } from 'vitest';\nvi.useFakeTimers({ now: 0 });\n"],
  [
    'before-each',
    "import { beforeEach, vi } from 'vitest';\nbeforeEach(() => void vi.useFakeTimers({ now: 0 }));\n",
  ],
  [
    'sinon',
    "import fakes from '@sinonjs/fake-timers';\n// Without nextTick, which Vitest itself needs.\nfakes.install({ now: 0, toNotFake: ['nextTick', 'queueMicrotask'] });\n",
  ],
])('fake timers of a Vitest setup file leave fixtures their own time: %s', async (name, setup) => {
  const fake = project(`fakes-${name}`, {
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { setupFiles: ['./setup.js'] } };
`,
    'setup.js': setup,
    'src/unit.test.js': `import { expect, test } from 'vitest';
test('the user has the fakes', () => expect(Date.now()).toBe(0));
`,
  });
  const { code } = await fake.vitest('run');
  expect(code).toBe(0);
  expect(statesOf(fake)).toEqual(BOTH);
});

test.each([
  ['setup', { setupFiles: ['./setup.cjs'] }],
  ['global', { fakeTimers: { enableGlobally: true, now: 0 } }],
  ['before-each', { setupFilesAfterEnv: ['./each.cjs'] }],
])('fake timers of Jest leave fixtures their own time: %s', async (name, options) => {
  const fake = project(`jest-fakes-${name}`, {
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', transform: {}, ...options },
    }),
    'src/agent.js': CJS_AGENT,
    'setup.cjs': 'jest.useFakeTimers({ now: 0 });\n',
    'each.cjs': 'beforeEach(() => void jest.useFakeTimers({ now: 0 }));\n',
    'src/unit.test.js': `test('the user has the fakes', () => expect(Date.now()).toBe(0));\n`,
  });
  const { code } = await fake.jest();
  expect(code).toBe(0);
  expect(statesOf(fake)).toEqual(BOTH);
});
