/// <reference types="expect" />
import type { AgentReplayMatchers } from '@agent-replay/contracts/matchers';

type AsymmetricForms = AgentReplayMatchers<unknown>;

// `expect` of @jest/globals.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> extends AgentReplayMatchers<R> {}
  interface AsymmetricMatchers extends AsymmetricForms {}
}

// The global `expect` of @types/jest.
declare global {
  namespace jest {
    interface Matchers<R> extends AgentReplayMatchers<R> {}
    interface Expect extends AsymmetricForms {}
    interface InverseAsymmetricMatchers extends AsymmetricForms {}
  }
}
