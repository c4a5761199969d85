import fs = require('node:fs');
import bindings = require('./bindings.cts');
import emitInstead = require('./emit-instead.cts');
import isLoopback = require('./loopback.cts');
import ownerOf = require('./owner.cts');
import putHook = require('./put-hook.cts');
import type policies = require('../policy.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;
interface Name {
  address: string;
  port: number;
}

/** `UV_TCP_IPV6ONLY` and `UV_UDP_IPV6ONLY` of libuv. */
const IPV6_ONLY = 1;
/** `::`, however it is written. */
const ANY_V6 = /^[0:]+$/;
/** What a server asked for: it may have another address, and the port that the system chooses is another one each time. */
const asked = new WeakMap<object, Name>();
const statSync = fs.statSync.bind(fs);
/** What a pipe is bound to, as `placeAt` tells it. */
const boundPipes = new WeakMap<object, string>();

/**
 * A server on loopback is the process's own affair; one that other machines reach is a way in, and out. Who
 * listens on every address, as Node does unless it is told one, is heard by this machine alone, and served as
 * before. Who names an address of another network is refused where it begins to listen, and bound to nothing
 * until then: by then it has an owner, which tells the error.
 *
 * @param isImplicit a datagram socket that only sends, and is bound by that
 */
function hookListeners(
  outer: wall.Wall,
  isImplicit: (socket: object) => boolean,
): {
  hooks: wall.GuardHook[];
  listensAt: (host: string, port: number) => boolean;
  listensOn: (file: string) => string | null;
} {
  const { Pipe, TCP, UDP } = bindings;
  const servers = new Set<object>();
  const pipes = new Map<object, string>();
  for (const name of ['bind', 'bind6'] as const) {
    const bindTcp = TCP.prototype[name] as Call;
    putHook(TCP.prototype, name, function (...args) {
      const [address, port, ...rest] = settled(args);
      // A client's own side says nothing of who may come.
      const isClient = ownerOf(this) !== undefined;
      if (!isClient) asked.set(this, { address, port });
      const place = isClient ? address : placeFor(address, port, rest[0]);
      return place === undefined ? 0 : Reflect.apply(bindTcp, this, [place, port, ...rest]);
    });
    const bindUdp = UDP.prototype[name] as Call;
    putHook(UDP.prototype, name, function (...args) {
      const [address, port, ...rest] = settled(args);
      const owner = ownerOf(this);
      const sendsOnly = port === 0 && owner !== undefined && isImplicit(owner);
      const place = sendsOnly ? address : placeFor(address, port, rest[0]);
      if (place === undefined) return judge(this, address, port);
      return Reflect.apply(bindUdp, this, [place, port, ...rest]);
    });
  }
  const bindPipe = Pipe.prototype['bind'] as Call;
  const listenPipe = Pipe.prototype['listen'] as Call;
  putHook(Pipe.prototype, 'bind', function (...args) {
    const file = (args[0] = String(args[0]));
    const failed = Reflect.apply(bindPipe, this, args);
    const place = failed === 0 ? placeAt(file) : null;
    if (place !== null) boundPipes.set(this, place);
    return failed;
  });
  putHook(Pipe.prototype, 'listen', function (...args) {
    const failed = Reflect.apply(listenPipe, this, args);
    const place = boundPipes.get(this);
    if (failed === 0 && place !== undefined) pipes.set(this, place);
    return failed;
  });
  const listen = TCP.prototype['listen'] as Call;
  const nameOf = TCP.prototype['getsockname'] as Call;
  putHook(TCP.prototype, 'listen', function (...args) {
    const name: Partial<Name> = {};
    Reflect.apply(nameOf, this, [name]);
    // Without an address it gets every one, when it listens.
    const wanted = asked.get(this) ?? { address: '0.0.0.0', port: 0 };
    const { address = wanted.address } = name;
    const refused = judge(this, address, wanted.port);
    if (refused !== null) return refused;
    const failed = Reflect.apply(listen, this, args);
    letGoOfClosed();
    if (failed === 0) servers.add(this);
    return failed;
  });
  const hooks = [
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
        handle['bind']?.('192.0.2.1', 9, 0);
        handle.close();
      },
    },
  ];
  return { hooks, listensAt, listensOn };

  /** Whether a server of this process has that address now, as the system says. */
  function listensAt(host: string, port: number): boolean {
    letGoOfClosed();
    return [...servers].some((server) => {
      const bound = boundTo(server);
      return bound?.port === port && bound.address.replace(/^::ffff:(?=\d+\.)/, '') === host;
    });
  }

  /** By what a path leads to now: another socket may have taken the place of the one that was bound there. */
  function listensOn(file: string): string | null {
    if (pipes.size === 0) return null;
    for (const pipe of pipes.keys()) if (Number(Reflect.get(pipe, 'fd')) < 0) pipes.delete(pipe);
    const place = placeAt(file);
    return place !== null && [...pipes.values()].includes(place) ? place : null;
  }

  function letGoOfClosed(): void {
    for (const server of servers) if (boundTo(server) === undefined) servers.delete(server);
  }

  function boundTo(server: object): Name | undefined {
    const bound = { address: '', port: 0 };
    return Reflect.apply(nameOf, server, [bound]) === 0 ? bound : undefined;
  }

  /** The address to bind to instead of one; none where it may not be. */
  function placeFor(address: string, port: number, flags: unknown): string | undefined {
    // A try has to arrive at the judge, also of a guard that is off.
    if (outer.testing) return undefined;
    if (isLoopback(address) || outer.isAllowed(listenOn(address, port))) return address;
    return nearOf(address, (Number(flags) & IPV6_ONLY) !== 0);
  }

  /** The number of an error where it may not be; its owner makes one of it, which ours takes the place of. */
  function judge(handle: object, host: string, port: number): number | null {
    if (isLoopback(host)) return null;
    const error = outer.judge(listenOn(host, port));
    if (error === null) return null;
    if (!outer.testing) emitInstead(ownerOf(handle), () => error);
    return bindings.EACCES;
  }
}

/** Device and inode of a socket's file; names of Linux that begin with a zero, and pipes of Windows, are no files, and lead to one only. */
function placeAt(file: string): string | null {
  if (file.startsWith('\0') || process.platform === 'win32') return file;
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** As it is judged and passed on. */
function settled([address, port, ...rest]: unknown[]): [address: string, port: number, ...rest: unknown[]] {
  return [String(address), Number(port), ...rest];
}

function listenOn(host: string, port: number): policies.GuardOperation {
  return { operation: 'listen', target: `${host.includes(':') ? `[${host}]` : host}:${port}`, host, port };
}

/** The loopback side of "every address" (RFC 4291, 2.5.2); of both families at once, IPv4's, which clients try of `localhost`. */
function nearOf(host: string, isV6Only: boolean): string | undefined {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (!ANY_V6.test(host)) return undefined;
  return isV6Only ? '::1' : '::ffff:127.0.0.1';
}

export = hookListeners;
