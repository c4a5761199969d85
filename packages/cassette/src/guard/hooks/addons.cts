import moduleApi = require('node:module');
import url = require('node:url');
import addonName = require('../addon-name.cts');
import child = require('../child-environment.cts');
import quietly = require('./builtin.cts');
import hookEngines = require('./engines.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Loader = (this: object, ...args: unknown[]) => unknown;

const CANARY = '/agent-replay-canary.node';

/**
 * Native code and module hooks, refused in strict. Elsewhere hooks get a guard on their thread first; native code,
 * which has no prototype that could be hooked, is declared as unguarded, unless the kernel keeps the process off the
 * network.
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
    // As it is judged and passed on, here as below: an object could say another thing the second time.
    passAddon((args[1] = String(args[1])));
    return Reflect.apply(dlopen, this, args);
  };

  const register = moduleApi.register as Loader;
  Reflect.set(moduleApi, 'register', function (this: object, ...args: unknown[]): unknown {
    const name = (args[0] = String(args[0]));
    if (outer.testing || !outer.lenient) expectAllowed('loader', name);
    // Again for each, as its fixture may have another policy.
    if (outer.policy.mode !== 'off') guardModuleHooks();
    return Reflect.apply(register, this, args);
  });
  /** Of the guard's own realm, whose numbers nobody else sees or seeds. */
  const key = String(Math.random());
  hookForeign();

  const hooks = [
    { name: 'process.dlopen', operation: 'addon', canary: () => process.dlopen({ exports: {} }, CANARY) },
    {
      name: 'module.register',
      operation: 'loader',
      canary: () => moduleApi.register('agent-replay:canary'),
    },
  ];
  return { hooks, hookExtensions, arm: hookEngines(passAddon) };

  function hookExtensions(): void {
    const database = quietly('node:sqlite')?.['DatabaseSync']?.prototype as
      | Record<string, Loader>
      | undefined;
    const loadExtension = database?.['loadExtension'];
    if (database !== undefined && loadExtension !== undefined) {
      database['loadExtension'] = function (...args) {
        passAddon(String(args[0]));
        return Reflect.apply(loadExtension, this, args);
      };
    }
  }

  function hookForeign(): void {
    const foreign = quietly('node:ffi');
    const { dlopen: open, DynamicLibrary } = foreign ?? {};
    if (foreign === undefined || open === undefined || DynamicLibrary === undefined) return;
    foreign['dlopen'] = Object.assign(function (this: object, ...args: unknown[]): unknown {
      passAddon(String(args[0]));
      return Reflect.apply(open, this, args);
    }, open);
    const Guarded = new Proxy(DynamicLibrary, {
      construct(target, args: unknown[], newTarget) {
        passAddon(String(args[0]));
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    foreign['DynamicLibrary'] = Guarded;
    Object.defineProperty(DynamicLibrary.prototype, 'constructor', { value: Guarded });
  }

  /** `register` waits until its hooks are loaded and have begun. */
  function guardModuleHooks(): void {
    const policy = JSON.parse(child.inheritedPolicy(outer, outer.policy.netns)) as object;
    Reflect.apply(register, moduleApi, [
      url.pathToFileURL(child.MODULE_HOOKS),
      { data: { file: child.GUARD, policy, key } },
    ]);
  }

  function passAddon(file: string): void {
    if (outer.testing || !outer.lenient) expectAllowed('addon', file);
    else if (
      outer.policy.mode !== 'off' &&
      !outer.policy.netns &&
      !outer.isAllowed(operationOf('addon', file))
    )
      outer.ledger.declare({
        channel: `addon:${addonName(file)}`,
        reason: 'native code can open connections that JavaScript cannot see',
      });
  }

  function expectAllowed(operation: string, file: string): void {
    const error = outer.judge(operationOf(operation, file));
    if (error !== null) throw error;
  }
}

function operationOf(operation: string, file: string): { operation: string; target: string; path: string } {
  return { operation, target: file, path: file };
}

export = hookAddons;
