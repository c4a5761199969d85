import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { guardPath } from './load-guard.ts';

/** Runs ESM code in a process that starts guarded, and tells how it ended. */
export async function runGuarded(
  code: string,
  policy: object,
  options: { env?: NodeJS.ProcessEnv; args?: readonly string[]; open?: readonly number[] } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ['--require', guardPath, ...(options.args ?? []), '--input-type=module', '-e', code],
    {
      env: { PATH: process.env['PATH'], ...options.env, AGENT_REPLAY_GUARD: JSON.stringify(policy) },
      // What is open beside, from descriptor 3 on.
      stdio: ['ignore', 'pipe', 'pipe', ...(options.open ?? [])],
      timeout: 20_000,
    },
  );
  const [out, err, exit] = await Promise.all([
    (child.stdout as Readable).setEncoding('utf8').toArray(),
    (child.stderr as Readable).setEncoding('utf8').toArray(),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code: exit, out: out.join(''), err: err.join('') };
}
