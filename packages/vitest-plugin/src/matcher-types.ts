import type { AgentReplayMatchers } from '@agent-replay/contracts/matchers';

/** The asymmetric forms, as in `toEqual(expect.toHaveVerdict('passed'))`. */
type AsymmetricMatchers = AgentReplayMatchers<unknown>;

// Vitest 4 has `Matchers<T>` and Vitest 5 `Matchers<R, T>`; what both extend is Chai's.
declare global {
  namespace Chai {
    interface Assertion extends AgentReplayMatchers<void> {}
    interface ExpectStatic extends AsymmetricMatchers {}
  }
}

declare module 'vitest' {
  // What `expect.not` gives; the same in both.
  interface AsymmetricMatchersContaining extends AsymmetricMatchers {}
}
