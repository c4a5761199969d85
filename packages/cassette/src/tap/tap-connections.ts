import type { ClientRequest } from 'node:http';
import { Socket } from 'node:net';
import { hostname } from 'node:os';
import { listen } from './listen.ts';
import { tellSideChannel } from './side-channel.ts';
import { around, before, beforeSet } from './watch-method.ts';
import { nodeBinding } from './node-binding.ts';

/** On a socket that is ours, such as one to the run store. */
const OWN = Symbol.for('agent-replay.own-socket');

interface Connection {
  host: string;
  isRecorded: boolean;
}

/** Tells of connections that no recorded client holds, and of names that none of them asked for. */
export function tapConnections(isAllowed: (channel: string) => boolean): () => void {
  const connections = new WeakMap<object, Connection>();
  const recordedHosts = new Set<string>();
  let isConnecting = false;
  let isUndici = false;

  /** A secured connection stands on another one, and a tunnel's on the one to its proxy. */
  const claim = (socket: unknown): void => {
    for (let at = socket; typeof at === 'object' && at !== null; at = Reflect.get(at, '_parent')) {
      const connection = connections.get(at);
      if (connection === undefined) continue;
      connection.isRecorded = true;
      recordedHosts.add(connection.host);
    }
  };

  const told = (socket: object, args: readonly unknown[]): void => {
    const peer = peerOf(args);
    if (peer === undefined || Reflect.get(socket, OWN) === true) return;
    const connection = { host: peer.host, isRecorded: false };
    connections.set(socket, connection);
    if (isUndici) claim(socket);
    else if (!isAllowed(peer.channel))
      tellSideChannel({ channel: peer.channel, isRecorded: () => connection.isRecorded });
  };

  const asked = (name: unknown): void => {
    const host = String(name).toLowerCase();
    if (isConnecting || isLocalName(host) || isAllowed(`dns:${host}`)) return;
    tellSideChannel({ channel: `dns:${host}`, isRecorded: () => recordedHosts.has(host) });
  };

  const undo = [
    around(Socket.prototype, 'connect', (connect, socket, args) => {
      told(socket as object, args);
      const outer = isConnecting;
      // The name is looked up for this connection, which tells of itself.
      isConnecting = true;
      try {
        return connect();
      } finally {
        isConnecting = outer;
      }
    }),
    listen('http.client.request.created', (message) => {
      const { request } = message as { request: ClientRequest };
      const host = request.host.toLowerCase();
      recordedHosts.add(host);
      request.prependOnceListener('socket', claim);
    }),
    listen('undici:client:beforeConnect', (message) => {
      const { connectParams } = message as { connectParams?: { hostname?: string; servername?: string } };
      for (const host of [connectParams?.hostname, connectParams?.servername])
        if (typeof host === 'string') recordedHosts.add(host.toLowerCase());
      // What it connects by in this turn is its own; what it connects by later, it tells of.
      isUndici = true;
      queueMicrotask(() => (isUndici = false));
    }),
    listen('undici:client:connected', (message) => claim((message as { socket: unknown }).socket)),
    listen('undici:client:sendHeaders', (message) => claim((message as { socket: unknown }).socket)),
    ...lookupRequests().map((prototype) => beforeSet(prototype, 'hostname', asked)),
    ...queries().map(([holder, name]) => before(holder, name, (_, [, host]) => asked(host))),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

function peerOf(args: readonly unknown[]): { host: string; channel: string } | undefined {
  // net.connect hands on its arguments as one list.
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
  const given =
    typeof first === 'object' && first !== null
      ? (first as { path?: unknown; port?: unknown; host?: unknown })
      : Number.isNaN(Number(first))
        ? { path: first }
        : { port: first, host: second };
  if (typeof given.path === 'string' && given.port == null)
    return { host: given.path, channel: `unix:${given.path}` };
  if (typeof given.port !== 'number' && typeof given.port !== 'string') return undefined;
  const host = typeof given.host === 'string' && given.host !== '' ? given.host.toLowerCase() : 'localhost';
  return { host, channel: `tcp:${host}:${given.port}` };
}

function isLocalName(host: string): boolean {
  return (
    host === '' || host === 'localhost' || host.endsWith('.localhost') || host === hostname().toLowerCase()
  );
}

/**
 * Whatever asks the resolver of the system makes one of these and notes the name on it: above them
 * `dns/promises` may hold the functions themselves, and whoever imported it, its own.
 */
function lookupRequests(): object[] {
  return ['GetAddrInfoReqWrap', 'GetNameInfoReqWrap'].flatMap(prototypeOf);
}

/** Every query of c-ares. */
function queries(): [object, string][] {
  return prototypeOf('ChannelWrap').flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype)
      .filter((name) => name.startsWith('query') || name === 'getHostByAddr')
      .map((name): [object, string] => [prototype, name]),
  );
}

function prototypeOf(name: string): object[] {
  const made = nodeBinding('cares_wrap')[name] as { prototype: object } | undefined;
  return made === undefined ? [] : [made.prototype];
}
