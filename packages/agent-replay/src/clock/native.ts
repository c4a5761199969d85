import { sharedContext } from './shared-context.ts';

const scope = sharedContext<boolean>('native');

/** Runs the product's own code within a replay: with the real time and real randomness. */
export function native<T>(fn: () => T): T {
  return isNative() ? fn() : scope.run(true, fn);
}

/** True within `native`. */
export function isNative(): boolean {
  return scope.getStore() === true;
}
