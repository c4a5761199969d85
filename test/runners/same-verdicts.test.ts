import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from './run-command.ts';
import { type Installed, install } from './install.ts';
import { createProject, type Project } from './project.ts';
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

// Each test starts runners of its own, and the machine may be busy with more of them.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let installed: Installed;
let project: Project;

beforeAll(() => {
  installed = install();
  project = createProject(installed.dir, 'same', { ...userProject({ modules: 'esm' }), ...REPORTERS });
});
afterAll(() => installed.remove());

test('Vitest, Jest and the engine by itself give the same bytes for every fixture', async () => {
  await project.vitest('run', '--reporter=./vitest-verdicts.mjs');
  await project.jest('--reporters=./jest-verdicts.cjs');
  const script = `import { discoverFixtures, replay, verdictJson } from 'agent-replay';
const texts = [];
for (const { dir } of discoverFixtures('.')) texts.push(verdictJson(await replay(dir)));
console.log(texts.sort().join('\\n'));`;
  project.write({ 'engine.mjs': script });
  const engine = await runCommand(project.dir, [process.execPath, 'engine.mjs']);
  const vitest = readFileSync(join(project.dir, 'vitest.txt'), 'utf8');
  expect(vitest.split('\n')).toHaveLength(Object.keys(fixtureTests).length);
  expect(readFileSync(join(project.dir, 'jest.txt'), 'utf8')).toBe(vitest);
  expect(engine.stdout.trim()).toBe(vitest);
});
