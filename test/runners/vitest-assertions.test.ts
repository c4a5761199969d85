import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createProject } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();
const EXAMPLE = fileURLToPath(new URL('../../examples/silent-failure', import.meta.url));
const ITS_FILES = ['package.json', 'agent-replay.config.ts', 'agent-replay.lock.json', 'src', 'fixtures'];

test.each([
  ['requireAssertions', 'expect: { requireAssertions: true }', ''],
  ["a setup file's expect", "setupFiles: ['./setup.mjs']", 'beforeEach(() => expect.hasAssertions());'],
  [
    "each test's own expect",
    "setupFiles: ['./setup.mjs']",
    'beforeEach(({ expect }) => expect.hasAssertions());',
  ],
  [
    'requireAssertions of concurrent tests',
    'expect: { requireAssertions: true }, sequence: { concurrent: true }',
    '',
  ],
])('a proven fixture is green where %s asks each test for an assertion', async (name, options, setup) => {
  const project = createProject(packages.dir, name.replaceAll(/\W/g, '-'), {
    'setup.mjs': `import { beforeEach, expect } from 'vitest';\n${setup}\n`,
    'vitest.config.ts': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { ${options} } };
`,
  });
  for (const path of ITS_FILES) cpSync(join(EXAMPLE, path), join(project.dir, path), { recursive: true });
  const { stdout, code } = await project.vitest('run');
  expect(stdout).toContain('agent-replay  1 passing, 0 failing, 0 stale');
  expect(code).toBe(0);
});
