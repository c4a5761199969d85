import type { TestEvents } from '@jest/test-result';

type Listener = (data: never) => void | Promise<void>;

export interface Outlet {
  on: <Name extends keyof TestEvents>(
    name: Name,
    listener: (data: TestEvents[Name]) => void | Promise<void>,
  ) => () => void;
  /** Calls the listeners one after the other, and waits for each. */
  emit: <Name extends keyof TestEvents>(name: Name, data: TestEvents[Name]) => Promise<void>;
}

/** Where Jest listens to a runner. */
export function createOutlet(): Outlet {
  const listeners = new Map<keyof TestEvents, Set<Listener>>();
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => known.delete(listener);
    },
    async emit(name, data) {
      for (const listener of listeners.get(name) ?? []) await listener(data as never);
    },
  };
}
