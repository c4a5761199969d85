import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Evidence } from '@agent-replay/contracts';

const MAX_OUTPUT = 64 * 1024;
/** What a program started and left behind may hold its output open for ever. */
const LAST_WORDS_MS = 500;

/** Runs a contract's verification command in the workspace; null when it could not be started. */
export async function runVerify(
  command: readonly string[],
  folder: string,
  timeoutMs: number,
): Promise<Evidence['verify']> {
  const child = start(command, folder);
  if (child === null) return null;
  // Not Node's own limit, whose timer goes on when the command could not be started, and the process with it.
  const limit = setTimeout(() => child.kill('SIGKILL'), Math.min(timeoutMs, 2 ** 31 - 1));
  const { promise, resolve } = Promise.withResolvers<Evidence['verify']>();
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-MAX_OUTPUT)));
  child.once('error', () => resolve(null));
  child.once('exit', (code) => {
    const end = (): void => resolve({ command, exit: code ?? 124, output });
    const timer = setTimeout(end, LAST_WORDS_MS);
    child.once('close', () => {
      clearTimeout(timer);
      end();
    });
  });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Null for what is no command at all. */
function start(
  [file = '', ...args]: readonly string[],
  cwd: string,
): ChildProcessByStdio<null, Readable, Readable> | null {
  try {
    return spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch {
    return null;
  }
}
