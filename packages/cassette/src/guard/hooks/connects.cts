import type net = require('node:net');
import refusals = require('../refusal.cts');
import type wall = require('../wall.cts');

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;

/**
 * `connect` of sockets: takes the stack of a call that will be refused, since it is gone when the
 * socket comes to dial, and of no other, since that costs more than all else here. Put in place with the
 * first socket: most programs start without `net`, which takes a while to load.
 */
function createConnectHook(outer: wall.Wall) {
  const stacks = new WeakMap<object, Error>();
  let ours: Connect | undefined;
  let original: Connect | undefined;

  function prototype(): net.Socket {
    return process.getBuiltinModule('node:net').Socket.prototype;
  }

  function hook(): Connect {
    if (ours !== undefined) return ours;
    const below = Reflect.get(prototype(), 'connect') as Connect;
    original = below;
    ours = function (...args) {
      if (outer.policy.mode !== 'off' && !mayConnect(args[0])) stacks.set(this, refusals.captureStack());
      return Reflect.apply(below, this, args);
    };
    Reflect.set(prototype(), 'connect', ours);
    return ours;
  }

  /** `net.connect` passes its options in an array. */
  function mayConnect(given: unknown): boolean {
    const first: unknown = Array.isArray(given) ? given[0] : given;
    if (typeof first !== 'object' || first === null) return false;
    const { host, port, path } = first as { host?: string | null; port?: unknown; path?: string | null };
    if (path) return outer.isAllowed({ operation: 'unix', target: path, path });
    const name = host ?? 'localhost';
    return outer.isAllowed({ operation: 'tcp', target: name, host: name, port: Number(port) });
  }

  return {
    hook,
    isHooked: () => ours !== undefined,
    /** Gives the prototype back as it was, unless somebody stands before us. */
    unhook(): void {
      if (ours === undefined || Reflect.get(prototype(), 'connect') !== ours) return;
      Reflect.set(prototype(), 'connect', original);
      ours = undefined;
    },
    /** True while an interceptor stands before the sockets. */
    isIntercepted: () => ours !== undefined && Reflect.get(prototype(), 'connect') !== ours,
    mayConnect,
    /** Takes the stack of a call now, where an interceptor is asked before ours. */
    note(socket: object): Error {
      const stack = refusals.captureStack();
      stacks.set(socket, stack);
      return stack;
    },
    stackOf: (socket: object | undefined) => (socket === undefined ? undefined : stacks.get(socket)),
  };
}

const connects = { createConnectHook };
namespace connects {
  export type ConnectHook = ReturnType<typeof createConnectHook>;
}
export = connects;
