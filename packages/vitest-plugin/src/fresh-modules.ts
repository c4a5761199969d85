import { vi } from 'vitest';

/** On the global, as Vitest evaluates setup files anew for each test file of a worker. */
const USED = Symbol.for('agent-replay.vitest.used');
type Worker = typeof globalThis & {
  [USED]?: boolean;
  __vitest_worker__?: { config?: { experimental?: { viteModuleRunner?: boolean } } };
};

const worker: Worker = globalThis;

/**
 * Has the modules of a worker loaded anew for fixtures that come after test files of the user's, as with
 * `isolate: false`: what these imported beside a mock would keep it.
 */
export function freshModules({ isFixtures }: { isFixtures: boolean }): void {
  if (isFixtures && isUsed() && !isNode()) vi.resetModules();
  worker[USED] = !isFixtures || (isUsed() && isNode());
}

/** Whether modules of this worker may keep what a test file of the user's has mocked: Node lets go of none. */
export function hasUsedModules(): boolean {
  return isUsed() && isNode();
}

function isUsed(): boolean {
  return worker[USED] === true;
}

/** Whether Node loads the modules of tests, and not Vite. */
function isNode(): boolean {
  return worker.__vitest_worker__?.config?.experimental?.viteModuleRunner === false;
}
