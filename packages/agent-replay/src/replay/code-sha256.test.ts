import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createProject } from '../project.suite.ts';
import { codeSha256 } from './code-sha256.ts';

const IMPORTS = `import { a } from './lib/a.js';\nimport '@/b';\nconst text = new URL('./prompt.md', import.meta.url);`;
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
  'src/prompt.md': 'be kind',
  'src/other.ts': '3',
  'src/agent.test.ts': '4',
  'py/main.py': 'import helper',
  'py/helper.py': '5',
};

test('the digest of an agent is of its module and of what that names in the project', async () => {
  const project = createProject(FILES);
  const config = await loadConfig(project.root);
  const of = (name: string): string | null => codeSha256(name, config);
  const before = of('one');
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  for (const path of ['src/agent.ts', 'src/lib/a.ts', 'src/lib/c.ts', 'src/b.ts', 'src/prompt.md']) {
    const text = project.read(path);
    project.write(path, `${text} `);
    expect([path, of('one')]).not.toEqual([path, before]);
    project.write(path, text);
    expect([path, of('one')]).toEqual([path, before]);
  }
  for (const path of ['src/other.ts', 'src/agent.test.ts', 'package.json'])
    project.edit(path, (text) => `${text} `);
  expect(of('one')).toBe(before);
  const script = of('py');
  project.write('py/helper.py', '6');
  expect(of('py')).not.toBe(script);
  expect([of('ls'), of('gone'), of('unknown')]).toEqual([null, null, null]);
});
