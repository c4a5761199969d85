import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

test('a doctor that is stopped while it probes leaves no folder', async () => {
  const project = createProject({ ...CONFIG });
  const temporary = mkdtempSync(join(tmpdir(), 'probes-')); // a path of few characters: there will be sockets in it
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary };
  const child = spawn(process.execPath, [COMMAND, 'doctor', '--probe'], {
    cwd: project.root,
    env,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });
  const left = () => readdirSync(temporary).filter((path) => path.startsWith('agent-replay-'));
  await expect.poll(left, { timeout: 60_000 }).not.toEqual([]);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  await expect.poll(left).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'a schedule that is stopped with all its processes, as by a terminal, says nothing of what it was at',
  async () => {
    const project = createProject({ ...CONFIG, 'agent.js': HANGS, ...fixtureFiles('hangs') });
    const temporary = join(project.root, '.agent-replay', 'tmp');
    mkdirSync(temporary, { recursive: true });
    const child = spawn(process.execPath, [COMMAND, 'schedule'], {
      cwd: project.root,
      env: { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const pid = child.pid as number;
    onTestFinished(() => void (isAlive(pid) && process.kill(-pid, 'SIGKILL')));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const left = (): string[] => readdirSync(temporary, { recursive: true, encoding: 'utf8' });
    await expect
      .poll(() => left().some((path) => path.endsWith('report.md')), { timeout: 60_000 })
      .toBe(true);
    const ended = once(child, 'exit');
    process.kill(-pid, 'SIGTERM');
    await ended;
    expect(said).toMatch(/failed: Error: stopped by SIGTERM\n$/);
    expect(existsSync(join(project.root, '.agent-replay/monitor.json'))).toBe(false);
  },
);

test.skipIf(process.platform === 'win32')(
  'a proof that is killed takes its busy child with it, and its worktree goes with the next proof',
  async () => {
    const project = createProject({ ...CONFIG, 'agent.js': HANGS, ...fixtureFiles('hangs') });
    commit(project, 'first');
    const temporary = join(project.root, '.agent-replay', 'tmp');
    mkdirSync(temporary, { recursive: true });
    const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary };
    const args = [COMMAND, 'prove', 'fixtures/suite/hangs', '--broken', 'first'];
    const child = spawn(process.execPath, args, { cwd: project.root, env, stdio: 'ignore' });
    onTestFinished(() => {
      child.kill('SIGKILL');
      rmSync(temporary, { recursive: true, force: true });
    });
    const left = (): string[] => readdirSync(temporary, { recursive: true, encoding: 'utf8' });
    await expect
      .poll(() => left().some((path) => path.endsWith('report.md')), { timeout: 60_000 })
      .toBe(true);
    const busy = childrenOf(child.pid);
    expect(busy.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await expect.poll(() => busy.filter(isAlive), { timeout: 20_000 }).toEqual([]);
    expect(project.git('worktree', 'list').trim().split('\n')).toHaveLength(2);

    const next = spawn(process.execPath, [...args.slice(0, -1), 'nowhere'], {
      cwd: project.root,
      env,
      stdio: 'ignore',
    });
    expect(await once(next, 'exit')).toEqual([2, null]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('agent-replay-prove-'))).toEqual([]);
    expect(project.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  },
);

function childrenOf(pid: number | undefined): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, name]) => Number(parent) === pid && name !== 'ps')
    .map(([own]) => Number(own));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
