// node src/inject-fault.ts: one fault in a copy of this project, and the four things that have to come of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const example = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(join(example, '.agent-replay'), { recursive: true });
// Below the project, so that its packages are found.
const project = mkdtempSync(join(example, '.agent-replay', 'fault-'));

try {
  for (const name of ['src', 'agent-replay.config.ts', 'package.json', 'broken.patch'])
    cpSync(join(example, name), join(project, name), { recursive: true });
  run(0, 'git', 'init', '--quiet');
  run(0, 'git', 'apply', 'broken.patch');

  assert.deepEqual(JSON.parse(run(0, 'node', 'src/serve.ts')), { ticket: '4711', handled: true });
  console.log('the fault        the process ended with 0, and the ticket looks handled');

  const [failed] = JSON.parse(run(0, 'agent-replay', 'runs', '--json')).runs;
  assert.equal(failed.status, 'failed');
  assert.equal(failed.failure_class, 'missing_artifact_ref');
  console.log(`1. failed run    ${failed.run_id}  ${failed.failure_class}`);

  const { dir } = JSON.parse(run(0, 'agent-replay', 'freeze', failed.run_id, '--json'));
  const files = readdirSync(dir).toSorted();
  assert.deepEqual(files, ['expected.json', 'input.json', 'notes.json', 'tool_cassettes.json']);
  console.log(`2. fixture       ${relative(project, dir)}`);

  const [replay] = JSON.parse(run(1, 'agent-replay', '--fixture', dir, '--json')).fixtures;
  assert.equal(replay.verdict.failure_class, 'missing_artifact_ref');
  console.log(`3. red replay    ${replay.verdict.failure_reason}`);

  run(1, 'agent-replay', 'monitor');
  const gate = JSON.parse(run(1, 'agent-replay', 'gate', '--json'));
  assert.equal(gate.healthy, false);
  assert.deepEqual(
    gate.reasons.map(({ code }: { code: string }) => code),
    ['fixture_failing'],
  );
  console.log(`4. refused gate  ${gate.summary}`);
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** What a command prints; it has to end with `expected`. */
function run(expected: number, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(example, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` },
  });
  assert.equal(status, expected, `${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
