// Copies the examples into a repository of their own outside the workspace, installs the packed packages
// there, and runs each example as its user would: in Vitest, in Jest, and through `prove`.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackages } from './pack-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SUITE = 'fixtures/agent_failure_forensics';
const NEEDS = { 'queue-worker': 'AGENT_REPLAY_TEST_POSTGRES', 'browser-agent': 'AGENT_REPLAY_TEST_CHROMIUM' };
const names =
  process.argv.length > 2
    ? process.argv.slice(2)
    : readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, SUITE)));
const folder = mkdtempSync(join(tmpdir(), 'agent-replay-examples-'));
const repository = join(folder, 'examples');
let failed = 0;

try {
  prepare();
  for (const name of names) {
    const service = NEEDS[name];
    if (service === undefined || process.env[service] !== undefined) tryOut(name);
    else if (process.env.AGENT_REPLAY_CI === undefined)
      console.log(`left out  ${name}: ${service} is not set (source scripts/services.sh)`);
    else throw new Error(`CI needs ${service}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function prepare() {
  const tarballs = packPackages(folder);
  cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  const dependencies = {};
  for (const file of git(root, 'ls-files', '-z', 'examples').split('\0').filter(Boolean)) {
    const to = join(folder, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, file), to);
    if (!file.endsWith('/package.json') || file.includes('/project/')) continue;
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    Object.assign(dependencies, manifest.dependencies, manifest.devDependencies);
  }
  for (const [name, { file }] of Object.entries(tarballs)) dependencies[name] = `file:${file}`;
  writeFileSync(
    join(repository, 'package.json'),
    JSON.stringify(
      { name: 'examples', version: '1.0.0', private: true, type: 'module', dependencies },
      null,
      2,
    ),
  );
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n.agent-replay\n.vitest\nfixtures/tau-bench\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  git(repository, 'add', '--all');
  git(
    repository,
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.invalid',
    'commit',
    '--quiet',
    '--message',
    'As packed',
  );
}

function tryOut(name) {
  const cwd = join(repository, name);
  const fixtures = readdirSync(join(cwd, SUITE));
  if (name === 'airline-agent') {
    check(name, cwd, ['node', 'src/verdicts.ts'], /100 of 100 verdicts agree/);
    check(
      name,
      cwd,
      ['agent-replay', 'import', '--from', 'tau-bench', 'data/gpt-4o-airline-trials-0-1.json'],
      /100 runs/,
    );
  }
  if (name === 'silent-failure') check(name, cwd, ['node', 'src/inject-fault.ts'], /4\. refused gate/);
  check(name, cwd, ['vitest', 'run'], new RegExp(`Tests .*\\b${fixtures.length} passed`));
  check(name, cwd, ['jest'], new RegExp(`Tests: .*\\b${fixtures.length} passed`));
  for (const fixture of fixtures) {
    const own = readdirSync(cwd).find(
      (file) => file.endsWith('.patch') && fixture.startsWith(file.slice(0, -6)),
    );
    const patch = own ?? 'broken.patch';
    check(name, cwd, ['agent-replay', 'prove', `${SUITE}/${fixture}`, '--patch', patch], /proven/);
  }
}

function check(name, cwd, [command, ...args], text) {
  const bin = join(root, 'node_modules/.bin');
  const own = join(repository, 'node_modules/.bin', command);
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    join(bin, 'node'),
    command === 'node' ? args : [own, ...args],
    {
      cwd,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        FORCE_COLOR: undefined,
        NO_COLOR: '1',
        CI: 'true',
      },
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const output = `${stdout}${stderr}`;
  const ok = status === 0 && text.test(output);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(15)} ${seconds.padStart(6)} s  ${[command, ...args].join(' ')}`,
  );
  if (ok) return;
  failed += 1;
  console.log(`${output}\nexit code ${status}, expected 0 and ${text}`);
}

function git(cwd, ...args) {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
