import globals = require('@jest/globals');
import type { Handle } from './handle.ts' with { 'resolution-mode': 'import' };

const { describe, test } = globals;
const handle = Reflect.get(globalThis, Symbol.for('agent-replay.jest')) as Required<Handle>;
/** The engine keeps each fixture's own time limit; Jest's would only cut its explanation short. */
const NO_LIMIT = 2 ** 31 - 1;

for (const [suite, fixtures] of Map.groupBy(handle.pack.fixtures, (fixture) => fixture.suite)) {
  describe(suite, () => {
    for (const { fixture_id, dir } of fixtures) {
      test(
        fixture_id,
        async () => {
          const failure = await handle.replay(dir);
          if (failure === null) return;
          const error = new Error(failure.message);
          error.stack = failure.stack;
          throw error;
        },
        NO_LIMIT,
      );
    }
  });
}
