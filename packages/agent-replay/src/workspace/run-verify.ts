import { spawn } from 'node:child_process';
import type { Evidence } from '@agent-replay/contracts';

const MAX_OUTPUT = 64 * 1024;

/** Runs a contract's verification command in the workspace; null when it could not be started. */
export async function runVerify(
  command: readonly string[],
  folder: string,
  timeoutMs: number,
): Promise<Evidence['verify']> {
  const [file, ...args] = command as [string, ...string[]];
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve({ command, exit: code ?? 124, output }));
  });
}
