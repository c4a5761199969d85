import type globals = require('@jest/globals');
import outside = require('./outside.cjs');

type Matcher = (...args: unknown[]) => unknown;

const NAMES = [
  'toHaveArtifactRef',
  'toHaveBlocked',
  'toHaveEvidencePaths',
  'toHaveMutatedOnly',
  'toHaveNoMisses',
  'toHaveTransitioned',
  'toHaveVerdict',
  'toSatisfyContract',
];

// This runs before every test file; the matchers load, outside, when the first of them is used.
jestGlobals()?.expect.extend(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      (...args: unknown[]) => {
        const { matchers } = outside('@agent-replay/contracts/matchers') as {
          matchers: Record<string, Matcher>;
        };
        try {
          return matchers[name]?.(...args) as never;
        } catch (error) {
          throw inside(error);
        }
      },
    ]),
  ),
);

/** None under a runner of the user that does without Jest's sandbox: outside of it they do not load. */
function jestGlobals(): typeof globals | undefined {
  try {
    return require('@jest/globals') as typeof globals;
  } catch {
    return undefined;
  }
}

/** An error from outside as one of this realm, which `toThrow` and `instanceof` know. */
function inside(error: unknown): unknown {
  const { message, name, code } = error as { message?: string; name?: string; code?: string };
  return message === undefined ? error : Object.assign(new Error(message), { name, code });
}
