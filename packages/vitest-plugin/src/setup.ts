import { createRequire } from 'node:module';
import type { matchers as Matchers } from '@agent-replay/contracts/matchers';
import { keepMachine } from '@agent-replay/contracts/machine';
import { expect } from 'vitest';
import { MATCHER_NAMES } from './matcher-names.ts';
import { holdKey } from './worker-key.ts';

const load = createRequire(import.meta.url);

// Before setup files of the user's, which may put up fake timers.
keepMachine();
holdKey();

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
