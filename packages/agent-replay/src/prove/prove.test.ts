import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';
import { prove } from './prove.ts';

test('the fix may be in a package beside the one of the config, or in a lock file above; what is beside both is no other code', async () => {
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
  // the packages that are installed are of the code, and their lock file is above
  project.write('requirements.txt', 'openai==2.0.0');
  commit(project, 'locked');
  expect(await kinds('locked', 'fixed')).toEqual(['unexpected_green']);
}, 120_000);

test('every ref is looked up before anything is replayed, and those that may have been meant are named', async () => {
  const project = createProject({ ...CONFIG, ...fixtureFiles('empty'), 'agent.js': agentModule('') });
  commit(project, 'broken');
  project.git('branch', 'feature/refunds');
  const dir = join(project.root, 'fixtures/suite/empty');
  const steps: string[] = [];
  const refusal = (refs: { broken?: string; fixed?: string; benign?: string; patch?: string }) =>
    prove(dir, { ...refs, onStep: (role) => void steps.push(role) }).then(
      () => 'none',
      (error: unknown) => (error as Error).message,
    );
  const fix = 'name a commit, a branch or a tag that there is; a clone may need "git fetch" first';
  expect(await refusal({ broken: 'HEADD' })).toBe(
    `Failed to check out the code: no such ref: HEADD.
  in       ${project.root}
  nearest  HEAD
  fix      ${fix}`,
  );
  expect(await refusal({ broken: 'broken', fixed: 'feature/refund' })).toContain(
    'nearest  feature/refunds\n',
  );
  expect(await refusal({ broken: 'broken', benign: 'main~9' })).toContain('no such ref: main~9.\n');
  expect(await refusal({ broken: 'broken', benign: 'main~9' })).toMatch(/known {2}HEAD, .*main/);
  expect(await refusal({ broken: 'HEAD^{tree}' })).toContain('"HEAD^{tree}" is no commit');
  expect(await refusal({ patch: 'nowhere.patch' })).toBe(
    'Failed to prove "empty": there is no patch "nowhere.patch".\n  fix  check the path: --patch <file>',
  );
  expect(steps).toEqual([]);
});

test('an agent that is a package of the workspace is proven by the code of that package in each ref', async () => {
  const project = createProject({
    '.gitignore': 'node_modules\n',
    'packages/app/package.json': { name: 'app', private: true, type: 'module' },
    'packages/app/agent-replay.config.json': { agents: { agent: '@m/agents/one#agent' } },
    ...Object.fromEntries(
      Object.entries(fixtureFiles('empty')).map(([path, content]) => [`packages/app/${path}`, content]),
    ),
    'packages/agents/package.json': { name: '@m/agents', type: 'module', exports: { './*': './src/*.js' } },
    'packages/agents/src/one.js': agentModule(''),
  });
  const links = join(project.root, 'packages/app/node_modules/@m');
  mkdirSync(links, { recursive: true });
  symlinkSync(join(project.root, 'packages/agents'), join(links, 'agents'), 'junction');
  commit(project, 'broken');
  project.write('packages/agents/src/one.js', agentModule('await report();'));
  commit(project, 'fixed');
  const fixture = join(project.root, 'packages/app/fixtures/suite/empty');
  expect((await prove(fixture, { broken: 'broken', fixed: 'fixed' })).invalid).toEqual([]);
  const again = await prove(fixture, { broken: 'fixed', fixed: 'fixed' });
  expect(again.invalid.map(({ kind }) => kind)).toEqual(['unexpected_green', 'same_code']);
}, 120_000);

test('code whose dependencies cannot be installed has no verdict: its side is named, and what the manager says', async () => {
  const project = createProject({
    ...CONFIG,
    ...fixtureFiles('empty'),
    'agent.js': agentModule('await report();'),
  });
  commit(project, 'fixed');
  project.write('package-lock.json', { lockfileVersion: 3 });
  commit(project, 'unlocked');
  project.remove('package-lock.json');
  commit(project, 'here');
  project.write(
    'bin/npm',
    "#!/bin/sh\necho 'npm error notarget No matching version found for a@9.9.9.' >&2; exit 1\n",
  );
  chmodSync(join(project.root, 'bin/npm'), 0o755);
  vi.stubEnv('PATH', `${join(project.root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const fixture = join(project.root, 'fixtures/suite/empty');
  await expect(prove(fixture, { broken: 'HEAD~1', fixed: 'HEAD' })).rejects.toMatchObject({
    code: 'INFRASTRUCTURE',
    message: `Failed to prove "empty": invalid_red: setup_failure: the broken code (HEAD~1) could not be set up.
  cause    Failed to install what package-lock.json says: npm says "npm error notarget No matching version found for a@9.9.9.".
  command  npm ci --no-audit --no-fund --prefer-offline
  fix      see that "npm ci --no-audit --no-fund --prefer-offline" works in a fresh checkout of that ref`,
    details: { kind: 'setup_failure', role: 'broken', ref: 'HEAD~1' },
  });
  await expect(prove(fixture, { broken: 'HEAD', fixed: 'HEAD~1' })).rejects.toMatchObject({
    code: 'INFRASTRUCTURE',
    message: expect.stringContaining('invalid_green: setup_failure: the fixed code (HEAD~1)') as string,
  });
}, 120_000);
