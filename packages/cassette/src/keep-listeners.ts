import type { AsyncLocalStorage } from 'node:async_hooks';
import { Channel, channel } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Bind = (fn: Call) => Call;
type Maker = (new (...args: never[]) => object) & { prototype: object };

/** As they are before an agent's code. */
const { apply, get } = Reflect;
/** What listens in place of a `process`'s own methods; a copy that is made later has it, too. */
const kept = new WeakSet<object>();

/**
 * Has what listens to the whole process (events of `process`, channels of diagnostics and what they put into stores,
 * observers of performance, hooks of what runs asynchronously, what waits for garbage) run in the context of the code that put it there. Node calls it out of nobody's: what a replay
 * left behind would pass for code of the process around it, which may reach the network.
 *
 * @returns does the same for a copy of `process`, as the one in Jest's sandbox is
 */
export function keepListeners<Session>(
  context: AsyncLocalStorage<Session>,
  isClosed: (session: Session) => boolean,
): (copy: NodeJS.Process) => void {
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
  keepEvents(process, bind);
  keepChannels(bind);
  keepMakers(bind);
  keepHooks(bind);
  syncBuiltinESMExports();
  return (copy) => {
    if (!kept.has(get(copy, 'on') as Call)) keepEvents(copy, bind);
  };
}

/** Node finds a listener by what its `listener` says, as it does for `once`. */
function keepEvents(of: NodeJS.Process, bind: Bind): void {
  for (const [name, once] of [
    ['on', 'once'],
    ['addListener', null],
    ['prependListener', 'prependOnceListener'],
  ] as const) {
    const add = get(of, name) as Call;
    put(of, name, function (event, listener) {
      const bound = bind(listener as Call);
      if (bound !== listener) Object.assign(bound, { listener });
      return apply(add, this, [event, bound]);
    });
    if (once === null) continue;
    const [addOnce, remove] = [get(of, once), get(of, 'removeListener')] as [Call, Call];
    put(of, once, function (event, listener) {
      const bound = bind(listener as Call);
      if (bound === listener) return apply(addOnce, this, [event, listener]);
      let isCalled = false;
      const first: Call = (...args) => {
        // An event within the event calls all that listened when it began.
        if (isCalled) return undefined;
        isCalled = true;
        apply(remove, this, [event, first]);
        return apply(bound, this, args);
      };
      return apply(add, this, [event, Object.assign(first, { listener })]);
    });
  }
  kept.add(get(of, 'on') as Call);
}

function keepChannels(bind: Bind): void {
  const none = (): void => {};
  const any = channel('agent-replay:any');
  any.subscribe(none);
  // A channel with subscribers has another prototype, which is not exported.
  const active = Object.getPrototypeOf(any) as object;
  any.unsubscribe(none);
  if (active === Channel.prototype) return;
  /** What listens in place of each function, by channel: one may listen to several, and more than once to each. */
  const bounds = new WeakMap<object, Map<Call, Call[]>>();
  const boundTo = (to: object, fn: Call): Call[] => {
    const all = bounds.get(to) ?? new Map<Call, Call[]>();
    bounds.set(to, all);
    const of = all.get(fn) ?? [];
    all.set(fn, of);
    return of;
  };
  const [subscribe, unsubscribe] = [get(active, 'subscribe'), get(active, 'unsubscribe')] as Call[];
  put(active, 'subscribe', function (fn) {
    const bound = bind(fn as Call);
    if (bound !== fn) boundTo(this as object, fn as Call).push(bound);
    return apply(subscribe as Call, this, [bound]);
  });
  const bindStore = get(active, 'bindStore') as Call;
  put(active, 'bindStore', function (store, transform) {
    return apply(bindStore, this, [store, bind(transform as Call)]);
  });
  put(active, 'unsubscribe', function (fn) {
    if (apply(unsubscribe as Call, this, [fn]) === true) return true;
    const all = bounds.get(this as object);
    const of = all?.get(fn as Call);
    const bound = of?.pop();
    if (of?.length === 0) all?.delete(fn as Call);
    return bound !== undefined && apply(unsubscribe as Call, this, [bound]);
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
}

/** What is called at each step of whatever runs asynchronously, whoever's it is. */
function keepHooks(bind: Bind): void {
  const hooks = process.getBuiltinModule('node:async_hooks');
  const create = Reflect.get(hooks, 'createHook') as Call;
  const bound = (callbacks: unknown): unknown =>
    typeof callbacks === 'object' && callbacks !== null
      ? {
          ...callbacks,
          ...Object.fromEntries(HOOKS.map((name) => [name, bind(get(callbacks, name) as Call)])),
        }
      : callbacks;
  Object.assign(hooks, { createHook: (callbacks: unknown) => apply(create, hooks, [bound(callbacks)]) });
  // Test runners have loaded it, and it takes a while to.
  if (!LOADED.includes('NativeModule v8')) return;
  const { promiseHooks } = process.getBuiltinModule('node:v8');
  const createPromises = get(promiseHooks, 'createHook') as Call;
  Object.assign(promiseHooks, {
    createHook: (callbacks: unknown) => apply(createPromises, promiseHooks, [bound(callbacks)]),
  });
  for (const name of ['onInit', 'onBefore', 'onAfter', 'onSettled'] as const) {
    const add = get(promiseHooks, name) as Call;
    Object.assign(promiseHooks, { [name]: (fn: Call) => apply(add, promiseHooks, [bind(fn)]) });
  }
}

const HOOKS = ['init', 'before', 'after', 'destroy', 'promiseResolve', 'settled'];
const LOADED: readonly string[] = get(process, 'moduleLoadList');

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
