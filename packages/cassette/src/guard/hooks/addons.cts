import moduleApi = require('node:module');
import path = require('node:path');
import addonName = require('../addon-name.cts');
import quietly = require('./builtin.cts');
import hookEngines = require('./engines.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Loader = (this: object, ...args: unknown[]) => unknown;

const CANARY = '/agent-replay-canary.node';

/**
 * Native code and the loader's own thread: neither has a prototype that could be hooked. Refused in
 * strict; elsewhere declared as unguarded, unless the kernel keeps the process off the network.
 */
function hookAddons(outer: Wall): {
  hooks: wall.GuardHook[];
  /** Other doors to native code: extensions of SQLite. */
  hookExtensions: () => void;
  /** To be called when a policy is adopted, and when crypto or TLS may have been loaded. */
  arm: () => void;
} {
  const dlopen = Reflect.get(process, 'dlopen') as Loader;
  process.dlopen = function (this: object, ...args: unknown[]): unknown {
    pass('addon', String(args[1]));
    return Reflect.apply(dlopen, this, args);
  };

  const register = moduleApi.register as Loader;
  Reflect.set(moduleApi, 'register', function (this: object, ...args: unknown[]): unknown {
    pass('loader', String(args[0]));
    return Reflect.apply(register, this, args);
  });
  hookForeign();

  const hooks = [
    { name: 'process.dlopen', operation: 'addon', canary: () => process.dlopen({ exports: {} }, CANARY) },
    {
      name: 'module.register',
      operation: 'loader',
      canary: () => moduleApi.register('agent-replay:canary'),
    },
  ];
  return { hooks, hookExtensions, arm: hookEngines((file) => pass('addon', file)) };

  function hookExtensions(): void {
    const database = quietly('node:sqlite')?.['DatabaseSync']?.prototype as
      | Record<string, Loader>
      | undefined;
    const loadExtension = database?.['loadExtension'];
    if (database !== undefined && loadExtension !== undefined) {
      database['loadExtension'] = function (...args) {
        pass('addon', String(args[0]));
        return Reflect.apply(loadExtension, this, args);
      };
    }
  }

  function hookForeign(): void {
    const foreign = quietly('node:ffi');
    const { dlopen: open, DynamicLibrary } = foreign ?? {};
    if (foreign === undefined || open === undefined || DynamicLibrary === undefined) return;
    foreign['dlopen'] = Object.assign(function (this: object, ...args: unknown[]): unknown {
      pass('addon', String(args[0]));
      return Reflect.apply(open, this, args);
    }, open);
    const Guarded = new Proxy(DynamicLibrary, {
      construct(target, args: unknown[], newTarget) {
        pass('addon', String(args[0]));
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    foreign['DynamicLibrary'] = Guarded;
    Object.defineProperty(DynamicLibrary.prototype, 'constructor', { value: Guarded });
  }

  function pass(operation: 'addon' | 'loader', file: string): void {
    const asked = { operation, target: file, path: file };
    if (outer.testing || !outer.lenient) {
      const error = outer.judge(asked);
      if (error !== null) throw error;
    } else if (outer.policy.mode !== 'off' && !outer.policy.netns && !outer.isAllowed(asked)) {
      const name = operation === 'addon' ? addonName(file) : path.basename(file);
      outer.ledger.declare({ channel: `${operation}:${name}`, reason: REASONS[operation] });
    }
  }
}

const REASONS = {
  addon: 'native code can open connections that JavaScript cannot see',
  loader: "module hooks run on a thread of Node's own, without the guard",
} as const;

export = hookAddons;
