import { expect, type TestContext } from 'vitest';

/**
 * Lets the verdict count as what a test asserts: Vitest can be told to fail each that asserts nothing, by
 * `requireAssertions` or `expect.hasAssertions()`.
 */
export function countAssertion(context: TestContext, isHeld: boolean): void {
  // Vitest looks at the test's own `expect` once a hook has made it; of concurrent tests no other counts right, and for
  // all of thousands it takes long to make.
  const { _local: isMade } = context as { _local?: boolean };
  const own = isMade === true || context.task.concurrent === true ? context.expect : expect;
  // To make an assertion that holds takes ten times as long as to count it.
  if (isHeld) own.setState({ assertionCalls: own.getState().assertionCalls + 1 });
  else own(isHeld).toBe(true);
}
