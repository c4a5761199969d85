import type { matchers as Matchers } from '@agent-replay/contracts/matchers';
import { keepMachine } from '@agent-replay/contracts/machine';
import { expect } from 'vitest';
import { freshModules } from './fresh-modules.ts';
import { isGenerated } from './generated-module.ts';
import { MATCHER_NAMES } from './matcher-names.ts';
import { standFirst } from './stand-first.ts';

/** Vitest's state of the worker. */
interface WorkerState {
  filepath?: string;
  config?: { isolate?: boolean };
  providedContext?: Record<string, unknown>;
}

const KEY = 'agent-replay:key';
// Node's own: in a pool of contexts Vitest 4 has another in its place, which takes our modules for CommonJS.
const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);
const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__;
const isFixtures = isGenerated({ moduleId: state?.filepath ?? '' });

// Before setup files of the user's, which may put up fake timers.
keepMachine();
const isShared = state?.config?.isolate === false && KEY in (state.providedContext ?? {});
if (isFixtures || isShared) standFirst();
freshModules({ isFixtures });
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

/**
 * The runtime takes the key to the seal as it is loaded; a test file that a user wrote has no use for either, but where
 * files share a worker it may come before the fixtures.
 */
async function holdKey(): Promise<void> {
  if (isFixtures || isShared) await import('./runtime.ts');
  else Reflect.deleteProperty(state?.providedContext ?? {}, KEY);
}
