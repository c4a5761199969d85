import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { statesOf } from './monitor-of.ts';
import { createProject, type Project } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();
const URL = 'https://api.example.com/';

/** It leaves a report only when the answer is the tape's. */
const AGENT = `const { writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { defineAgent } = require('agent-replay');

exports.agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run(payload, context) {
    if ((await (await fetch('${URL}')).text()) !== 'taped') return { done: true };
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

const INTERACTION = {
  id: '1',
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: URL, headers: [] },
  response: { status: 200, headers: [], body: { text: 'taped' } },
};

function project(name: string, files: Readonly<Record<string, string>>): Project {
  return createProject(packages.dir, name, {
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/agent.cjs' } };\n",
    'src/agent.cjs': AGENT,
    ...fixtureFiles({ suite: 'net', id: 'first', payload: {}, interactions: [INTERACTION] }),
    ...fixtureFiles({ suite: 'net', id: 'second', payload: {}, interactions: [INTERACTION] }),
    ...files,
  });
}

const BOTH = { 'net/first': 'stale unproven', 'net/second': 'stale unproven' };

test.each([
  ['stub', "import { vi } from 'vitest';\nvi.stubGlobal('fetch', async () => new Response('stub'));\n"],
  [
    'spy',
    "import { beforeEach, vi } from 'vitest';\nbeforeEach(() => void vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('stub')));\n",
  ],
])('a fetch that a Vitest setup file puts up answers unit tests, and no fixture: %s', async (name, setup) => {
  const stubbed = project(`fetch-${name}`, {
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { setupFiles: ['./setup.mjs'] } };
`,
    'setup.mjs': setup,
    'src/unit.test.mjs': `import { expect, test } from 'vitest';
test('the user has the stub', async () => expect(await (await fetch('${URL}')).text()).toBe('stub'));
`,
  });
  const { code } = await stubbed.vitest('run');
  expect(code).toBe(0);
  expect(statesOf(stubbed)).toEqual(BOTH);
});

test.each([
  ['stub', { setupFiles: ['./setup.cjs'] }],
  ['spy', { setupFilesAfterEnv: ['./each.cjs'] }],
])('a fetch that a Jest setup file puts up answers unit tests, and no fixture: %s', async (name, options) => {
  const stubbed = project(`jest-fetch-${name}`, {
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', transform: {}, ...options },
    }),
    'setup.cjs': "globalThis.fetch = async () => new Response('stub');\n",
    'each.cjs':
      "beforeEach(() => void jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('stub')));\n",
    'src/unit.test.js': `test('the user has the stub', async () => expect(await (await fetch('${URL}')).text()).toBe('stub'));
`,
  });
  const { code } = await stubbed.jest();
  expect(code).toBe(0);
  expect(statesOf(stubbed)).toEqual(BOTH);
});
