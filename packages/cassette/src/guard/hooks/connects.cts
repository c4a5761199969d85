import type net = require('node:net');
import type policies = require('../policy.cts');
import refusals = require('../refusal.cts');
import type wall = require('../wall.cts');

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;

/** Of so many targets the last call is remembered. */
const MOST_TARGETS = 32;

/**
 * `connect` of sockets: takes the stack of a call that will be refused, since it is gone when the
 * socket comes to dial, and of no other, since that costs more than all else here. Put in place with the
 * first socket: most programs start without `net`, which takes a while to load.
 */
function createConnectHook(outer: wall.Wall) {
  const stacks = new WeakMap<object, Error>();
  const byTarget = new Map<string, Error>();
  /** Where sockets were sent that an interceptor has taken. */
  const targets = new WeakMap<object, policies.GuardOperation>();
  let ours: Connect | undefined;
  let original: Connect | undefined;
  let sockets: net.Socket | undefined;

  function prototype(): net.Socket {
    return (sockets ??= process.getBuiltinModule('node:net').Socket.prototype);
  }

  /**
   * An interceptor connects later, and by a socket of its own: the last call for the same target says who asked.
   * Returns that, and the stack of this very call, which says what kind of client it is.
   */
  function keep(socket: object, target?: string): { here: Error; asked: Error } {
    const stack = refusals.captureStack();
    const isUsers = refusals.callSiteOf(stack) !== null;
    if (isUsers && target !== undefined) remember(target, stack);
    const asked = isUsers ? stack : (stacks.get(socket) ?? byTarget.get(target ?? '') ?? stack);
    stacks.set(socket, asked);
    return { here: stack, asked };
  }

  function remember(target: string, stack: Error): void {
    byTarget.delete(target);
    byTarget.set(target, stack);
    if (byTarget.size > MOST_TARGETS) byTarget.delete(byTarget.keys().next().value as string);
  }

  function hook(): Connect {
    if (ours !== undefined) return ours;
    const below = Reflect.get(prototype(), 'connect') as Connect;
    original = below;
    ours = function (...args) {
      const asked = askedOf(args);
      if (!outer.isAllowed(asked)) keep(this, asked.target);
      return Reflect.apply(below, this, args);
    };
    Reflect.set(prototype(), 'connect', ours);
    return ours;
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
    /** Forgets who asked for which target: what was asked for in one replay says nothing of the next. */
    forget: () => byTarget.clear(),
    /** True while an interceptor stands before the sockets. */
    isIntercepted: () => ours !== undefined && Reflect.get(prototype(), 'connect') !== ours,
    askedOf,
    aim: (socket: object, target: policies.GuardOperation): void => void targets.set(socket, target),
    targetOf: (socket: object): policies.GuardOperation | undefined => targets.get(socket),
    /** Takes the stack of a call now, where an interceptor is asked before ours. */
    note: keep,
    stackOf: (socket: object | undefined) => (socket === undefined ? undefined : stacks.get(socket)),
  };
}

/** What `connect` is asked for: a path, a port and a host, or options, which `net.connect` passes in an array. */
function askedOf(args: readonly unknown[]): policies.GuardOperation {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  const given = typeof first === 'object' && first !== null ? (first as Destination) : named(first, args[1]);
  if (given.path) return { operation: 'unix', target: given.path, path: given.path };
  const [host, port] = [given.host ?? 'localhost', Number(given.port ?? 0)];
  return { operation: 'tcp', target: `${host}:${port}`, host, port };
}

interface Destination {
  host?: string | null | undefined;
  port?: number | string | undefined;
  path?: string | null | undefined;
}

function named(first: unknown, second: unknown): Destination {
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: Number(first), host: typeof second === 'string' ? second : null };
}

const connects = { createConnectHook };
namespace connects {
  export type ConnectHook = ReturnType<typeof createConnectHook>;
}
export = connects;
