import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createProject } from '../project.suite.ts';
import { codeFiles, codeSha256 } from './code-sha256.ts';

const IMPORTS = `import { a } from './lib/a.js';\nimport '@/b';\nimport '@lib/d';\nimport { e } from '#inner/e.js';\nimport 'linked/sub';\nimport 'installed';\nconst text = new URL('./prompt.md', import.meta.url);`;
const FILES = {
  'agent-replay.config.json': {
    agents: {
      one: './src/agent.ts#agent',
      py: { exec: ['python3', 'py/main.py'] },
      ls: { exec: ['ls'] },
      gone: './gone.ts',
    },
  },
  'src/agent.ts': IMPORTS,
  'src/lib/a.ts': `export * from '../lib/c';`,
  'src/lib/c.ts': '1',
  'src/b.ts': '2',
  'src/lib/d/index.ts': '7',
  'src/lib/deep/e.ts': '8',
  'packages/linked/package.json': '{}',
  'packages/linked/src/sub.ts': `import './main';`,
  'packages/linked/src/main.ts': '9',
  'packages/linked/node_modules/other/index.js': '10',
  'src/node_modules/installed/index.js': '11',
  'src/deep/installed.ts': '12',
  'src/prompt.md': 'be kind',
  'src/other.ts': '3',
  'src/agent.test.ts': '4',
  'py/main.py': 'import helper',
  'py/helper.py': '5',
  'py/lib/deep.py': '6',
  'py/venv/pyvenv.cfg': '',
  'py/venv/lib/installed.py': '7',
};

test('the digest of an agent is of its module and of what that names in the project', async () => {
  const project = createProject(FILES);
  symlinkSync(
    join(project.root, 'packages/linked'),
    join(project.root, 'src/node_modules/linked'),
    'junction',
  );
  const config = await loadConfig(project.root);
  const of = (name: string): string | null => codeSha256(name, config);
  const before = of('one');
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  for (const path of [
    'src/agent.ts',
    'src/lib/a.ts',
    'src/lib/c.ts',
    'src/b.ts',
    'src/prompt.md',
    'src/lib/d/index.ts',
    'src/lib/deep/e.ts',
    'packages/linked/src/sub.ts',
    'packages/linked/src/main.ts',
  ]) {
    const text = project.read(path);
    project.write(path, `${text} `);
    expect([path, of('one')]).not.toEqual([path, before]);
    project.write(path, text);
    expect([path, of('one')]).toEqual([path, before]);
  }
  for (const path of [
    'src/other.ts',
    'src/agent.test.ts',
    'package.json',
    'packages/linked/node_modules/other/index.js',
    'src/node_modules/installed/index.js',
    'src/deep/installed.ts',
  ])
    project.edit(path, (text) => `${text} `);
  expect(of('one')).toBe(before);
  const script = of('py');
  for (const path of ['py/helper.py', 'py/lib/deep.py']) {
    const text = project.read(path);
    project.write(path, `${text}0`);
    expect([path, of('py')]).not.toEqual([path, script]);
    project.write(path, text);
  }
  project.write('py/venv/lib/installed.py', '8');
  expect(of('py')).toBe(script);
  expect([of('ls'), of('gone'), of('unknown')]).toEqual([null, null, null]);
});

test('what the imports of package.json lead a name to is of the code, under any condition', async () => {
  const project = createProject({
    'package.json': {
      type: 'module',
      imports: {
        '#settings': './src/deep/options.ts',
        '#db/*.js': { node: './src/database/*.ts', default: ['./src/browser/*.ts'] },
        '#shared': 'linked',
        '#installed': 'installed',
        '#gone': null,
      },
    },
    'agent-replay.config.json': { agents: { one: './src/agent.ts#agent' } },
    'src/agent.ts':
      "import '#settings';\nimport '#db/orders.js';\nimport '#shared';\nimport '#installed';\nimport '#gone';\n",
    'src/deep/options.ts': '1',
    'src/database/orders.ts': '2',
    'src/browser/orders.ts': '3',
    'packages/linked/package.json': '{}',
    'packages/linked/main.ts': '4',
    'src/node_modules/installed/index.js': '5',
    'src/database/users.ts': '6',
    'src/gone.ts': '7',
  });
  symlinkSync(
    join(project.root, 'packages/linked'),
    join(project.root, 'src/node_modules/linked'),
    'junction',
  );
  const config = await loadConfig(project.root);
  const before = codeSha256('one', config);
  const changes = (path: string): boolean => {
    const text = project.read(path);
    project.write(path, `${text} `);
    const after = codeSha256('one', config);
    project.write(path, text);
    return after !== before;
  };
  const files = [
    'src/deep/options.ts',
    'src/database/orders.ts',
    'src/browser/orders.ts',
    'packages/linked/main.ts',
  ];
  expect(files.filter(changes)).toEqual(files);
  expect(['src/node_modules/installed/index.js', 'src/database/users.ts'].filter(changes)).toEqual([]);
});

test('what the paths of a tsconfig.json lead a name to is of the code, also of one that it extends', async () => {
  const project = createProject({
    'tsconfig.json': '// as TypeScript reads it\n{ "extends": "./config/base.json", }',
    'config/base.json': {
      compilerOptions: { paths: { '@settings': ['../src/deep/options.ts'], 'db:*': ['../src/database/*'] } },
    },
    'packages/broken/tsconfig.json': '{ "compilerOptions": { "paths": ',
    'packages/broken/tool.ts': "import '@settings';\n",
    'agent-replay.config.json': { agents: { one: './src/agent.ts#agent' } },
    'src/agent.ts': "import '@settings';\nimport 'db:orders';\nimport '../packages/broken/tool.ts';\n",
    'src/deep/options.ts': '1',
    'src/database/orders.ts': '2',
    'src/database/users.ts': '3',
  });
  const config = await loadConfig(project.root);
  const files = codeFiles('one', config).map((file) => relative(project.root, file).replaceAll('\\', '/'));
  expect(files.toSorted()).toEqual([
    'packages/broken/tool.ts',
    'src/agent.ts',
    'src/database/orders.ts',
    'src/deep/options.ts',
  ]);
});

test('a package beside the one of the config is of its code, where both are of one repository', async () => {
  const project = createProject({
    'packages/alpha/agent-replay.config.json': { agents: { one: './agent.ts#agent' } },
    'packages/alpha/agent.ts': `import '@m/shared'; import '../near/b.ts'; import 'agent-replay';`,
    'packages/shared/package.json': '{}',
    'packages/shared/src/index.ts': '1',
    'packages/near/b.ts': '2',
    'packages/other/c.ts': '3',
  });
  mkdirSync(join(project.root, 'packages/alpha/node_modules/@m'), { recursive: true });
  symlinkSync(
    join(project.root, 'packages/shared'),
    join(project.root, 'packages/alpha/node_modules/@m/shared'),
    'junction',
  );
  const config = await loadConfig(join(project.root, 'packages/alpha'));
  const of = (): string | null => codeSha256('one', config);
  const alone = of();
  project.git('init', '--quiet');
  const before = of();
  expect(before).not.toBe(alone);
  for (const [file, counts] of [
    ['packages/shared/src/index.ts', true],
    ['packages/near/b.ts', true],
    ['packages/other/c.ts', false],
  ] as const) {
    const text = project.read(file);
    project.write(file, '4');
    expect([file, of() !== before]).toEqual([file, counts]);
    project.write(file, text);
  }
  expect(of()).toBe(before);
});

test('of an agent that is a package all of that package is its code, linked or installed, wherever it stands', async () => {
  const files = {
    'agent-replay.config.json': {
      agents: {
        linked: '@m/linked/agent#agent',
        installed: '@m/installed#agent',
        own: 'shop/agent#agent',
        gone: '@m/gone#agent',
      },
    },
    'package.json': { name: 'shop', exports: { './agent': './src/agent.ts' } },
    'src/agent.ts': `import './beside.ts';`,
    'src/beside.ts': '1',
    'packages/linked/package.json': { name: '@m/linked', exports: { './*': './dist/*.js' } },
    'packages/linked/src/agent.ts': `import '../../../near.ts';`,
    'near.ts': '2',
    'node_modules/@m/installed/package.json': { name: '@m/installed', version: '1.0.0', main: 'index.js' },
    'node_modules/@m/installed/index.js': `import './lib/deep.js';`,
    'node_modules/@m/installed/lib/deep.js': '3',
    'node_modules/@m/installed/lib/prompt.md': '4',
    'node_modules/@m/installed/node_modules/other/index.js': '5',
  };
  const install = (root: string): string => {
    const app = join(root, 'app');
    symlinkSync(join(app, 'packages/linked'), join(app, 'node_modules/@m/linked'), 'junction');
    return app;
  };
  const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text]));
  const project = createProject(below);
  const config = await loadConfig(install(project.root));
  const of = (): (string | null)[] =>
    ['linked', 'installed', 'own', 'gone'].map((name) => codeSha256(name, config));
  const before = of();
  expect(before).toEqual([...Array.from({ length: 3 }, () => expect.stringMatching(/^[0-9a-f]{64}$/)), null]);
  expect(new Set(before)).toHaveProperty('size', 4);

  const changed: Record<string, number[]> = {
    'packages/linked/src/agent.ts': [0],
    'near.ts': [0],
    'node_modules/@m/installed/package.json': [1],
    'node_modules/@m/installed/lib/deep.js': [1],
    'node_modules/@m/installed/lib/prompt.md': [1],
    'node_modules/@m/installed/node_modules/other/index.js': [],
    'src/beside.ts': [2],
  };
  for (const [path, agents] of Object.entries(changed)) {
    const text = project.read(`app/${path}`);
    project.write(`app/${path}`, `${text} `);
    const after = of();
    const others = before.flatMap((digest, index) => (digest === after[index] ? [] : [index]));
    expect([path, others]).toEqual([path, agents]);
    project.write(`app/${path}`, text);
  }
  const elsewhere = createProject(below);
  const moved = await loadConfig(install(elsewhere.root));
  expect(['linked', 'installed', 'own'].map((name) => codeSha256(name, moved))).toEqual(before.slice(0, 3));
});
