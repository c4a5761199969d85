import { AsyncResource, type AsyncLocalStorage } from 'node:async_hooks';

/** As it is before an agent's code. */
const { apply } = Reflect;

type Run = (this: AsyncResource, ...args: unknown[]) => unknown;

/**
 * Has what is run in a context that a closed tape's code kept (`AsyncLocalStorage.snapshot()`, a bound function, an
 * `AsyncResource`) belong to the tape whose code runs it: else its calls would pass for late ones of the closed tape,
 * and their refusals would be on nobody's ledger. All other contexts come back as they were kept.
 */
export function keepCaller<Session>(
  context: AsyncLocalStorage<Session>,
  isClosed: (session: Session) => boolean,
): void {
  const enter = Reflect.get(AsyncResource.prototype, 'runInAsyncScope') as Run;
  const runInAsyncScope: Run = function (fn, thisArg, ...args) {
    const caller = context.getStore();
    if (caller === undefined || isClosed(caller)) return apply(enter, this, [fn, thisArg, ...args]);
    const work = (): unknown => apply(fn as () => unknown, thisArg, args);
    const asCaller = (): unknown => {
      const kept = context.getStore();
      return kept !== undefined && isClosed(kept) ? context.run(caller, work) : work();
    };
    return apply(enter, this, [asCaller]);
  };
  Reflect.set(AsyncResource.prototype, 'runInAsyncScope', runInAsyncScope);
}
