import { createSeal, type Seal } from 'agent-replay/discover';

const KEY = 'agent-replay:key';

/** Vitest's state of the worker, which any code in it can read. */
interface WorkerState {
  filepath?: string;
  providedContext?: Record<string, unknown>;
}

let held: string | undefined;
let seal: Seal | undefined;

/**
 * Takes the key to the seal of this run out of what Vitest provides, before any code of an agent can read it there.
 * A test file that a user wrote has no use for it.
 */
export function holdKey(): void {
  const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__;
  const provided = state?.providedContext;
  const key = provided?.[KEY];
  if (provided !== undefined) Reflect.deleteProperty(provided, KEY);
  held = typeof key === 'string' && state?.filepath?.endsWith('.replay.js') === true ? key : undefined;
}

/** The seal of what this worker reports: the key is used once, and a worker that runs several files keeps its first. */
export function workerSeal(): Seal {
  if (held === undefined) holdKey();
  seal ??= createSeal(Buffer.from(held ?? '', 'hex'));
  held = undefined;
  return seal;
}
