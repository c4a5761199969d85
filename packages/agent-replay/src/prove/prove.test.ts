import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';
import { prove } from './prove.ts';

test('the fix may be in a package beside the one of the config; what is beside both is no other code', async () => {
  const inAlpha = (files: Record<string, string | object>) =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`packages/alpha/${path}`, content]));
  const project = createProject({
    ...inAlpha({
      ...CONFIG,
      ...fixtureFiles('empty'),
      'package.json': { name: 'alpha', private: true, type: 'module' },
      'agent.js': agentModule('if (isDone) await report();', "import { isDone } from '../near/done.js';"),
    }),
    'packages/near/done.js': 'export const isDone = false;\n',
  });
  commit(project, 'broken');
  project.write('packages/near/done.js', 'export const isDone = true;\n');
  commit(project, 'fixed');
  project.write('packages/other.md', 'beside both');
  commit(project, 'beside');
  const fixture = join(project.root, 'packages/alpha/fixtures/suite/empty');
  const kinds = async (broken: string, fixed: string): Promise<string[]> =>
    (await prove(fixture, { broken, fixed })).invalid.map(({ kind }) => kind);
  expect(await kinds('beside', 'fixed')).toEqual(['unexpected_green', 'same_code']);
  expect(await kinds('broken', 'fixed')).toEqual([]);
}, 120_000);
