import { toHaveArtifactRef } from './to-have-artifact-ref.ts';
import { toHaveBlocked } from './to-have-blocked.ts';
import { toHaveEvidencePaths } from './to-have-evidence-paths.ts';
import { toHaveMutatedOnly } from './to-have-mutated-only.ts';
import { toHaveNoMisses } from './to-have-no-misses.ts';
import { toHaveTransitioned } from './to-have-transitioned.ts';
import { toHaveVerdict } from './to-have-verdict.ts';
import { toSatisfyContract } from './to-satisfy-contract.ts';

export type { MatcherResult } from './matcher.ts';
export type { ArtifactFilter } from './to-have-artifact-ref.ts';

/** Every matcher, for `expect.extend(matchers)` of Vitest or Jest. */
export const matchers = {
  toHaveArtifactRef,
  toHaveBlocked,
  toHaveEvidencePaths,
  toHaveMutatedOnly,
  toHaveNoMisses,
  toHaveTransitioned,
  toHaveVerdict,
  toSatisfyContract,
};

/**
 * The matchers' signatures as an `expect` has them, for the types of a runner:
 * `interface Assertion<T> extends AgentReplayMatchers<void> {}`.
 */
export type AgentReplayMatchers<R> = {
  [Name in keyof typeof matchers]: (
    ...expected: (typeof matchers)[Name] extends (received: unknown, ...rest: infer Rest) => unknown
      ? Rest
      : never
  ) => R;
};
