import { spawn } from 'node:child_process';
import { guardPath } from './load-guard.ts';

/** Runs ESM code in a process that starts guarded, and tells how it ended. */
export async function runGuarded(
  code: string,
  policy: object,
  options: { env?: NodeJS.ProcessEnv; args?: readonly string[] } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ['--require', guardPath, ...(options.args ?? []), '--input-type=module', '-e', code],
    {
      env: { PATH: process.env['PATH'], ...options.env, AGENT_REPLAY_GUARD: JSON.stringify(policy) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
    },
  );
  const [out, err, exit] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code: exit, out: out.join(''), err: err.join('') };
}
