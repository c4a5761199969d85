import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills a child when this process has ended in whatever way, SIGKILL too: a shell waits at a pipe that breaks
 * then. A child that is busy does not see that its channel is closed. Windows has no such shell.
 */
export function endWithUs(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const shell = spawn('/bin/sh', ['-c', 'read -r _ || kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  child.once('exit', () => shell.kill('SIGKILL'));
}
