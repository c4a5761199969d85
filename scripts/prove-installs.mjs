// Proves a fixture whose broken and fixed code differ by a dependency's version alone, with the lock files of npm,
// pnpm, Yarn 1, Yarn 4 and bun, each from the npm registry: node scripts/prove-installs.mjs [manager…].
// In the working tree nothing is installed, so that both worktrees must be. Plug'n'Play has to be refused, with the reason.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url));
const COMMAND = join(PACKAGES, 'agent-replay/bin/agent-replay.mjs');
const ENGINE = pathToFileURL(join(PACKAGES, 'agent-replay/dist/index.js')).href;
const MANAGERS = {
  npm: { install: ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'] },
  pnpm: { from: 'pnpm', install: ['pnpm', 'install', '--lockfile-only'] },
  yarn: { from: 'yarn@1', install: ['yarn', 'install', '--ignore-scripts', '--non-interactive'] },
  'yarn-4': {
    from: '@yarnpkg/cli-dist@4',
    install: ['yarn', 'install', '--mode=update-lockfile'],
    // an empty lock file makes the folder a project of its own, whatever lies above
    files: {
      'yarn.lock': '',
      '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableImmutableInstalls: false\n',
    },
  },
  'yarn-pnp': {
    from: '@yarnpkg/cli-dist@4',
    install: ['yarn', 'install', '--mode=update-lockfile'],
    files: {
      'yarn.lock': '',
      '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\n',
    },
    refused: "Yarn Plug'n'Play leaves no node_modules",
  },
  bun: { from: 'bun', install: ['bun', 'install', '--lockfile-only'] },
};

const AT = '2026-11-24T08:30:00.000Z';
const FIXTURE = {
  'input.json': {
    format: 1,
    fixture_id: 'weeks',
    agent: { name: 'agent', code_version: '1', model: 'm', prompt_version: '1' },
    task: { task_id: 'task', attempt: 1, payload: {} },
    tool_allowlist: [],
    timeout_seconds: 30,
    state: [],
    clock: { mode: 'frozen', start: AT },
    seed: 7,
  },
  'expected.json': { artifacts: { min: 1 } },
  'tool_cassettes.json': { interactions: [] },
  'notes.json': {
    run_id: 'run',
    failure_class: 'missing_artifact_ref',
    reason: 'missing_artifact_ref: none',
    fingerprint: 'v1:00',
    first_bad_run_at: AT,
    frozen_at: AT,
    tier: 'broad',
    owner: null,
    stale_after: null,
    capture: { captured: [], denied: [], unknown: [] },
    proof: null,
    quarantine: null,
  },
};
/** `ms` knows weeks from 2.1.0 on. */
const AGENT = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ms from 'ms';
import { defineAgent } from '${ENGINE}';
export const agent = defineAgent({
  name: 'agent', promptVersion: '1', model: 'm', contract: { artifacts: { min: 1 } },
  async run(payload, context) {
    if (ms('1w') !== 604_800_000) return;
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
  },
});
`;

const base = mkdtempSync(join(tmpdir(), 'prove-installs-'));
const wanted = process.argv.slice(2);
let failed = false;
try {
  for (const [name, manager] of Object.entries(MANAGERS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    try {
      const said = prove(name, manager);
      const isRight =
        manager.refused === undefined ? said.proven === true : JSON.stringify(said).includes(manager.refused);
      console.log(`${name}: ${isRight ? (manager.refused ?? 'proven') : JSON.stringify(said)}`);
      failed ||= !isRight;
    } catch (error) {
      failed = true;
      console.log(`${name}: ${error.message}\n${error.stderr ?? ''}${error.stdout ?? ''}`);
    }
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

function prove(name, { from, install, files = {} }) {
  const tools = join(base, `${name}-tools`);
  if (from !== undefined)
    execFileSync('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--silent', from]);
  const bin = join(tools, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NODE_OPTIONS: '' };
  const root = join(base, name);
  const write = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(
      join(root, path),
      typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
  };
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
  for (const [path, content] of Object.entries(FIXTURE)) write(`fixtures/suite/weeks/${path}`, content);
  for (const [path, content] of Object.entries(files)) write(path, content);
  write('agent.js', AGENT);
  write('agent-replay.config.json', { agents: { agent: './agent.js#agent' } });
  write('.gitignore', 'node_modules\n.agent-replay\n.yarn\n');
  run('git', 'init', '--quiet', '--initial-branch=main');
  for (const [tag, version] of [
    ['broken', '2.0.0'],
    ['fixed', '2.1.3'],
  ]) {
    write('package.json', {
      name: 'project',
      version: '1.0.0',
      private: true,
      type: 'module',
      dependencies: { ms: version },
    });
    const [command, ...args] = install;
    run(command, ...args);
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    run('git', 'add', '--all');
    run('git', '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '--quiet', '-m', tag);
    run('git', 'tag', tag);
  }
  try {
    return JSON.parse(
      run(
        process.execPath,
        COMMAND,
        'prove',
        'fixtures/suite/weeks',
        '--broken',
        'broken',
        '--fixed',
        'fixed',
        '--json',
      ),
    );
  } catch (error) {
    return JSON.parse(error.stdout);
  }
}
