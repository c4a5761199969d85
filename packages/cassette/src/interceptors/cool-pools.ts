import { globalAgent } from 'node:http';
import { globalAgent as secureAgent } from 'node:https';

const AGENT = Symbol.for('undici.globalDispatcher.2');
const LEGACY_AGENT = Symbol.for('undici.globalDispatcher.1');

/**
 * Takes away connections that clients keep open from before: what runs over them cannot be
 * intercepted. Reaches the default pools of node:http, of the built-in fetch and of undici.
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
  const agent = coldPlace(AGENT, isPlainAgent, (warm) => new warm.constructor());
  const wrapped = (globalThis as Record<symbol, unknown>)[AGENT];
  const legacy = coldPlace(LEGACY_AGENT, isReplaceable, (warm) =>
    warm.constructor.name === 'Agent' ? new warm.constructor() : new warm.constructor(wrapped),
  );
  return () => {
    legacy();
    agent();
  };
}

interface Dispatcher {
  constructor: new (inner?: unknown) => unknown;
}

/** Puts another dispatcher in the place of the one that all of a process uses; returns its own undo. */
function coldPlace(
  place: symbol,
  canReplace: (value: unknown) => value is Dispatcher,
  make: (warm: Dispatcher) => unknown,
): () => void {
  const globals = globalThis as Record<symbol, unknown>;
  const warm = globals[place];
  if (!canReplace(warm)) return () => undefined;
  const cold = make(warm);
  globals[place] = cold;
  return () => {
    if (globals[place] === cold) globals[place] = warm;
  };
}

/** One that nobody has set up: a user's own, with a proxy or certificates, must stay. */
function isPlainAgent(value: unknown): value is Dispatcher {
  return typeof value === 'object' && value !== null && value.constructor.name === 'Agent';
}

/** undici 7 and 8 put a wrapper of their agent where the built-in fetch looks for one. */
function isReplaceable(value: unknown): value is Dispatcher {
  if (isPlainAgent(value)) return true;
  const isWrapper =
    typeof value === 'object' && value !== null && value.constructor.name === 'Dispatcher1Wrapper';
  return isWrapper && isPlainAgent((globalThis as Record<symbol, unknown>)[AGENT]);
}
