import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AgentReplayError } from '@agent-replay/contracts';
import type guard = require('./guard.cts');

export type Guard = guard.Guard;
export type GuardPolicy = guard.GuardPolicy;

/** The file to name after `node --require`; always the built one, which children can load too. */
export const guardPath = fileURLToPath(new URL('../../dist/guard/preload.cjs', import.meta.url));

/** The guard of this process or worker; undefined while none is installed. */
export function currentGuard(): Guard | undefined {
  return Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
}

/**
 * Installs the guard in this process or worker, or gives the present one the policy.
 *
 * @throws {AgentReplayError} `GUARD_FAILED` when the policy cannot be read or a way out cannot be hooked.
 */
export function installGuard(policy: Partial<GuardPolicy>): Guard {
  try {
    const { installGuard: install } = createRequire(import.meta.url)(guardPath) as typeof guard;
    return install({ exit: false, ...policy });
  } catch (cause) {
    throw new AgentReplayError(
      'GUARD_FAILED',
      `Failed to install the guard in Node ${process.version}: ${(cause as Error).message}`,
      {
        lines: [
          [
            'fix',
            'use a supported Node (22.20, 24 or 26), and, in a checkout of the project, build it first',
          ],
        ],
        cause,
      },
    );
  }
}

/** Arguments and environment with which a Node process starts guarded. */
export function guardedStart(policy: Partial<GuardPolicy>): {
  execArgv: string[];
  env: Record<string, string>;
} {
  return { execArgv: ['--require', guardPath], env: { AGENT_REPLAY_GUARD: JSON.stringify(policy) } };
}
