import type { Socket } from 'node:net';
import { belowClients } from '../below-clients.ts';

type Listener = (chunk: Buffer) => void;

/**
 * Stands between an intercepted connection and its other listeners. Each chunk goes first to `take`;
 * once that returns a reader, all later chunks are the reader's, and the others see nothing of them.
 *
 * @returns the connection, as the other listeners are to have it
 */
export function splitConnection(socket: Socket, take: (chunk: Buffer) => Listener | undefined): Socket {
  const others = new Set<Listener>();
  // Data may come before the others had a chance to listen.
  let early: Buffer[] = [];
  let reader: Listener | undefined;
  const hand = (chunk: Buffer, listener: Listener): void => belowClients(() => listener(chunk));

  socket.on('data', (chunk: Buffer) => {
    if (reader !== undefined) return reader(chunk);
    reader = take(chunk);
    if (reader !== undefined) return;
    if (others.size === 0) early.push(chunk);
    for (const listener of others) hand(chunk, listener);
  });

  const listen = (listener: Listener): void => {
    others.add(listener);
    const missed = early;
    early = [];
    for (const chunk of missed) hand(chunk, listener);
  };
  return new Proxy(socket, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const [event, listener] = args as [unknown, Listener];
        if (event === 'data' && ADDERS.has(property)) listen(listener);
        else if (event === 'data' && REMOVERS.has(property)) others.delete(listener);
        else return Reflect.apply(value, target, args) as unknown;
        return target;
      };
    },
  });
}

const ADDERS: ReadonlySet<PropertyKey> = new Set(['on', 'addListener', 'prependListener']);
const REMOVERS: ReadonlySet<PropertyKey> = new Set(['off', 'removeListener']);
