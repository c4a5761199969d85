import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<boolean>();

/** Runs the product's own code within a replay: with the real time and real randomness. */
export function native<T>(fn: () => T): T {
  return scope.run(true, fn);
}

/** True within `native`. */
export function isNative(): boolean {
  return scope.getStore() === true;
}
