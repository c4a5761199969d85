import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createProject, type Project } from '../project.suite.ts';
import { agentCodes } from './code-sha256.ts';

/** Beside the `node_modules` of a project, which is this repository's own. */
const AT = 'repository';
const LOCK = '{\n  "lockfileVersion": 3\n}\n';
const FILES = {
  'package-lock.json': LOCK,
  'packages/app/agent-replay.config.json': {
    agents: {
      one: './agent.js#agent',
      none: './none.js#agent',
      whole: 'direct#agent',
      py: { exec: ['python3', 'main.py'] },
    },
  },
  'packages/app/agent.js': `import { own } from './own.js';\nimport type { T } from '@scope/direct/types';`,
  'packages/app/own.js': `require('direct');`,
  'packages/app/none.js': `import 'node:fs'; import 'not-installed';`,
  'packages/app/main.py': 'import helper',
  'node_modules/direct/package.json': {
    name: 'direct',
    version: '1.0.0',
    main: 'index.js',
    dependencies: { below: '*', 'not-installed': '*' },
    optionalDependencies: { native: '*' },
    peerDependencies: { peer: '*' },
  },
  'node_modules/direct/index.js': '1',
  'node_modules/@scope/direct/package.json': { name: '@scope/direct', version: '1.0.0' },
  'node_modules/below/package.json': { name: 'below', version: '2.0.0' },
  'node_modules/direct/node_modules/below/package.json': { name: 'below', version: '1.0.0' },
  'node_modules/peer/package.json': { name: 'peer', version: '1.0.0', dependencies: { direct: '*' } },
  'node_modules/native/package.json': { name: 'native', version: '1.0.0', os: ['aix'] },
  'node_modules/unnamed/package.json': { name: 'unnamed', version: '1.0.0' },
};

async function dependencies(project: Project, agent = 'one') {
  return agentCodes(await loadConfig(join(project.root, 'packages/app')))(agent).dependencies;
}

function repository(files: Record<string, string | object> = FILES): Project {
  const project = createProject();
  const at = (path: string): string => join(AT, path);
  const own: Project = {
    ...project,
    root: join(project.root, AT),
    write: (path, content) => project.write(at(path), content),
    read: (path) => project.read(at(path)),
    edit: (path, change) => project.edit(at(path), change),
    remove: (path) => project.remove(at(path)),
  };
  for (const [path, content] of Object.entries(files)) own.write(path, content);
  project.git('init', '--quiet', AT);
  return own;
}

test('a file of the packages that is there and cannot be read is told, for the agents that it concerns', async () => {
  const project = repository();
  expect((await dependencies(project)).unread).toBeUndefined();
  project.write('node_modules/peer/package.json', '{"name": "pe');
  const codeOf = agentCodes(await loadConfig(join(project.root, 'packages/app')));
  expect(codeOf('one').dependencies.unread).toBe('../../node_modules/peer/package.json');
  expect(codeOf('none').dependencies.unread).toBeUndefined();
  expect(codeOf('whole').dependencies.unread).toBe('../../node_modules/peer/package.json');
  project.remove('package-lock.json');
  mkdirSync(join(project.root, 'package-lock.json'));
  expect((await dependencies(project, 'none')).unread).toBe('../../package-lock.json');
});

test('the installed packages that the code names are told by name and version, with all that they depend on', async () => {
  const project = repository();
  const before = await dependencies(project);
  expect(before.installed_sha256).toMatch(/^[0-9a-f]{64}$/);
  for (const name of ['direct', '@scope/direct', 'direct/node_modules/below', 'peer']) {
    const file = `node_modules/${name}/package.json`;
    const text = project.read(file);
    project.edit(file, (now) => now.replace('"version": "1.0.0"', '"version": "1.0.1"'));
    expect((await dependencies(project)).installed_sha256, name).not.toBe(before.installed_sha256);
    project.write(file, text);
  }
  // another copy than the one that is loaded, of another machine, or not the agent's; and bytes of the same version
  for (const name of ['below', 'native', 'unnamed'])
    project.edit(`node_modules/${name}/package.json`, (now) => now.replace('.0.0"', '.9.9"'));
  project.remove('node_modules/native');
  project.write('node_modules/direct/index.js', '2');
  expect(await dependencies(project)).toEqual(before);
});

test('packages are the same where a manager links them from a store of its own', async () => {
  const plain = repository();
  const linked = repository(
    Object.fromEntries(
      Object.entries(FILES).map(([path, content]) => [
        path.replace(
          /^node_modules\/((?:@scope\/)?[^/]+)\//,
          (_, name: string) =>
            `node_modules/.store/${name.replace('/', '+')}@${name === 'below' ? '2' : '1'}/node_modules/${name}/`,
        ),
        content,
      ]),
    ),
  );
  const link = (from: string, to: string): void => {
    mkdirSync(dirname(join(linked.root, from)), { recursive: true });
    symlinkSync(join(linked.root, to), join(linked.root, from), 'junction');
  };
  const store = 'node_modules/.store';
  link('packages/app/node_modules/direct', `${store}/direct@1/node_modules/direct`);
  link('packages/app/node_modules/@scope/direct', `${store}/@scope+direct@1/node_modules/@scope/direct`);
  link(`${store}/direct@1/node_modules/peer`, `${store}/peer@1/node_modules/peer`);
  expect(await dependencies(linked)).toEqual(await dependencies(plain));
});

test('of code that names no package that is here, none is told; an agent that is a package is told itself', async () => {
  const project = repository();
  for (const agent of ['none', 'py', 'gone'])
    expect((await dependencies(project, agent)).installed_sha256, agent).toBeNull();
  const before = await dependencies(project, 'whole');
  project.edit('node_modules/direct/node_modules/below/package.json', (now) => now.replace('1.0.0', '1.0.1'));
  expect((await dependencies(project, 'whole')).installed_sha256).not.toBe(before.installed_sha256);
});

test('the nearest lock file up to the repository rules, whatever the ends of its lines', async () => {
  const project = repository();
  const { lock_sha256: before } = await dependencies(project);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  project.write('package-lock.json', LOCK.replaceAll('\n', '\r\n'));
  expect((await dependencies(project)).lock_sha256).toBe(before);
  project.write('package-lock.json', LOCK.replace('3', '4'));
  expect((await dependencies(project)).lock_sha256).not.toBe(before);
  project.write('packages/app/package-lock.json', LOCK);
  expect((await dependencies(project)).lock_sha256).toBe(before);
  for (const name of ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'uv.lock']) {
    project.write(`packages/app/${name}`, 'a: 1\n');
    expect((await dependencies(project, 'py')).lock_sha256, name).not.toBe(before);
    project.remove(`packages/app/${name}`);
  }
  project.remove('packages/app/package-lock.json');
  project.remove('package-lock.json');
  expect((await dependencies(project)).lock_sha256).toBeNull();
});
