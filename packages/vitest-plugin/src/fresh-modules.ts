import { vi } from 'vitest';

/** On the global, as Vitest evaluates setup files anew for each test file of a worker. */
const USED = Symbol.for('agent-replay.vitest.used');
type Worker = typeof globalThis & { [USED]?: boolean };

/**
 * Has the modules of a worker loaded anew for fixtures that come after test files of the user's, as with
 * `isolate: false`: what these imported beside a mock would keep it.
 */
export function freshModules({ isFixtures }: { isFixtures: boolean }): void {
  const worker: Worker = globalThis;
  if (isFixtures && worker[USED] === true) vi.resetModules();
  worker[USED] = !isFixtures;
}
