import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Project } from './project.ts';
import { usePackages } from './use-packages.ts';
import { fixtureTests } from './user-project.ts';

const UNIT = `import { expect, test } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n`;

const packages = usePackages();

function projectWith(name: string, config: string): Project {
  return packages.project(name, {
    'src/unit.test.js': UNIT,
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default ${config};\n`,
  });
}

/** The tests that Vitest lists, by the names of their projects. */
async function listed(project: Project): Promise<Record<string, string[]>> {
  const { stdout } = await project.vitest('list', '--json');
  const tests = JSON.parse(stdout) as { name: string; projectName?: string }[];
  const byProject = Map.groupBy(tests, ({ projectName }) => projectName ?? '');
  return Object.fromEntries(
    [...byProject].map(([name, own]) => [name, own.map((each) => each.name.replace(' > ', ' ')).toSorted()]),
  );
}

const all = ['adds', ...Object.keys(fixtureTests)].toSorted();

test('a project without the plugin gets no fixture of one that has it, where both take the default include', async () => {
  const project = projectWith(
    'default-include',
    `{ test: { projects: [{ test: { name: 'unit' } }, { plugins: [agentReplay()], test: { name: 'fixtures' } }] } }`,
  );
  expect(await listed(project)).toEqual({ unit: ['adds'], fixtures: all });
});

test('an include that takes in what other runs have generated runs each fixture once', async () => {
  const project = projectWith(
    'wide-include',
    `{
  plugins: [agentReplay()],
  test: {
    projects: [
      { extends: true, test: { name: 'wide', include: ['**/*.{test,replay}.js'] } },
      { extends: true, test: { name: 'too', include: ['**/*.{test,replay}.js'] } },
    ],
  },
}`,
  );
  await project.vitest('list', 'fixtures/orders');
  expect(Object.values(await listed(project)).toSorted((a, b) => a.length - b.length)).toEqual([
    ['adds'],
    all,
  ]);
});

test.each(['onUnhandledError: () => false', 'dangerouslyIgnoreUnhandledErrors: true'])(
  'a run without fixtures is no green one under "%s", and is told of once',
  async (setting) => {
    const project = projectWith(
      `hushed-${setting.length}`,
      `{ plugins: [agentReplay()], test: { ${setting} } }`,
    );
    rmSync(join(project.dir, 'fixtures'), { recursive: true });
    const { code, stderr } = await project.vitest('run');
    expect(code).toBe(1);
    expect(stderr.split('Failed to find fixtures in')).toHaveLength(2);
  },
);

test('a project that is picked needs no fixture where it has a test, and a run of all needs one', async () => {
  const project = projectWith(
    'picked',
    `{
  plugins: [agentReplay()],
  test: { projects: [{ extends: true, test: { name: 'app' } }, { extends: true, test: { name: 'plain', root: './plain' } }] },
}`,
  );
  project.write({ 'plain/unit.test.js': UNIT, 'plain/agent-replay.config.mjs': 'export default {};\n' });
  expect((await project.vitest('run', '--project', 'plain')).code).toBe(0);
  rmSync(join(project.dir, 'plain/unit.test.js'));
  const { code, stderr } = await project.vitest('run', '--project', 'plain', '--passWithNoTests');
  expect(code).toBe(1);
  expect(stderr).toContain(`Failed to find fixtures in "${join(project.dir, 'plain')}"`);
  rmSync(join(project.dir, 'fixtures'), { recursive: true });
  expect((await project.vitest('run')).code).toBe(1);
});

test('the plugin stands before setup files that are to load in parallel', async () => {
  const project = projectWith(
    'parallel-setup',
    `{ plugins: [agentReplay()], test: { setupFiles: ['./setup.js'], sequence: { setupFiles: 'parallel' } } }`,
  );
  const isKept = `[globalThis, process].some((each) => Symbol.for('agent-replay.machine') in each)`;
  project.write({
    'setup.js': `import { writeFileSync } from 'node:fs';\nwriteFileSync('stood.txt', String(${isKept}));\n`,
  });
  await project.vitest('run', 'src');
  expect(project.read('stood.txt')).toBe('true');
});
