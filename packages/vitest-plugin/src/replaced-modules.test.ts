import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from 'agent-replay';
import { expect, onTestFinished, test } from 'vitest';
import { createViteServer, type TestProject } from 'vitest/node';
import { replacedModules } from './replaced-modules.ts';

async function replacedWith(files: Record<string, string>) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'replaced-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const all = {
    'agent-replay.config.json': '{ "agents": { "clerk": "./clerk.ts#clerk" } }',
    'clerk.ts': "import { decide } from './decide';\nexport const clerk = decide;\n",
    ...files,
  };
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(root, name), text)));
  const vite = await createViteServer({
    root,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false, watch: null },
  });
  onTestFinished(() => vite.close());
  return { root, replaced: await replacedModules(await loadConfig(root), { vite } as TestProject) };
}

test('says nothing where Vite takes the file that the digest is of', async () => {
  const { replaced } = await replacedWith({ 'decide.ts': 'export const decide = 1;\n' });
  expect(replaced).toEqual({});
});

test('says where Vite takes a compiled file for what it was compiled from, without any alias or plugin', async () => {
  const { root, replaced } = await replacedWith({
    'decide.ts': 'export const decide = 1;\n',
    'decide.js': 'export const decide = 0;\n',
  });
  expect(replaced).toEqual({ clerk: [{ by: join(root, 'decide.js'), file: join(root, 'decide.ts') }] });
});
