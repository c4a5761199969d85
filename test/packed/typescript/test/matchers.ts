import '@agent-replay/jest-preset';

/** Compiled against the global `expect` of @types/jest, with its negated asymmetric form; nobody calls it. */
export function compareFailed(outcome: unknown): void {
  expect(outcome).not.toHaveVerdict('passed');
  expect({ outcome }).toEqual({ outcome: expect.toHaveVerdict('failed') });
  expect({ outcome }).toEqual({ outcome: expect.not.toHaveVerdict('passed') });
}
