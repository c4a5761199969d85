import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = join(root, 'packages/agent-replay/bin/agent-replay.mjs');
const [agent = '', config = '', run = ''] = [
  ...readFileSync(join(root, 'docs/agents.md'), 'utf8').matchAll(/```js\n(.*?)```/gs),
].map(([, code]) => code);
const RIGHT = "isDown ? 'urgent'";

let project: string;
beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-seventh-')));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  write('package.json', '{ "name": "triage", "private": true, "type": "module" }');
  write('.gitignore', 'node_modules\n.agent-replay\n');
  write('agent-replay.config.js', config);
  write('run.js', run);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function write(name: string, content: string): void {
  writeFileSync(join(project, name), content);
}

function node(...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd: project, env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: `${stdout}${stderr}` });
      },
    );
  });
}

function commit(tag: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
      cwd: project,
      stdio: 'pipe',
    });
  if (tag === 'broken') git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', tag);
  git('tag', tag);
}

test(
  'a seventh kind takes under 50 lines, and its silent failure goes round the loop',
  { timeout: 120_000 },
  async () => {
    expect(`${agent}${config}`.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(50);
    expect(agent).toContain(RIGHT);
    write('triage.js', agent.replace(RIGHT, "isDown ? 'outage'"));
    commit('broken');
    const failed = await node('run.js');
    expect(failed.text).toContain('failed x_wrong_label');
    const id = failed.text.split(' ', 1)[0] ?? '';
    expect((await node(command, 'freeze', id)).code).toBe(0);
    const red = await node(command, '--fixture', 'fixtures');
    expect([red.code, red.text]).toEqual([
      1,
      expect.stringContaining('x_wrong_label: a label that does not exist'),
    ]);
    write('triage.js', agent);
    commit('fixed');
    const fixture = 'fixtures/agent_failure_forensics/x_wrong_label';
    const proof = await node(command, 'prove', fixture, '--broken', 'broken', '--fixed', 'fixed');
    expect([proof.code, proof.text]).toEqual([0, expect.stringContaining('proven')]);
    expect((await node(command, '--fixture', 'fixtures')).code).toBe(0);
  },
);
