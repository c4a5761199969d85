import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runVerify } from './run-verify.ts';

const MINUTE = 60_000;
const node = (code: string): string[] => [process.execPath, '-e', code];

it('tells the exit code and what the command said', async () => {
  const command = node('console.log("é"); console.error("bad"); process.exitCode = 3');
  const verify = await runVerify(command, tmpdir(), MINUTE);
  expect(verify).toMatchObject({ command, exit: 3 });
  expect(verify?.output).toContain('é');
  expect(verify?.output).toContain('bad');
});

it.each<[string, string[], string]>([
  ['a command of nothing', [], tmpdir()],
  ['a program that is not there', ['/nowhere/at-all'], tmpdir()],
  ['a name that is none', ['a\0b'], tmpdir()],
  ['a folder that is not there', node(''), '/nowhere/at-all'],
])('says that %s did not run', async (_, command, folder) => {
  expect(await runVerify(command, folder, MINUTE)).toBeNull();
});

it('leaves no timer behind that would keep the process', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await runVerify(['/nowhere/at-all'], tmpdir(), MINUTE);
  expect(timers()).toBeLessThanOrEqual(before);
});

it('ends a command that takes too long, and none within the longest time there is', async () => {
  expect(await runVerify(node('setInterval(() => 1, 1000)'), tmpdir(), 100)).toMatchObject({ exit: 124 });
  expect(await runVerify(node(''), tmpdir(), 1e12)).toMatchObject({ exit: 0 });
});

it('waits for no program that the command has left behind with its output', async () => {
  const leave = `
    const { spawn } = require('node:child_process');
    const left = spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)'], { stdio: 'inherit', detached: true });
    process.stdout.write('left ' + left.pid);
    left.unref();
    process.exitCode = 5;`;
  const verify = await runVerify(node(leave), tmpdir(), MINUTE);
  process.kill(Number(/left (\d+)/.exec(verify?.output ?? '')?.[1]));
  expect(verify).toMatchObject({ exit: 5 });
});
