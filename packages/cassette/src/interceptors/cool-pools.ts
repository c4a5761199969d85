import { globalAgent } from 'node:http';
import { globalAgent as secureAgent } from 'node:https';

const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/**
 * Takes away connections that clients keep open from before: what runs over them cannot be
 * intercepted. Reaches the default pools of node:http and of the built-in fetch.
 *
 * @returns its own undo
 */
export function coolPools(): () => void {
  for (const agent of [globalAgent, secureAgent]) {
    for (const sockets of Object.values(agent.freeSockets)) {
      // A copy: a socket leaves the list when it is destroyed.
      for (const socket of sockets?.slice() ?? []) socket.destroy();
    }
  }
  const globals = globalThis as Record<symbol, unknown>;
  const warm = globals[DISPATCHER];
  if (!isPlainAgent(warm)) return () => undefined;
  const cold = new warm.constructor();
  globals[DISPATCHER] = cold;
  return () => {
    if (globals[DISPATCHER] === cold) globals[DISPATCHER] = warm;
  };
}

/** One that nobody has set up: a user's own, with a proxy or certificates, must stay. */
function isPlainAgent(value: unknown): value is { constructor: new () => unknown } {
  return typeof value === 'object' && value !== null && value.constructor.name === 'Agent';
}
