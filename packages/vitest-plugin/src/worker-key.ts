import { createSeal, type Seal } from 'agent-replay/discover';

const KEY = 'agent-replay:key';
const { deleteProperty } = Reflect;

/** Vitest's state of the worker, which any code in it can read. */
interface WorkerState {
  config?: { isolate?: boolean };
  providedContext?: Record<string, unknown>;
}

/**
 * Takes the key to the seal of this run out of what Vitest provides, before any code of an agent can read it there, and
 * leaves no copy of it. Whoever comes later takes nothing, and what he seals counts for nothing.
 *
 * Returns what gives the seal out: once, to the one generated module of an isolated worker; a worker that others share
 * has several of them.
 */
export function takeSeal(): () => Seal {
  const isShared = workerState()?.config?.isolate === false;
  const key = Buffer.from(takeKey(), 'hex');
  const seal = createSeal(key);
  key.fill(0);
  let isGiven = false;
  return () => {
    takeKey();
    if (isGiven && !isShared) throw new TypeError('the seal of this worker is given out already');
    isGiven = true;
    return seal;
  };
}

/** The key, which is then no longer there; empty where it was taken, or never was. */
function takeKey(): string {
  const provided = workerState()?.providedContext;
  const key = provided?.[KEY];
  if (provided !== undefined) deleteProperty(provided, KEY);
  return typeof key === 'string' ? key : '';
}

function workerState(): WorkerState | undefined {
  return (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__;
}
