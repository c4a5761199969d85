import type { AsyncLocalStorage } from 'node:async_hooks';
import { Channel, channel } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Bind = (fn: Call) => Call;
type Maker = (new (...args: never[]) => object) & { prototype: object };

/** As they are before an agent's code. */
const { apply, get } = Reflect;

/**
 * Has what listens to the whole process (events of `process`, channels of diagnostics, observers of performance, what
 * waits for garbage) run in the context of the code that put it there. Node calls it out of nobody's: what a replay
 * left behind would pass for code of the process around it, which may reach the network.
 */
export function keepListeners<Session>(
  context: AsyncLocalStorage<Session>,
  isClosed: (session: Session) => boolean,
): void {
  const bind: Bind = (fn) => {
    const own = context.getStore();
    if (own === undefined || typeof fn !== 'function') return fn;
    return function (this: unknown, ...args) {
      const caller = context.getStore();
      // Run by the code of an open tape, it is that one's.
      if (caller !== undefined && !isClosed(caller)) return apply(fn, this, args);
      return context.run(own, () => apply(fn, this, args));
    };
  };
  keepEvents(bind);
  keepChannels(bind);
  keepMakers(bind);
}

/** Node finds a listener by what its `listener` says, as it does for `once`. */
function keepEvents(bind: Bind): void {
  for (const [name, once] of [
    ['on', 'once'],
    ['addListener', null],
    ['prependListener', 'prependOnceListener'],
  ] as const) {
    const add = get(process, name) as Call;
    put(process, name, function (event, listener) {
      const bound = bind(listener as Call);
      if (bound !== listener) Object.assign(bound, { listener });
      return apply(add, this, [event, bound]);
    });
    if (once === null) continue;
    const [addOnce, remove] = [get(process, once), get(process, 'removeListener')] as [Call, Call];
    put(process, once, function (event, listener) {
      const bound = bind(listener as Call);
      if (bound === listener) return apply(addOnce, this, [event, listener]);
      const first: Call = (...args) => {
        apply(remove, this, [event, first]);
        return apply(bound, this, args);
      };
      return apply(add, this, [event, Object.assign(first, { listener })]);
    });
  }
}

function keepChannels(bind: Bind): void {
  const none = (): void => {};
  const any = channel('agent-replay:any');
  any.subscribe(none);
  // A channel with subscribers has another prototype, which is not exported.
  const active = Object.getPrototypeOf(any) as object;
  any.unsubscribe(none);
  if (active === Channel.prototype) return;
  const bounds = new WeakMap<Call, Call>();
  const [subscribe, unsubscribe] = [get(active, 'subscribe'), get(active, 'unsubscribe')] as Call[];
  put(active, 'subscribe', function (fn) {
    const bound = bind(fn as Call);
    if (bound !== fn) bounds.set(fn as Call, bound);
    return apply(subscribe as Call, this, [bound]);
  });
  put(active, 'unsubscribe', function (fn) {
    const bound = typeof fn === 'function' ? bounds.get(fn as Call) : undefined;
    if (bound !== undefined && apply(unsubscribe as Call, this, [bound]) === true) return true;
    return apply(unsubscribe as Call, this, [fn]);
  });
}

/** Both keep what they call where nobody sees it: it is bound as they are made. */
function keepMakers(bind: Bind): void {
  const performance = process.getBuiltinModule('node:perf_hooks');
  const Observer = binding(globalThis.PerformanceObserver, bind);
  Object.assign(performance, { PerformanceObserver: Observer });
  // Of the global object both are neither enumerable nor fixed.
  put(globalThis, 'PerformanceObserver', Observer);
  put(globalThis, 'FinalizationRegistry', binding(globalThis.FinalizationRegistry, bind));
  syncBuiltinESMExports();
}

function binding<Class extends Maker>(made: Class, bind: Bind): Class {
  const bound: Class = new Proxy(made, {
    construct: (target, [fn, ...rest]: [Call], newTarget: Function) =>
      Reflect.construct(target, [bind(fn), ...rest], newTarget === bound ? target : newTarget) as object,
  });
  put(made.prototype, 'constructor', bound);
  return bound;
}

function put(owner: object, name: string, value: Call | Maker): void {
  Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: false });
}
