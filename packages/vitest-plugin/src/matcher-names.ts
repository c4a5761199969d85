import type { matchers } from '@agent-replay/contracts/matchers';

/** The matchers that `expect` gets, by name. */
export const MATCHER_NAMES = [
  'toHaveArtifactRef',
  'toHaveBlocked',
  'toHaveEvidencePaths',
  'toHaveMutatedOnly',
  'toHaveNoMisses',
  'toHaveTransitioned',
  'toHaveVerdict',
  'toSatisfyContract',
] as const satisfies readonly (keyof typeof matchers)[];
