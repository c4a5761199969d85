// npm test: every fixture in Vitest and in Jest, side by side; fails when one of them does.
import { spawn } from 'node:child_process';

const run = (runner, ...args) =>
  new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', runner, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });

const codes = await Promise.all([run('vitest', 'run'), run('jest', '--silent')]);
process.exitCode = Math.max(...codes);
