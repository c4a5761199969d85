import type { TestContext } from '@jest/test-result';
import { jestModule } from './jest-modules.ts';

interface JestUtil {
  globsToMatcher: (globs: readonly string[]) => (path: string) => boolean;
}

/** Tells whether Jest finds a file and takes it for a test, by the user's `roots`, `testMatch` and `testRegex`. */
export function knownToJest({ config, hasteFS }: TestContext): (path: string) => boolean {
  const { globsToMatcher } = jestModule('jest-util') as JestUtil;
  const matches = globsToMatcher(config.testMatch);
  const expressions = config.testRegex.map((text) => new RegExp(text));
  return (path) =>
    hasteFS.exists(path) &&
    (config.testMatch.length === 0 || matches(path)) &&
    (expressions.length === 0 || expressions.some((expression) => expression.test(path)));
}
