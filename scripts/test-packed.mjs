// Installs the packed packages into empty projects outside the workspace, as a stranger would, and runs them there.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackages } from './pack-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'agent-replay-packed-'));
const SDK = { '@anthropic-ai/sdk': '^1.12.0' };
const VITEST = { vitest: '5.1.1', '@agent-replay/vitest-plugin': '*' };
const JEST = { jest: '30.5.2', '@agent-replay/jest-preset': '*' };
const TS_JEST = {
  'ts-jest': '29.4.15',
  typescript: '5.9.3',
  tsx: '4.20.6',
  '@types/jest': '30.0.0',
  '@types/node': '24.10.1',
};

let failed = 0;
try {
  const tarballs = packPackages(folder);
  project('vitest-esm', {
    type: 'module',
    dependencies: { ...SDK, ...VITEST },
    copy: researchAgent,
    run: ['vitest', 'run'],
  });
  project('jest-esm', {
    type: 'module',
    dependencies: { ...SDK, ...JEST },
    copy: researchAgent,
    run: ['jest'],
  });
  project('jest-cjs', {
    type: 'commonjs',
    dependencies: JEST,
    copy: (dir) => cpSync(join(root, 'test/packed/commonjs'), dir, { recursive: true }),
    run: ['jest'],
  });
  // TypeScript that Node alone does not run: an enum, a path alias, the module resolution of "module": "commonjs".
  project('jest-ts', {
    type: 'commonjs',
    dependencies: { ...JEST, ...TS_JEST },
    copy: (dir) => cpSync(join(root, 'test/packed/typescript'), dir, { recursive: true }),
    jest: {
      transform: { '\\.ts$': 'ts-jest' },
      moduleNameMapper: { '^@lib/(.*)$': '<rootDir>/src/lib/$1' },
      setupFiles: ['<rootDir>/test/first.ts', '<rootDir>/test/second.ts'],
    },
    run: ['jest'],
    first: ['tsc', '--noEmit'],
    env: { NODE_OPTIONS: '--import tsx' },
  });

  function project(name, { type, dependencies, copy, jest, run, first, env }) {
    const dir = join(folder, name);
    mkdirSync(dir);
    const own = Object.keys(dependencies).filter((each) => tarballs[each] !== undefined);
    const needed = ['agent-replay', ...own].flatMap((each) => closure(each, tarballs));
    const overrides = Object.fromEntries(
      Object.entries(tarballs).map(([each, { file }]) => [each, `file:${file}`]),
    );
    const direct = Object.fromEntries(
      [...new Set(needed)].map((each) => [each, `file:${tarballs[each].file}`]),
    );
    const manifest = {
      name,
      version: '1.0.0',
      private: true,
      type,
      ...(run[0] === 'jest' && { jest: { preset: '@agent-replay/jest-preset', ...jest } }),
      dependencies: { ...dependencies, ...direct },
      overrides: Object.fromEntries(Object.entries(overrides).filter(([each]) => direct[each] === undefined)),
    };
    writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest, null, 2));
    copy(dir);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (first !== undefined) check(name, dir, first, 0, /^$/);
    check(name, dir, run, 0, /\b[1-4] passed/);
    check(name, dir, ['agent-replay', 'monitor'], 0, /0 failing, 0 stale/, env);
    check(name, dir, ['agent-replay', 'gate'], 0, /healthy/);
    rmSync(join(dir, 'fixtures'), { recursive: true });
    rmSync(join(dir, '__tests__'), { recursive: true, force: true });
    check(name, dir, run, 1, /no tests found|no fixtures|failed to find fixtures/i);
    check(name, dir, ['agent-replay', 'monitor'], 3, /fixture_vanished/, env);
    check(name, dir, ['agent-replay', 'gate'], 1, /fixture_vanished|no_fixtures/);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

/** A package and those of ours that it needs: none of them is on a registry. */
function closure(name, tarballs) {
  return [
    name,
    ...tarballs[name].dependencies
      .filter((each) => tarballs[each] !== undefined)
      .flatMap((each) => closure(each, tarballs)),
  ];
}

function check(name, dir, [bin, ...args], expected, text, env) {
  const node = join(root, 'node_modules/.bin/node');
  const script = join(dir, 'node_modules/.bin', bin);
  const { status, stdout, stderr } = spawnSync(node, [script, ...args], {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', CI: 'true', ...env },
    timeout: 120_000,
  });
  const output = `${stdout}${stderr}`;
  const ok = status === expected && text.test(output);
  if (!ok) failed += 1;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(11)} ${[bin, ...args].join(' ')}`);
  if (!ok) console.log(`${output}\nexit code ${status}, expected ${expected} and ${text}`);
}

function researchAgent(dir) {
  const example = join(root, 'examples/research-agent');
  for (const each of [
    'src',
    'fixtures',
    'agent-replay.config.ts',
    'agent-replay.lock.json',
    'vitest.config.ts',
  ]) {
    if (existsSync(join(example, each))) cpSync(join(example, each), join(dir, each), { recursive: true });
  }
}
