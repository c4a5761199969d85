import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AgentReplayError } from '@agent-replay/contracts';
import type guard = require('./guard.cts');

export type Guard = guard.Guard;
export type GuardPolicy = guard.GuardPolicy;

/** The file to name after `node --require`; always the built one, which children can load too. */
export const guardPath = fileURLToPath(new URL('../../dist/guard/preload.cjs', import.meta.url));

/** The guard as any code of this process can reach it: it can be tightened, never loosened. */
export function reachableGuard(): Guard | undefined {
  return Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
}

/** The guard with control over it, where this package installed it or was the first to ask; never exported. */
let own = reachableGuard()?.claim();
/**
 * Whether the process was started for the engine, which sets the policy; a tape can only tighten it then. A guard that
 * lets everything pass was put up early by a runner.
 */
export const isClaimed = own !== undefined && own.policy.mode !== 'off';
let isGiven = false;

/** The guard of this process or worker; undefined while none is installed. */
export function currentGuard(): Guard | undefined {
  return own ?? reachableGuard();
}

/** What the engine of a replay needs of the guard: to set the policy of a fixture, and to do work of its own. */
export type GuardControl = Pick<Guard, 'adopt' | 'declare' | 'hasRows' | 'permit' | 'permitWithin'> & {
  readonly policy: Guard['policy'] | undefined;
};

/**
 * Control over the guard of this process, present or to come, for the first caller: the engine, which asks
 * before it loads anything of the user's. All later callers can only tighten the policy.
 */
export function guardControl(): GuardControl {
  const guard = isGiven ? reachableGuard : currentGuard;
  isGiven = true;
  return {
    get policy() {
      return guard()?.policy;
    },
    adopt: (policy) => guard()?.adopt(policy) ?? (() => undefined),
    permit: (...rules) => guard()?.permit(...rules) ?? (() => undefined),
    permitWithin(rules, work) {
      const present = guard();
      return present === undefined ? work() : present.permitWithin(rules, work);
    },
    declare: (row) => guard()?.declare(row),
    hasRows: () => guard()?.hasRows() ?? false,
  };
}

/** Installs the guard with control over it, or gives the present one. */
export function controlGuard(policy: Partial<GuardPolicy>): Guard {
  return currentGuard() ?? (own = load(policy));
}

/**
 * Installs the guard in this process or worker, or lays the policy over that of the present one, which it can
 * only tighten.
 *
 * @throws {AgentReplayError} `GUARD_FAILED` when the policy cannot be read or a way out cannot be hooked.
 */
export function installGuard(policy: Partial<GuardPolicy>): Guard {
  const present = reachableGuard();
  if (present === undefined) own = load(policy);
  else present.adopt({ exit: false, ...policy });
  return reachableGuard() as Guard;
}

function load(policy: Partial<GuardPolicy>): Guard {
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

/**
 * Arguments and environment with which a Node process starts guarded.
 *
 * @param policy with `claim`, the first code that loads this package gets control over the guard
 */
export function guardedStart(policy: Partial<GuardPolicy> & { claim?: boolean }): {
  execArgv: string[];
  env: Record<string, string>;
} {
  return { execArgv: ['--require', guardPath], env: { AGENT_REPLAY_GUARD: JSON.stringify(policy) } };
}
