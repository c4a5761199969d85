import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

const COMMAND = fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url));
const HANGS = agentModule('await report(); for (;;);');

test.each([
  ['a replay', 'SIGTERM', ['--fixture', 'fixtures/suite/hangs']],
  ['a monitor', 'SIGINT', ['monitor']],
  ['a proof', 'SIGINT', ['prove', 'fixtures/suite/hangs', '--broken', 'first']],
] as const)('%s that is told to end by %s leaves no folder and no worktree', async (_, signal, args) => {
  const project = createProject({
    ...CONFIG,
    'agent.js': HANGS,
    ...fixtureFiles('hangs'),
  });
  commit(project, 'first');
  const temporary = join(project.root, '.agent-replay', 'tmp');
  mkdirSync(temporary, { recursive: true });
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary };
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: project.root, env, stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });
  const left = (): string[] => readdirSync(temporary, { recursive: true, encoding: 'utf8' });
  // the agent has its workspace in the folder of its process
  await expect
    .poll(() => left().some((path) => path.endsWith('report.md')), {
      timeout: 60_000,
    })
    .toBe(true);
  const ended = once(child, 'exit');
  child.kill(signal);
  expect(await ended).toEqual([null, signal]);
  await expect.poll(() => left().filter((path) => path.startsWith('agent-replay-'))).toEqual([]);
  expect(project.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});
