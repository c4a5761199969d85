// npm run test:matrix [-- --diagonal] [--only node=24,vitest=5,jest=30] [--json]
// Packs the packages, installs them in throw-away projects beside each combination of
//   Vitest 4.1, 5 × Jest 29.7, 30 × msw 2.12, 3 × nock 14, 15
// and replays the same fixtures there on Node 22.20, 24 and 26, with both runners and both interceptors.
// Prints what passed; a cell that fails ends with 1. --diagonal: the oldest of all, the newest of all, and
// what lies between. The tape brings its own msw: the axis is the one that the user's own tests have.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fixtureTests, userProject } from '../test/runners/user-project.ts';

const AXES = {
  node: ['22.20', '24', '26'],
  vitest: ['4.1', '5'],
  jest: ['29.7', '30'],
  msw: ['2.12', '3'],
  nock: ['14', '15'],
};
const PACKAGES = [
  'contracts',
  'redaction',
  'cassette',
  'runs',
  'agent-replay',
  'vitest-plugin',
  'jest-preset',
];
/** A project of the user's that lists the plugin for itself, of which Vitest 4 asks more than of others. */
const PROJECTS = `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { test: { projects: [{ plugins: [agentReplay()], test: { name: 'fixtures', include: [] } }] } };
`;
/** A pool of contexts, in which Vitest 4 loads what a setup file requires by its own rules, and a test that uses a matcher there. */
const POOL = `import { agentReplay } from '@agent-replay/vitest-plugin';
export default { plugins: [agentReplay()], test: { pool: 'vmForks', include: ['by-hand.mjs'] } };
`;
const BY_HAND = `import { expect, test } from '@agent-replay/vitest-plugin/test';
test('by hand', async ({ replay }) => {
  expect(await replay('fixtures/payments/left_report')).toHaveVerdict('passed');
});
`;
const root = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({
  options: {
    diagonal: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const work = mkdtempSync(join(tmpdir(), 'agent-replay-matrix-'));
const rows = [];
try {
  const tarballs = pack();
  const nodes = new Map();
  const projects = new Map();
  for (const cell of cells()) {
    const { node, ...peers } = cell;
    if (!nodes.has(node)) nodes.set(node, installNode(node));
    const key = JSON.stringify(peers);
    if (!projects.has(key)) projects.set(key, installProject(peers, tarballs));
    const { dir, problem } = projects.get(key);
    rows.push({ ...cell, result: problem ?? replayIn(dir, nodes.get(node)) ?? 'passed' });
    console.error(JSON.stringify(rows.at(-1)));
  }
} finally {
  rmSync(work, { recursive: true, force: true, maxRetries: 3 });
}
if (values.json) console.log(JSON.stringify(rows, null, 2));
else console.table(rows);
process.exitCode = rows.length > 0 && rows.every((row) => row.result === 'passed') ? 0 : 1;

/** Every combination, or with --diagonal the oldest of all, the newest of all, and what lies between. */
function cells() {
  const only = Object.fromEntries(
    values.only
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=')),
  );
  const names = Object.keys(AXES);
  const length = Math.max(...Object.values(AXES).map((versions) => versions.length));
  const all = values.diagonal
    ? Array.from({ length }, (_, index) =>
        Object.fromEntries(names.map((name) => [name, AXES[name][Math.min(index, AXES[name].length - 1)]])),
      )
    : names.reduce(
        (partial, name) =>
          partial.flatMap((cell) => AXES[name].map((version) => ({ ...cell, [name]: version }))),
        [{}],
      );
  return all.filter((cell) => Object.entries(only).every(([name, version]) => cell[name] === version));
}

function pack() {
  execFileSync(
    'npm',
    ['pack', '--silent', '--pack-destination', work, ...PACKAGES.map((name) => join(root, 'packages', name))],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  return readdirSync(work)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(work, name));
}

/** Path of a Node of some version. */
function installNode(version) {
  const dir = join(work, `node-${version}`);
  write(dir, { 'package.json': '{ "private": true }' });
  const { status, stderr } = npmInstall(dir, [`node@${version}`]);
  if (status !== 0) throw new Error(`Failed to install Node ${version}: ${stderr}`);
  return join(dir, 'node_modules/node/bin/node');
}

/** A project of a user with our packages beside some versions of theirs. */
function installProject(peers, tarballs) {
  const dir = join(
    work,
    Object.entries(peers)
      .map((pair) => pair.join('-'))
      .join('_'),
  );
  write(dir, {
    ...userProject({ modules: 'esm' }),
    'vitest.projects.mjs': PROJECTS,
    'vitest.pool.mjs': POOL,
    'by-hand.mjs': BY_HAND,
  });
  const versions = Object.entries(peers).map(([name, version]) => `${name}@${version}`);
  const { status, stderr } = npmInstall(dir, ['--install-strategy=hoisted', ...tarballs, ...versions]);
  return { dir, problem: status === 0 ? null : `install: ${firstLine(stderr)}` };
}

function npmInstall(cwd, args) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  return spawnSync('npm', ['install', ...quiet, ...args], { cwd, encoding: 'utf8' });
}

/** The first thing that is wrong with what the runners report; null when nothing is. */
function replayIn(dir, node) {
  const env = { ...process.env, NO_COLOR: '1' };
  for (const interceptor of ['msw', 'nock']) {
    writeFileSync(
      join(dir, 'agent-replay.config.mjs'),
      `export default { agents: { clerk: './src/clerk.js#agent' }, interceptor: '${interceptor}' };\n`,
    );
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json'];
    const commands = {
      vitest: [...vitest, '--outputFile=vitest.json'],
      projects: [...vitest, '--outputFile=projects.json', '--config=vitest.projects.mjs'],
      pool: [...vitest, '--outputFile=pool.json', '--config=vitest.pool.mjs'],
      jest: ['node_modules/jest/bin/jest.js', '--json', '--outputFile=jest.json'],
    };
    for (const [runner, args] of Object.entries(commands)) {
      const { stderr } = spawnSync(node, args, { cwd: dir, encoding: 'utf8', env, timeout: 180_000 });
      const own = runner === 'pool' ? { 'by hand': 'passed' } : {};
      const problem = differenceOf(join(dir, `${runner}.json`), { ...fixtureTests, ...own });
      if (problem !== null) return `${runner} with ${interceptor}: ${problem} ${firstLine(stderr)}`;
      rmSync(join(dir, `${runner}.json`), { force: true });
    }
  }
  return null;
}

/** What is not as it should be in a runner's report; null when nothing is. */
function differenceOf(file, expected) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return 'no report;';
  }
  const tests = Object.fromEntries(
    report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, status }) => [fullName, status === 'pending' ? 'skipped' : status]),
    ),
  );
  const wrong = Object.entries(expected).filter(([name, status]) => tests[name] !== status);
  return wrong.length === 0
    ? null
    : `${wrong.map(([name]) => `${name} is ${tests[name] ?? 'missing'}`).join(', ')};`;
}

function write(dir, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

function firstLine(text) {
  return text.trim().split('\n', 1)[0]?.slice(0, 160) ?? '';
}
