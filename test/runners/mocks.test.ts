import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureSha256 } from '../../packages/agent-replay/src/discover/fixture-sha256.ts';
import { createProject, type Project } from './project.ts';
import { usePackages } from './use-packages.ts';
import { userProject } from './user-project.ts';

const packages = usePackages();

/** A project with one fixture, which passes and is proven, and these files besides. */
function provenProject(name: string, modules: 'esm' | 'cjs', files: Record<string, string>): Project {
  const own = Object.entries(userProject({ modules })).filter(
    ([path]) => !/^fixtures\/(?!.*left_report)/.test(path),
  );
  const project = createProject(packages.dir, name, { ...Object.fromEntries(own), ...files });
  const dir = join(project.dir, 'fixtures/payments/left_report');
  const tried = (verdict: string, failure_class: string | null) => ({
    ref: verdict,
    code_sha256: (verdict === 'passed' ? 'b' : 'a').repeat(64),
    verdict,
    failure_class,
    at: '2026-11-24T00:00:00.000Z',
  });
  const notes = JSON.parse(project.read('fixtures/payments/left_report/notes.json')) as object;
  const proof = {
    broken: tried('failed', 'missing_artifact_ref'),
    fixed: tried('passed', null),
    fixture_sha256: fixtureSha256(dir),
  };
  writeFileSync(join(dir, 'notes.json'), JSON.stringify({ ...notes, proof }));
  return project;
}

/** What the monitor says of the one fixture. */
function said(project: Project): string {
  const { fixtures } = JSON.parse(project.read('.agent-replay/monitor.json')) as {
    fixtures: { state: string; reason: string | null }[];
  };
  return fixtures.map(({ state, reason }) => (reason === null ? state : `${state}, ${reason}`)).join('\n');
}

const SETUP = "import { vi } from 'vitest';\n";
const VITEST = `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { setupFiles: ['./setup.js'] } };
`;
const IN_PLACE = 'stale, code_mocked: a mock in place of ';

test.each([
  ['a factory', "vi.mock('./src/decide.js', () => ({ decide: async () => 'mocked' }));", 'src/decide.js'],
  ['spies', "vi.mock('./src/decide.js', { spy: true });", 'src/decide.js'],
  ['a file in __mocks__', "vi.mock('./src/decide.js');", 'src/decide.js'],
  ['the agent', "vi.mock('./src/clerk.js', (original) => original());", 'src/clerk.js'],
  ['a module of Node', "vi.mock('node:path', (original) => original());", 'path'],
  [
    'a hook',
    "import { beforeEach } from 'vitest';\nbeforeEach(() => vi.doMock('./src/decide.js', () => ({ decide: () => 'mocked' })));",
    'src/decide.js',
  ],
  ['no module of the agent', "vi.mock('./src/other.js', () => ({}));", null],
])('in Vitest a fixture beside a mock is no plain pass: %s', async (name, setup, replaced) => {
  const project = provenProject(`vitest-mock-${name.replaceAll(' ', '-')}`, 'esm', {
    'setup.js': `${SETUP}${setup}\n`,
    'vitest.config.mjs': VITEST,
    'src/other.js': '',
    ...(name.includes('__mocks__') && {
      'src/__mocks__/decide.js': "export const decide = async () => 'mocked';\n",
    }),
  });
  const { code, stdout, stderr } = await project.vitest('run');
  expect([code, said(project)]).toEqual([0, replaced === null ? 'passing' : IN_PLACE + replaced]);
  expect(stdout + stderr).toContain(
    replaced === null
      ? '1 passing'
      : `  mocked    payments/left_report: replayed with a mock in place of ${replaced}\n`,
  );
  expect(stdout).toContain(replaced === null ? 'Tests  1 passed' : 'Tests  1 skipped');
});

const FAKES = {
  'src/other.js': "export const decide = async () => 'another';\n",
  'src/stand-in.js': "export { agent } from './clerk.js';\n",
};
const other = (name: string): string => `new URL('./src/${name}', import.meta.url).pathname`;

test.each([
  [
    'the agent, by an alias',
    `resolve: { alias: [{ find: /^\\/.*clerk\\.js$/, replacement: ${other('stand-in.js')} }] }`,
    'src/stand-in.js in place of src/clerk.js',
  ],
  [
    'a module of it, by an alias',
    `resolve: { alias: { './decide.js': ${other('other.js')} } }`,
    'src/other.js in place of src/decide.js',
  ],
  [
    'a module of it, by a plugin',
    `plugins: [agentReplay(), { name: 'swap', enforce: 'pre', resolveId: (id) => (id.endsWith('/decide.js') ? ${other('other.js')} : null) }]`,
    'src/other.js in place of src/decide.js',
  ],
  ['a package, by an alias', `resolve: { alias: { 'server-only': ${other('other.js')} } }`, null],
  [
    'nothing, by a plugin that resolves as Vite does',
    "plugins: [agentReplay(), { name: 'plain', enforce: 'pre', resolveId(id, from) { return this.resolve(id, from, { skipSelf: true }); } }]",
    null,
  ],
])('in Vitest a fixture with another file in the place of %s', async (name, config, replaced) => {
  const project = provenProject(`vitest-alias-${name.replaceAll(/\W+/g, '-')}`, 'esm', {
    ...FAKES,
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], ${config} };
`,
  });
  const { code, stdout } = await project.vitest('run');
  expect([code, said(project)]).toEqual([
    0,
    replaced === null ? 'passing' : `stale, code_mocked: ${replaced}`,
  ]);
  expect(stdout).toContain(replaced === null ? 'Tests  1 passed' : 'Tests  1 skipped');
});

test.each([
  ['holds for no fixture', null, [], 'passing'],
  [
    'may hold where Node loads them, and is told',
    'mocked',
    ['--experimental.viteModuleRunner=false'],
    'stale, code_mocked: mocks that the runner does not tell of',
  ],
])('what unit tests mock in the same worker %s', async (_name, decided, args, state) => {
  const project = provenProject(`vitest-mock-shared-${args.length}`, 'esm', {
    'unit.test.js': `import { expect, test, vi } from 'vitest';
import { agent } from './src/clerk.js';
vi.mock('./src/decide.js', () => ({ decide: async () => ${JSON.stringify(decided)} }));
test('is first', () => expect(agent.name).toBe('clerk'));
// ${'long '.repeat(2000)}
`,
  });
  const { stdout } = await project.vitest(
    'run',
    '--no-isolate',
    '--maxWorkers=1',
    '--reporter=verbose',
    ...args,
  );
  expect(stdout).toMatch(/is first[^]*left_report/);
  expect(said(project)).toBe(state);
});

test.each([
  ['a factory', "jest.mock('./src/decide.js', () => ({ decide: async () => 'mocked' }));", 'src/decide.js'],
  ['no module of the agent', "jest.mock('./src/other.js', () => ({}));", null],
])('in Jest a fixture beside a mock is no plain pass: %s', async (name, setup, replaced) => {
  const project = provenProject(`jest-mock-${name.replaceAll(' ', '-')}`, 'cjs', {
    'setup.js': `${setup}\n`,
    'src/other.js': '',
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', setupFilesAfterEnv: ['./setup.js'] },
    }),
  });
  const { code, stderr } = await project.jest();
  expect([code, said(project)]).toEqual([0, replaced === null ? 'passing' : IN_PLACE + replaced]);
  expect(stderr).toContain(replaced === null ? '1 passed, 1 total' : 'Tests:       1 skipped, 1 total');
});

test.each([
  ['another file', { './decide.js$': '<rootDir>/src/other.js' }, 'src/other.js in place of src/decide.js'],
  ['the same file by another name', { '^(\\.{1,2}/.*)\\.js$': '$1' }, null],
  ['nothing of the agent', { '^server-only$': '<rootDir>/src/other.js' }, null],
])('in Jest a fixture where moduleNameMapper names %s', async (name, moduleNameMapper, replaced) => {
  const project = provenProject(`jest-mapper-${name.replaceAll(' ', '-')}`, 'cjs', {
    'src/other.js': "exports.decide = async () => 'another';\n",
    'package.json': JSON.stringify({ jest: { preset: '@agent-replay/jest-preset', moduleNameMapper } }),
  });
  const { code, stderr } = await project.jest();
  expect([code, said(project)]).toEqual([
    0,
    replaced === null ? 'passing' : `stale, code_mocked: ${replaced}`,
  ]);
  expect(stderr).toContain(replaced === null ? '1 passed, 1 total' : 'Tests:       1 skipped, 1 total');
});

test.each([
  ['is that of an installed package', 'ms', `${IN_PLACE}ms`],
  ['is one that a setup file loads', 'server', 'passing'],
])('in Jest a file of __mocks__ that %s', async (_name, mock, state) => {
  const files = userProject({ modules: 'cjs' });
  const project = provenProject(`jest-root-mock-${mock}`, 'cjs', {
    'setup.js': `require('./__mocks__/server.js');\n`,
    [`__mocks__/${mock}.js`]: "module.exports = () => 'mocked';\n",
    '__mocks__/server.js': "module.exports = () => 'mocked';\n",
    'src/decide.js': `require('${mock === 'ms' ? 'ms' : 'node:path'}');\n${files['src/decide.js']}`,
    'package.json': JSON.stringify({
      jest: { preset: '@agent-replay/jest-preset', setupFilesAfterEnv: ['./setup.js'] },
    }),
  });
  const { code } = await project.jest();
  expect([code, said(project)]).toEqual([0, state]);
});
