// npm run test:matrix [-- --diagonal] [--only node=24,vitest=5,jest=30]
// Packs the packages, installs them in a throw-away project for each cell of
//   Node 22.20, 24, 26 × Vitest 4.1, 5 × Jest 29.7, 30 × msw 2.12, 3 × nock 14, 15
// and replays the same fixtures there with both runners. Prints what passed; a cell that fails ends with 1.
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
const root = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({
  options: { diagonal: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});
const work = mkdtempSync(join(tmpdir(), 'agent-replay-matrix-'));
const rows = [];
try {
  const tarballs = pack();
  for (const cell of cells()) {
    rows.push(await tryCell(cell, tarballs));
    console.error(JSON.stringify(rows.at(-1)));
  }
} finally {
  rmSync(work, { recursive: true, force: true, maxRetries: 3 });
}
console.table(rows);
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

async function tryCell(cell, tarballs) {
  const dir = join(
    work,
    Object.entries(cell)
      .map((pair) => pair.join('-'))
      .join('_'),
  );
  write(dir, userProject({ modules: 'esm' }));
  const installed = spawnSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--install-strategy=hoisted',
      ...tarballs,
      ...Object.entries(cell).map(([name, version]) => `${name}@${version}`),
    ],
    { cwd: dir, encoding: 'utf8' },
  );
  if (installed.status !== 0) return { ...cell, result: `install: ${firstLine(installed.stderr)}` };
  const problems = [];
  for (const interceptor of ['msw', 'nock']) {
    writeFileSync(
      join(dir, 'agent-replay.config.mjs'),
      `export default { agents: { clerk: './src/clerk.js#agent' }, interceptor: '${interceptor}' };\n`,
    );
    const bin = join(dir, 'node_modules/node/bin/node');
    const run = (...args) =>
      spawnSync(bin, args, { cwd: dir, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
    const vitest = run(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=json',
      '--outputFile=vitest.json',
    );
    const jest = run('node_modules/jest/bin/jest.js', '--json', '--outputFile=jest.json');
    for (const [runner, { stderr }] of Object.entries({ vitest, jest })) {
      const problem = differenceOf(join(dir, `${runner}.json`));
      if (problem !== null) problems.push(`${runner} with ${interceptor}: ${problem} ${firstLine(stderr)}`);
      rmSync(join(dir, `${runner}.json`), { force: true });
    }
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  return { ...cell, result: problems[0] ?? 'passed' };
}

/** What is not as it should be in a runner's report; null when nothing is. */
function differenceOf(file) {
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
  const wrong = Object.entries(fixtureTests).filter(([name, status]) => tests[name] !== status);
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
