import type guards = require('./guard.cts');

interface Given {
  /** The guard's file. */
  file: string;
  policy: guards.GuardPolicy;
  /** Known to the guard that raised this one, and not to the hooks that share the thread. */
  key: string;
}

let held: { guard: guards.Guard; key: string } | undefined;

/**
 * Module hooks of no module: `module.register` runs them before the hooks of an agent, on their thread, and so has
 * the guard in place there. Each later time sets the policy, which only who came first can.
 *
 * @throws {Error} where somebody else came first
 */
function initialize({ file, policy, key }: Given): void {
  const { installGuard } = require(file) as typeof guards;
  const present = Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as guards.Guard | undefined;
  held ??= { guard: present?.claim() ?? installGuard(policy), key };
  if (held.key !== key)
    throw new Error('Failed to guard module hooks: their thread is held by somebody else.');
  held.guard.adopt(policy);
}

export = { initialize };
