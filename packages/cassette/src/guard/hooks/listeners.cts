import bindings = require('./bindings.cts');
import emitInstead = require('./emit-instead.cts');
import isLoopback = require('./loopback.cts');
import ownerOf = require('./owner.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;
interface Name {
  address?: string;
  port?: number;
}

/**
 * A server on loopback is the process's own affair; one that other machines reach is a way in, and out. It is
 * judged where it begins to listen: a client may bind an address, too.
 *
 * @param isImplicit a datagram socket that only sends, and is bound by that
 */
function hookListeners(outer: wall.Wall, isImplicit: (socket: object) => boolean): wall.GuardHook[] {
  const { TCP, UDP } = bindings;
  const listen = TCP.prototype['listen'] as Call;
  const nameOf = TCP.prototype['getsockname'] as Call;
  /** What was asked for: the port that the system chooses is another one each time. */
  const asked = new WeakMap<object, number>();
  for (const name of ['bind', 'bind6'] as const) {
    const bind = TCP.prototype[name] as Call;
    hook(TCP.prototype, name, function (address, given, ...rest) {
      const port = Number(given);
      asked.set(this, port);
      return Reflect.apply(bind, this, [address, port, ...rest]);
    });
  }
  hook(TCP.prototype, 'listen', function (...args) {
    const bound: Name = {};
    Reflect.apply(nameOf, this, [bound]);
    // Without an address it gets every one, when it listens.
    const { address = '0.0.0.0', port = 0 } = bound;
    return judge(this, address, asked.get(this) ?? port) ?? Reflect.apply(listen, this, args);
  });
  for (const name of ['bind', 'bind6'] as const) {
    const bind = UDP.prototype[name] as Call;
    hook(UDP.prototype, name, function (...args) {
      const [address, port] = (args = [String(args[0]), Number(args[1]), ...args.slice(2)]) as [
        string,
        number,
      ];
      const owner = ownerOf(this);
      if (port === 0 && owner !== undefined && isImplicit(owner)) return Reflect.apply(bind, this, args);
      return judge(this, address, port) ?? Reflect.apply(bind, this, args);
    });
  }
  return [
    {
      name: 'TCP.listen',
      operation: 'listen',
      canary: () => {
        const handle = new TCP(1);
        handle['listen']?.(1);
        handle.close();
      },
    },
    {
      name: 'UDP.bind',
      operation: 'listen',
      canary: () => {
        const handle = new UDP();
        handle['bind']?.('0.0.0.0', 9, 0);
        handle.close();
      },
    },
  ];

  /** The number of an error where it may not be; its owner makes one of it, which ours takes the place of. */
  function judge(handle: object, host: string, port: number): number | null {
    if (isLoopback(host)) return null;
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const error = outer.judge({ operation: 'listen', target, host, port });
    if (error === null) return null;
    if (!outer.testing) emitInstead(ownerOf(handle), () => error);
    return bindings.EACCES;
  }
}

function hook(prototype: object, name: string, value: Call): void {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });
}

export = hookListeners;
