import diagnostics = require('node:diagnostics_channel');
import type dgram = require('node:dgram');

type Connect = (this: dgram.Socket, ...args: unknown[]) => unknown;

/**
 * `connect` of a datagram socket makes an error of its own from the number that the binding returns; the
 * refusal takes its place on the way to the callback or the `error` event. `send` and `connect` bind a socket
 * that nobody has bound; that is no listening.
 */
function watchDatagrams(): {
  keep: (socket: object, error: Error) => void;
  isImplicit: (socket: object) => boolean;
} {
  const refused = new WeakMap<object, Error>();
  const implicit = new WeakSet<object>();
  let isHooked = false;
  diagnostics.subscribe('udp.socket', (message) => {
    if (isHooked) return;
    isHooked = true;
    const { socket } = message as { socket: dgram.Socket };
    const prototype = Object.getPrototypeOf(socket) as { bind: Connect; connect: Connect };
    const { bind, connect } = prototype;
    prototype.bind = function (...args) {
      if (args.length === 2 && args[1] === null) implicit.add(this);
      else implicit.delete(this);
      return Reflect.apply(bind, this, args);
    };
    prototype.connect = function (...args) {
      const last = args.at(-1);
      if (typeof last !== 'function') {
        replaceEvent(this);
        return Reflect.apply(connect, this, args);
      }
      const told = (error?: Error) =>
        Reflect.apply(last, this, error === undefined ? [] : [refused.get(this) ?? error]) as unknown;
      return Reflect.apply(connect, this, [...args.slice(0, -1), told]);
    };
  });
  return {
    keep: (socket, error) => void refused.set(socket, error),
    isImplicit: (socket) => implicit.has(socket),
  };

  function replaceEvent(socket: dgram.Socket): void {
    const emit = Reflect.get(socket, 'emit') as (...args: unknown[]) => boolean;
    socket.emit = function (this: dgram.Socket, event: string, ...values: unknown[]): boolean {
      if (event !== 'error' && event !== 'connect') return Reflect.apply(emit, this, [event, ...values]);
      socket.emit = emit;
      const error = event === 'error' ? refused.get(socket) : undefined;
      return Reflect.apply(emit, this, error === undefined ? [event, ...values] : [event, error]);
    } as typeof emit;
  }
}

export = watchDatagrams;
