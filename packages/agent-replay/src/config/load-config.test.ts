import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../project.suite.ts';
import { loadConfig } from './load-config.ts';

test.each([
  [
    'agent-replay.config.ts',
    `import type { UserConfig } from 'agent-replay'; const config: UserConfig = { fixtures: 'cases' }; export default config;`,
  ],
  ['agent-replay.config.mts', `export default { fixtures: ['cases'] as string[] };`],
  ['agent-replay.config.js', `export default { fixtures: ['cases'] };`],
  ['agent-replay.config.cjs', `module.exports = { fixtures: ['cases'] };`],
  ['agent-replay.config.json', `{ "fixtures": "cases" }`],
])('%s is found from a folder below, and read', async (name, text) => {
  const { root, write } = createProject({ [name]: text });
  write('deep/er/file.txt', '');
  const config = await loadConfig(join(root, 'deep/er'));
  expect(config).toMatchObject({
    root,
    file: join(root, name),
    fixtures: ['cases'],
    mode: 'cassette',
    interceptor: 'msw',
    isolate: false,
  });
  expect(config.store).toBe(join(root, '.agent-replay/runs.db'));
});

test('agent-replay.config.cts is read by Node itself, whoever imports the others', async () => {
  const { run, node, write } = createProject({
    'agent-replay.config.cts': `const config: object = { store: 'other.db', unheard: 1 }; module.exports = config;`,
    'load.js': `import { loadConfig } from 'agent-replay';
      const config = await loadConfig(process.cwd(), { import: () => Promise.reject(new Error('no such loader')) });
      console.log(config.store);`,
  });
  expect((await run('runs')).stderr).toMatch(/agent-replay\.config\.cts[\s\S]*\/unheard/);
  write('agent-replay.config.cts', `const config: object = { store: 'other.db' }; module.exports = config;`);
  expect((await node('load.js')).stdout).toContain('other.db');
});

test('without a config the defaults hold in the nearest package', async () => {
  const { root, write } = createProject();
  write('deep/file.txt', '');
  expect(await loadConfig(join(root, 'deep'))).toMatchObject({
    root,
    file: null,
    fixtures: ['fixtures'],
    agents: {},
  });
});

test('of two configs in one folder none is chosen, and both are named', async () => {
  const { root } = createProject({
    'agent-replay.config.ts': 'export default {};',
    'agent-replay.config.mjs': 'export default {};',
  });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `Failed to choose a config in "${root}": there are two.
  found  agent-replay.config.ts and agent-replay.config.mjs
  fix    keep the one that holds, and remove the other`,
  });
});

test('a config above the package is not looked for', async () => {
  const { root, write } = createProject({ 'agent-replay.config.json': {} });
  write('inner/package.json', {});
  expect(await loadConfig(join(root, 'inner'))).toMatchObject({ root: join(root, 'inner'), file: null });
});

test('wrong and unknown keys are named with pointer, expected and received', async () => {
  const { root } = createProject({ 'agent-replay.config.json': { mode: 'fast', fixture: 'x' } });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    issues: [
      { path: '/mode', line: 2 },
      { path: '/fixture', code: 'unknown_key', line: 3 },
    ],
  });
});

test('a config that throws, or exports nothing, is its own error', async () => {
  const { root, write } = createProject({ 'agent-replay.config.js': 'throw new Error("no disk")' });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('no disk'),
  });
  const other = createProject({ 'agent-replay.config.js': 'export const config = {};' });
  await expect(loadConfig(other.root)).rejects.toThrow('it has no default export');
  write('x', '');
});
