import { replaceProperty } from './replace-property.ts';

/** Waits for shared memory that end by themselves, and have not yet. */
let timed = 0;

/** True while somebody waits for shared memory until a time: V8 keeps that time among timers of its own. */
export function hasTimedSharedWait(): boolean {
  return timed > 0;
}

/** Counts the waits of `Atomics.waitAsync` that have a time; returns the way back. */
export function patchSharedWaits({ Atomics }: typeof globalThis): () => void {
  const waitAsync = new Proxy(Atomics.waitAsync, {
    apply(target, self, args: Parameters<typeof Atomics.waitAsync>) {
      const wait = Reflect.apply(target, self, args);
      if (wait.async && args[3] !== undefined) {
        timed += 1;
        void wait.value.then(() => {
          timed -= 1;
        });
      }
      return wait;
    },
  });
  return replaceProperty(Atomics, 'waitAsync', waitAsync);
}
