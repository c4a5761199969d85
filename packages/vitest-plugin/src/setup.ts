import { createRequire } from 'node:module';
import type { matchers as Matchers } from '@agent-replay/contracts/matchers';
import { keepMachine } from '@agent-replay/contracts/machine';
import { expect } from 'vitest';
import { isGenerated } from './generated-module.ts';
import { MATCHER_NAMES } from './matcher-names.ts';

/** Vitest's state of the worker. */
interface WorkerState {
  filepath?: string;
  providedContext?: Record<string, unknown>;
}

const load = createRequire(import.meta.url);

// Before setup files of the user's, which may put up fake timers.
keepMachine();
await holdKey();

// A setup file runs before every test file; the matchers load when the first of them is used.
expect.extend(
  Object.fromEntries(
    MATCHER_NAMES.map((name) => [
      name,
      (...args: [unknown]) => {
        const { matchers } = load('@agent-replay/contracts/matchers') as { matchers: typeof Matchers };
        return (matchers[name] as (received: unknown) => ReturnType<(typeof Matchers)[typeof name]>)(...args);
      },
    ]),
  ),
);

/** The runtime takes the key to the seal as it is loaded; a test file that a user wrote has no use for either. */
async function holdKey(): Promise<void> {
  const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__;
  if (isGenerated({ moduleId: state?.filepath ?? '' })) await import('./runtime.ts');
  else if (state?.providedContext !== undefined)
    Reflect.deleteProperty(state.providedContext, 'agent-replay:key');
}
