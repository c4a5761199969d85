// The loop itself, in a throw-away git repository made from examples/research-agent.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/research-agent');
const project = mkdtempSync(join(tmpdir(), 'agent-replay-demo-'));
const fixture = 'fixtures/agent_failure_forensics/missing_artifact_ref';
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  AGENT_REPLAY_DEMO: '1',
};
const started = Date.now();

try {
  prepare();
  loop();
} finally {
  rmSync(project, { recursive: true, force: true });
}

function prepare() {
  for (const name of [
    'src',
    'recordings',
    'agent-replay.config.ts',
    'vitest.config.ts',
    'package.json',
    'broken.patch',
  ]) {
    cpSync(join(example, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'demo');
  git('config', 'user.email', 'demo@example.invalid');
  execFileSync('git', ['apply', 'broken.patch'], { cwd: project });
  commit('Answer without waiting for the report', 'broken');
}

function loop() {
  title('1. Production. The agent says done; the validator asks for the artifact.');
  console.log(readFileSync(join(project, 'broken.patch'), 'utf8').replace(/^(?=.)/gm, '  '));
  run(
    'agent-replay',
    ['import', '--from', 'vcr', 'recordings/largest-city.yaml', '--out', 'recordings/largest-city'],
    0,
  );
  run('node', ['src/ask.ts', 'largest-city'], 0);
  run('agent-replay', ['runs'], 0);
  const runId = failedRun();

  title('2. Freeze the failure into a fixture.');
  run('agent-replay', ['freeze', runId, '--suite', 'agent_failure_forensics'], 0);

  title('3. The fixture is a red test in Vitest, and health is refused.');
  run('vitest', ['run'], 1);
  run('agent-replay', ['gate'], 1);

  title('4. The fix.');
  execFileSync('git', ['apply', '--reverse', 'broken.patch'], { cwd: project });
  commit('Write the report before saying done', 'fixed');
  run('agent-replay', ['--fixture', fixture, '--mode', 'cassette'], 0);
  run('agent-replay', ['gate'], 3);

  title('5. Proof: red on the broken code for its own reason, green on the fix.');
  run('agent-replay', ['prove', fixture, '--broken', 'broken', '--fixed', 'fixed'], 0);

  title('6. Green, and health is allowed.');
  run('vitest', ['run'], 0);
  run('agent-replay', ['monitor'], 0);
  run('agent-replay', ['gate'], 0);
  console.log(
    styleText(
      'bold',
      `\nThe loop is closed, in ${((Date.now() - started) / 1000).toFixed(0)} s. No request left this machine.`,
    ),
  );
}

function failedRun() {
  const { stdout } = spawnSync('agent-replay', ['runs', '--json'], { cwd: project, env, encoding: 'utf8' });
  return JSON.parse(stdout).runs.find((each) => each.status === 'failed').run_id;
}

function run(command, args, expected) {
  console.log(styleText('cyan', `\n$ ${[command, ...args].join(' ')}`));
  const { status, error } = spawnSync(command, args, { cwd: project, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== expected) throw new Error(`${command} ended with ${status}, expected ${expected}`);
  console.log(styleText('dim', `exit code ${status}`));
}

function commit(message, tag) {
  git('add', '--all', '--', '.', ':!node_modules');
  git('commit', '--quiet', '--message', message);
  git('tag', tag);
}

function git(...args) {
  execFileSync('git', args, { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
}

function title(text) {
  console.log(styleText(['bold'], `\n${text}`));
}
