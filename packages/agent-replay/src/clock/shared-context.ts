import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * An async context that every copy of this package in the process has in common: the command may be one copy,
 * and the one that a project's agent imports, or has bundled, another.
 */
export function sharedContext<T>(name: string): AsyncLocalStorage<T> {
  const at = Symbol.for(`agent-replay.${name}`);
  const all = globalThis as Record<symbol, AsyncLocalStorage<T> | undefined>;
  return (all[at] ??= new AsyncLocalStorage<T>());
}
