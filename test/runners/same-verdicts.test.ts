import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from './run-command.ts';
import { type Installed, install } from './install.ts';
import { createProject, type Project } from './project.ts';
import { generatedProject } from './generated-project.ts';
import { fixtureTests, userProject } from './user-project.ts';

/** Reporters of a user, one for each runner, that keep the verdicts' bytes. */
const REPORTERS = {
  'vitest-verdicts.mjs': `import { writeFileSync } from 'node:fs';
export default class {
  onTestRunEnd(modules) {
    const rows = modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().agentReplay ?? []));
    writeFileSync('vitest.txt', rows.map((row) => row.verdict).sort().join('\\n'));
  }
}
`,
  'jest-verdicts.cjs': `const { writeFileSync } = require('node:fs');
module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    const rows = testResults.flatMap((result) => result.agentReplay ?? []);
    writeFileSync('jest.txt', rows.map((row) => row.verdict).sort().join('\\n'));
  }
};
`,
};

const ENGINE = `import { discoverFixtures, loadConfig, replay, verdictJson } from 'agent-replay';
const { root, fixtures } = await loadConfig();
const texts = [];
for (const { dir } of discoverFixtures(root, fixtures)) texts.push(verdictJson(await replay(dir)));
console.log(texts.sort().join('\\n'));
`;
/** What the repository's own fixtures need. */
const PARTS = ['agent-replay.config.ts', 'package.json', 'tsconfig.base.json', 'fixtures', 'examples'];
const repository = fileURLToPath(new URL('../..', import.meta.url));

// Each test starts runners of its own, and the machine may be busy with more of them.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 });

let installed: Installed;

beforeAll(() => {
  installed = install();
});
afterAll(() => installed.remove());

/** The verdicts of all fixtures, one a line, by the engine itself; and by each runner. */
async function verdictsOf(project: Project): Promise<Record<'engine' | 'vitest' | 'jest', string[]>> {
  project.write({ ...REPORTERS, 'engine.mjs': ENGINE });
  await project.vitest('run', '--reporter=./vitest-verdicts.mjs');
  await project.jest('--preset=@agent-replay/jest-preset', '--reporters=./jest-verdicts.cjs');
  const engine = await runCommand(project.dir, [process.execPath, 'engine.mjs']);
  const lines = (text: string): string[] => text.trim().split('\n');
  return {
    engine: lines(engine.stdout),
    vitest: lines(readFileSync(join(project.dir, 'vitest.txt'), 'utf8')),
    jest: lines(readFileSync(join(project.dir, 'jest.txt'), 'utf8')),
  };
}

async function expectSame(project: Project): Promise<string[]> {
  const { engine, vitest, jest } = await verdictsOf(project);
  expect(vitest).toEqual(engine);
  expect(jest).toEqual(engine);
  return engine;
}

test('Vitest, Jest and the engine by itself give the same bytes for every fixture', async () => {
  const project = createProject(installed.dir, 'same', userProject({ modules: 'esm' }));
  expect(await expectSame(project)).toHaveLength(Object.keys(fixtureTests).length);
});

test('so they do for a thousand generated ones', async () => {
  const project = createProject(installed.dir, 'generated', generatedProject(1000, 8));
  const verdicts = await expectSame(project);
  expect(verdicts).toHaveLength(1000);
  const classes = new Set(
    verdicts.map((text) => (JSON.parse(text) as { failure_class?: string }).failure_class),
  );
  expect(classes.size).toBeGreaterThan(4);
});

test.each(foldersWithFixtures())('so they do for the fixtures of %s', async (folder) => {
  const dir = join(installed.dir, 'repository');
  for (const part of PARTS) {
    cpSync(join(repository, part), join(dir, part), {
      recursive: true,
      filter: (path) => !['node_modules', '.agent-replay', 'dist'].includes(basename(path)),
    });
  }
  const project = createProject(installed.dir, join('repository', folder), {
    'vitest.config.ts': `import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n`,
  });
  await expectSame(project);
});

function foldersWithFixtures(): string[] {
  const examples = readdirSync(join(repository, 'examples')).map((name) => join('examples', name));
  return ['.', ...examples].filter((folder) => existsSync(join(repository, folder, 'fixtures')));
}
