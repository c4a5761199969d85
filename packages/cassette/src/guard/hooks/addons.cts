import moduleApi = require('node:module');
import path = require('node:path');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Loader = (this: object, ...args: unknown[]) => unknown;

const CANARY = '/agent-replay-canary.node';

/**
 * Native code and the loader's own thread: neither has a prototype that could be hooked. Refused in
 * strict; elsewhere declared as unguarded, unless the kernel keeps the process off the network.
 */
function hookAddons(outer: Wall): wall.GuardHook[] {
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
  moduleApi.syncBuiltinESMExports();

  return [
    { name: 'process.dlopen', operation: 'addon', canary: () => process.dlopen({ exports: {} }, CANARY) },
    {
      name: 'module.register',
      operation: 'loader',
      canary: () => moduleApi.register('agent-replay:canary'),
    },
  ];

  function pass(operation: 'addon' | 'loader', file: string): void {
    const asked = { operation, target: file, path: file };
    if (outer.testing || !outer.lenient) {
      const error = outer.judge(asked);
      if (error !== null) throw error;
    } else if (outer.policy.mode !== 'off' && !outer.policy.netns && !outer.isAllowed(asked)) {
      outer.ledger.declare({ channel: `${operation}:${path.basename(file)}`, reason: REASONS[operation] });
    }
  }
}

const REASONS = {
  addon: 'native code can open connections that JavaScript cannot see',
  loader: "module hooks run on a thread of Node's own, without the guard",
} as const;

export = hookAddons;
